/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Removes the noise from sound files.
 */
#include "command.h"
#include "control_options.h"
#include "denoise_batch.h"
#include "denoise_report.h"
#include "model_option.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define JOBS_MAX 1024

typedef struct {
  DenoiseSettings settings;
  size_t jobs;
  int json;
} Plan;

static void tell_finished(void *user, const FileJob *job, const DenoiseResult *result) {
  const Plan *plan = user;
  denoise_report_file(job, result, plan->json);
}

static int read_plan(const Arguments *arguments, Plan *plan) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  long long jobs = processors > 0 && processors <= JOBS_MAX ? processors : 1;
  *plan = (Plan){.json = argument_given(arguments, "json")};
  if (!control_options_read(arguments, plan->settings.controls) ||
      !argument_whole(arguments, "jobs", 1, JOBS_MAX, &jobs)) {
    return 0;
  }
  plan->jobs = (size_t)jobs;
  if (argument_given(arguments, "output")) return 1;
  complain("it needs a place for the result: --output OUT, a file or a folder");
  return 0;
}

static int list_files(const Arguments *arguments, FileList *list) {
  size_t count = positional_count(arguments);
  const char **inputs = calloc(count + 1, sizeof *inputs);
  FileError error = {0};
  if (!inputs) {
    complain("out of memory");
    return 0;
  }
  for (size_t i = 0; i < count; i++)
    inputs[i] = positional(arguments, i);
  int good = file_list_make(inputs, count, argument_text(arguments, "output"), list, &error);
  free(inputs);
  if (!good) complain("%s", error.text);
  return good;
}

/* Ends the program in the way that the signal would have, so that a shell or a script sees it. */
static int end_by_signal(int number) {
  complain("stopped; the files that were not finished have been left out");
  fflush(stdout);
  raise(number);
  return EXIT_FAILED;
}

static int denoise_list(const FileList *list, Plan *plan) {
  DenoiseResult *results = calloc(list->count + 1, sizeof *results);
  if (!results) {
    complain("out of memory");
    return EXIT_FAILED;
  }
  int stopped = denoise_batch(&plan->settings, list, plan->jobs, results, tell_finished, plan);
  int code = plan->json ? denoise_report_json(list, results) : EXIT_DONE;
  if (denoise_report_summary(list, results, plan->json) > 0) code = EXIT_FAILED;
  free(results);
  return stopped ? end_by_signal(stopped) : code;
}

static int run(const Arguments *arguments) {
  Plan plan;
  FileList list;
  if (!read_plan(arguments, &plan)) return EXIT_USAGE;
  if (!list_files(arguments, &list)) return EXIT_FAILED;
  plan.settings.model = open_model(argument_text(arguments, "model"));
  int code = EXIT_FAILED;
  if (plan.settings.model &&
      !choose_profile(plan.settings.model, argument_text(arguments, "profile"), &plan.settings.profile))
    code = EXIT_USAGE;
  else if (list.count == 0)
    complain("there are no files in %s", positional(arguments, 0));
  else if (plan.settings.model)
    code = denoise_list(&list, &plan);
  quell_model_free(plan.settings.model);
  file_list_free(&list);
  return code;
}

static const Option options[] = {
    {"output", 'o', "OUT", "file for the result, or folder for several; needed"},
    {"model", 'm', "FILE", "model to run; default: the one that is built in"},
    {"profile", 'p', "NAME", "profile of the model, as quell info lists them; default: the best"},
    CONTROL_OPTIONS,
    {"jobs", 'j', "N", "files worked on at a time; default: one for each processor"},
    {"json", 0, NULL, "print JSON"},
    OPTIONS_SELDOM_NEEDED,
    CONTROL_OPTIONS_SELDOM_NEEDED,
    {0},
};

const Command command_denoise = {
    .name = "denoise",
    .summary = "remove the noise from sound files",
    .arguments = "IN...",
    .description =
        "Writes each sound without its noise, aligned with the original and as long. Format, sample rate, channels and "
        "metadata stay; only another ending of OUT (.wav .flac .aiff .caf .w64 .rf64 .ogg .opus .mp3 ...) changes the "
        "container, which keeps what it can. Folders are searched through and keep their structure in OUT. A result "
        "appears only when it is "
        "complete, and no input is ever overwritten.",
    .example = "quell denoise noisy.wav -o clean.wav",
    .options = options,
    .run = run,
};
