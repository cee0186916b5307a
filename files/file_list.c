/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "file_list.h"
#include "audio_reader.h"
#include "file_search.h"
#include "sound_format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int add_job(FileList *list, const char *input, char *output, char *trouble, int found) {
  FileJob job = {strdup(input), output, trouble, found};
  FileJob *jobs = NULL;
  /* Room grows with each power of two. */
  if ((list->count & (list->count - 1)) == 0) {
    jobs = realloc(list->jobs, sizeof *jobs * (list->count ? 2 * list->count : 1));
    if (jobs) list->jobs = jobs;
  } else {
    jobs = list->jobs;
  }
  if (!jobs || !job.input || !output) {
    free(job.input);
    free(output);
    free(trouble);
    return 0;
  }
  list->jobs[list->count++] = job;
  return 1;
}

/* FOLDER/NAME for free(); NULL without memory. */
static char *place_in(const char *folder, const char *name) {
  size_t length = strlen(folder);
  const char *separator = length > 0 && folder[length - 1] == '/' ? "" : "/";
  char *path;
  return asprintf(&path, "%s%s%s", folder, separator, name) < 0 ? NULL : path;
}

static int add_found(void *user, const char *path, const char *relative) {
  FileList *list = user;
  return add_job(list, path, place_in(list->folder, relative), NULL, 1);
}

static int add_unreadable(void *user, const char *path, const char *relative, int reason) {
  FileList *list = user;
  char *trouble;
  if (asprintf(&trouble, "cannot search the folder %s: %s", path, strerror(reason)) < 0) return 0;
  return add_job(list, path, place_in(list->folder, relative), trouble, 1);
}

