/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "denoise_report.h"
#include "command.h"
#include "json_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double seconds(const DenoiseResult *result) {
  return (double)result->frames / result->sample_rate;
}

static void print_done(const FileJob *job, const DenoiseResult *result) {
  printf("%s: %.2f s, %.1f dBFS before, %.1f dBFS after", job->output, seconds(result), result->input_db,
         result->output_db);
  if (result->clipped) printf(", %llu samples clipped", (unsigned long long)result->clipped);
  putchar('\n');
  fflush(stdout);
}

void denoise_report_file(const FileJob *job, const DenoiseResult *result, int quiet) {
  if (result->status == DENOISE_FAILED) complain("%s", result->error.text);
  if (result->status != DENOISE_DONE) return;
  if (result->not_finite) {
    complain("%s holds %llu samples that are no finite numbers: they count as zero", job->input,
             (unsigned long long)result->not_finite);
  }
  if (!quiet) print_done(job, result);
}

static size_t count_status(const FileList *list, const DenoiseResult *results, DenoiseStatus status) {
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++)
    count += results[i].status == status;
  return count;
}

size_t denoise_report_summary(const FileList *list, const DenoiseResult *results, int quiet) {
  size_t done = count_status(list, results, DENOISE_DONE), failed = count_status(list, results, DENOISE_FAILED);
  size_t no_sound = count_status(list, results, DENOISE_NO_SOUND);
  if (list->count < 2) return failed;
  if (failed) complain("%zu of %zu files failed", failed, done + failed);
  if (quiet) return failed;
  printf("%zu %s denoised", done, done == 1 ? "file" : "files");
  if (failed) printf(", %zu failed", failed);
  if (no_sound) printf(", %zu passed over that %s no sound", no_sound, no_sound == 1 ? "is" : "are");
  putchar('\n');
  return failed;
}

/* JSON is UTF-8; names of files need not be: what is not is shown as the sign for an unknown letter. */
static json_t *json_path(const char *path) {
  json_t *text = json_string(path);
  if (text) return text;
  char *shown = malloc(3 * strlen(path) + 1), *end = shown;
  if (!shown) return NULL;
  for (; *path; path++) {
    if ((unsigned char)*path < 0x80)
      *end++ = *path;
    else
      end = stpcpy(end, "\xEF\xBF\xBD");
  }
  *end = 0;
  text = json_string(shown);
  free(shown);
  return text;
}

static json_t *describe(const FileJob *job, const DenoiseResult *result) {
  json_t *object = json_pack("{s:o, s:o}", "input", json_path(job->input), "output", json_path(job->output));
  if (!object) return NULL;
  int bad = 0;
  if (result->status == DENOISE_DONE) {
    bad |= json_object_set_new(object, "frames", json_integer(result->frames));
    bad |= json_object_set_new(object, "sample_rate", json_integer(result->sample_rate));
    bad |= json_object_set_new(object, "channels", json_integer(result->channels));
    bad |= json_object_set_new(object, "seconds", json_real(seconds(result)));
    bad |= json_object_set_new(object, "latency", json_integer(result->latency));
    bad |= json_object_set_new(object, "input_db", json_number_or_null(result->input_db));
    bad |= json_object_set_new(object, "output_db", json_number_or_null(result->output_db));
    bad |= json_object_set_new(object, "clipped", json_integer((json_int_t)result->clipped));
    bad |= json_object_set_new(object, "not_finite", json_integer((json_int_t)result->not_finite));
    bad |= json_object_set_new(object, "voice_share", json_real(result->voice_share));
    bad |= json_object_set_new(object, "status", json_string("done"));
  } else {
    bad |= json_object_set_new(object, "status", json_string(result->status == DENOISE_FAILED ? "failed" : "stopped"));
    if (result->status == DENOISE_FAILED) bad |= json_object_set_new(object, "error", json_path(result->error.text));
  }
  if (!bad) return object;
  json_decref(object);
  return NULL;
}

int denoise_report_json(const FileList *list, const DenoiseResult *results) {
  json_t *files = json_array();
  int bad = !files;
  for (size_t i = 0; i < list->count && !bad; i++) {
    if (results[i].status != DENOISE_NO_SOUND)
      bad = json_array_append_new(files, describe(&list->jobs[i], &results[i]));
  }
  if (bad) {
    json_decref(files);
    return json_print(NULL);
  }
  return json_print(json_pack("{s:o, s:I, s:I}", "files", files, "failed",
                              (json_int_t)count_status(list, results, DENOISE_FAILED), "passed_over",
                              (json_int_t)count_status(list, results, DENOISE_NO_SOUND)));
}
