/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command.h"
#include "report_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_BYTES 4096
#define RESULTS_MAX 8
#define RESULT_BYTES_MAX (1 << 28)

typedef struct {
  char path[PATH_BYTES], label[200];
  TuneResult result;
} Source;

/* A folder stands for the result in it. */
static int find_file(const char *given, Source *source, struct stat *about) {
  const char *format = stat(given, about) == 0 && S_ISDIR(about->st_mode) ? "%s/result.json" : "%s";
  if (snprintf(source->path, sizeof source->path, format, given) >= PATH_BYTES) {
    complain("the name '%.40s...' is too long", given);
    return 0;
  }
  if (stat(source->path, about) != 0) {
    complain("'%s' cannot be read: %s", source->path, strerror(errno));
    return 0;
  }
  if (S_ISREG(about->st_mode) && about->st_size <= RESULT_BYTES_MAX) return 1;
  complain("'%s' is no result of quell tune: it is no regular file of usual size", source->path);
  return 0;
}

static char *read_text(const Source *source, size_t size) {
  FILE *file = fopen(source->path, "rb");
  char *text = file ? malloc(size + 1) : NULL;
  const int good = text && fread(text, 1, size, file) == size;
  if (!good) complain("'%s' cannot be read: %s", source->path, strerror(errno));
  if (file) fclose(file);
  if (good) return text;
  free(text);
  return NULL;
}

static int read_source(const char *given, Source *source) {
  char what[600] = "";
  Message message = {what, sizeof what};
  struct stat about;
  if (!find_file(given, source, &about)) return 0;
  char *text = read_text(source, (size_t)about.st_size);
  if (!text) return 0;
  const int good = tune_result_parse(text, (size_t)about.st_size, &source->result, &message);
  if (!good) complain("'%s' is no result of quell tune: %s", source->path, what);
  if (good) report_label(&source->result, source->label, sizeof source->label);
  free(text);
  return good;
}

/* Models of one name are told apart by where their results lie. */
static void tell_apart(const Arguments *arguments, Source *sources, size_t count) {
  int alike = 0;
  for (size_t i = 1; i < count; i++)
    for (size_t k = 0; k < i; k++)
      alike |= strcmp(sources[i].label, sources[k].label) == 0;
  for (size_t i = 0; alike && i < count; i++)
    snprintf(sources[i].label, sizeof sources[i].label, "%.150s", positional(arguments, i));
}

static int is_a_source(const char *output, const Source *sources, size_t count) {
  struct stat written, read;
  if (stat(output, &written) != 0) return 0;
  for (size_t i = 0; i < count; i++)
    if (stat(sources[i].path, &read) == 0 && read.st_dev == written.st_dev && read.st_ino == written.st_ino) return 1;
  return 0;
}

static int write_page(const char *output, const Source *sources, size_t count) {
  ReportModel items[RESULTS_MAX];
  if (is_a_source(output, sources, count)) {
    complain("'%s' is one of the results: name another file for the page", output);
    return EXIT_FAILED;
  }
  for (size_t i = 0; i < count; i++)
    items[i] = (ReportModel){sources[i].label, &sources[i].result};
  return report_file_write(&(ReportModels){items, count}, output) ? EXIT_DONE : EXIT_FAILED;
}

static int run(const Arguments *arguments) {
  const char *output = argument_text(arguments, "output");
  const size_t count = positional_count(arguments);
  if (!output) {
    complain("name the page to write with -o FILE");
    return EXIT_USAGE;
  }
  if (count > RESULTS_MAX) {
    complain("a page holds %d results at most", RESULTS_MAX);
    return EXIT_USAGE;
  }
  Source *sources = calloc(count, sizeof *sources);
  int good = sources != NULL, exit_code = EXIT_FAILED;
  if (!good) complain("there is no memory for the results");
  for (size_t i = 0; good && i < count; i++)
    good = read_source(positional(arguments, i), &sources[i]);
  if (good) {
    tell_apart(arguments, sources, count);
    exit_code = write_page(output, sources, count);
  }
  for (size_t i = 0; sources && i < count; i++)
    tune_result_clear(&sources[i].result);
  free(sources);
  return exit_code;
}

static const Option options[] = {
    {"output", 'o', "FILE", "page to write"},
    {0},
};

const Command command_report = {
    .name = "report",
    .summary = "draw what quell tune has found, of several models on one page",
    .arguments = "RESULT...",
    .description =
        "Makes one page of HTML, pictures inside, of what quell tune --report has written: folders, or the files "
        "result.json in them. The first is what the others are compared with, such as the plain model before one that "
        "was trained for low rank. gnuplot draws the pictures; without it the page has its tables only.",
    .example = "quell report plain/ adapted/ -o both.html",
    .options = options,
    .run = run,
};