static int is_folder(const char *path, struct stat *status) {
  return stat(path, status) == 0 && S_ISDIR(status->st_mode);
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static int no_memory(FileError *error) {
  return file_error(error, "not enough memory to list the files");
}

static int add_input(FileList *list, const char *input, const char *output, FileError *error) {
  struct stat status, folder_status;
  if (!is_folder(input, &status)) {
    char *place = list->folder ? place_in(list->folder, base_name(input)) : strdup(output);
    return add_job(list, input, place, NULL, 0) || no_memory(error);
  }
  FileSearch search = {.file = add_found, .unreadable = add_unreadable, .user = list};
  if (is_folder(list->folder, &folder_status)) {
    if (folder_status.st_dev == status.st_dev && folder_status.st_ino == status.st_ino) {
      return file_error(error, "%s is both input and output: name another folder for the output", input);
    }
    search.leave_out = &folder_status;
  }
  return file_search(&search, input) || no_memory(error);
}

static int choose_folder(const char *const *inputs, size_t count, const char *output, FileList *list,
                         FileError *error) {
  struct stat status;
  int several = count > 1, ends_in_slash = output[0] && output[strlen(output) - 1] == '/';
  for (size_t i = 0; i < count; i++)
    several |= is_folder(inputs[i], &status);
  int exists = stat(output, &status) == 0;
  if (output[0] == 0) return file_error(error, "the name of the output is empty");
  if (!several && !ends_in_slash && !(exists && S_ISDIR(status.st_mode))) return 1;
  if (exists && !S_ISDIR(status.st_mode)) {
    return file_error(error, "%s is a file, but several sounds or a folder need a folder for their output", output);
  }
  if (!exists && !ends_in_slash && has_sound_extension(output)) {
    return file_error(error,
                      "%s looks like a file, but several sounds or a folder need a folder for their output; "
                      "end its name in / if it is meant to be one",
                      output);
  }
  list->folder = strdup(output);
  return list->folder || no_memory(error);
}

static int by_output(const void *a, const void *b) {
  return strcmp((*(const FileJob *const *)a)->output, (*(const FileJob *const *)b)->output);
}

/* Two text files of one name in two folders are no trouble, for neither will be written. */
static int is_sound(const FileJob *job) {
  AudioReader *reader;
  FileError error;
  if (job->trouble) return 0;
  int opened = audio_reader_open(job->input, &reader, &error);
  audio_reader_close(reader);
  return opened || !job->found;
}

static int check_collisions(const FileList *list, FileError *error) {
  const FileJob **jobs = malloc(sizeof *jobs * (list->count + 1));
  if (!jobs) return no_memory(error);
  for (size_t i = 0; i < list->count; i++)
    jobs[i] = &list->jobs[i];
  qsort(jobs, list->count, sizeof *jobs, by_output);
  int good = 1;
  const FileJob *sound = NULL; /* the last sound of the present output name */
  for (size_t i = 0; i < list->count && good; i++) {
    int twin = (i > 0 && by_output(&jobs[i - 1], &jobs[i]) == 0) ||
               (i + 1 < list->count && by_output(&jobs[i], &jobs[i + 1]) == 0);
    if (!twin || !is_sound(jobs[i])) continue;
    if (sound && strcmp(sound->output, jobs[i]->output) == 0 && strcmp(sound->input, jobs[i]->input) == 0) {
      good = file_error(error, "%s is named twice: name it once", sound->input);
    } else if (sound && strcmp(sound->output, jobs[i]->output) == 0) {
      good = file_error(error, "%s and %s would both become %s: give them different output folders", sound->input,
                        jobs[i]->input, sound->output);
    }
    sound = jobs[i];
  }
  free(jobs);
  return good;
}

typedef struct {
  dev_t device;
  ino_t inode;
} Identity;

static int by_identity(const void *a, const void *b) {
  const Identity *one = a, *other = b;
  if (one->inode != other->inode) return one->inode < other->inode ? -1 : 1;
  return one->device < other->device ? -1 : one->device > other->device;
}

static int check_inputs_stay(const FileList *list, FileError *error) {
  Identity *inputs = malloc(sizeof *inputs * (list->count + 1));
  if (!inputs) return no_memory(error);
  size_t known = 0;
  struct stat status;
  for (size_t i = 0; i < list->count; i++) {
    if (stat(list->jobs[i].input, &status) == 0) inputs[known++] = (Identity){status.st_dev, status.st_ino};
  }
  qsort(inputs, known, sizeof *inputs, by_identity);
  int good = 1;
  for (size_t i = 0; i < list->count && good; i++) {
    const FileJob *job = &list->jobs[i];
    if (stat(job->output, &status) != 0 || S_ISDIR(status.st_mode)) continue;
    Identity output = {status.st_dev, status.st_ino};
    if (!bsearch(&output, inputs, known, sizeof *inputs, by_identity)) continue;
    good = file_error(error, "the output %s is the same file as an input: name another output", job->output);
  }
  free(inputs);
  return good;
}

int file_list_make(const char *const *inputs, size_t count, const char *output, FileList *list, FileError *error) {
  memset(list, 0, sizeof *list);
  int good = choose_folder(inputs, count, output, list, error);
  for (size_t i = 0; i < count && good; i++)
    good = add_input(list, inputs[i], output, error);
  if (good && check_collisions(list, error) && check_inputs_stay(list, error)) return 1;
  file_list_free(list);
  return 0;
}

void file_list_free(FileList *list) {
  for (size_t i = 0; i < list->count; i++) {
    free(list->jobs[i].input);
    free(list->jobs[i].output);
    free(list->jobs[i].trouble);
  }
  free(list->jobs);
  free(list->folder);
  memset(list, 0, sizeof *list);
}

static int make_folder(const char *path, FileError *error) {
  if (mkdir(path, 0777) == 0 || errno == EEXIST) return 1;
  return file_error(error, "cannot make the folder %s: %s", path, strerror(errno));
}

int file_list_make_folders(const FileList *list, const FileJob *job, FileError *error) {
  if (!list->folder) return 1;
  char *path = strdup(job->output);
  if (!path) return no_memory(error);
  int good = make_folder(list->folder, error);
  for (char *slash = path + strlen(list->folder); good && (slash = strchr(slash, '/')); slash++) {
    *slash = 0;
    good = make_folder(path, error);
    *slash = '/';
  }
  free(path);
  return good;
}
