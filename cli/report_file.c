/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "report_file.h"
#include "command.h"
#include "files/pending_file.h"
#include "gnuplot.h"
#include "offline/report/report_page.h"

#include <stdlib.h>
#include <string.h>

#define SUFFIX ".safetensors"

void report_label(const TuneResult *result, char *label, size_t size) {
  snprintf(label, size, "%s", result->model[0] ? result->model : "a model");
  const size_t length = strlen(label), suffix = strlen(SUFFIX);
  if (length > suffix && strcmp(label + length - suffix, SUFFIX) == 0) label[length - suffix] = 0;
}

static int write_text(const char *path, const char *text) {
  PendingFile *file;
  FileError error;
  int good = pending_file_open(path, &file, &error);
  if (good) {
    pending_file_write(file, 0, text, strlen(text)); /* a failure is kept for the end */
    good = pending_file_finish(file, &error);
  }
  if (!good) complain("%s", error.text);
  return good;
}

int report_file_write(const ReportModels *models, const char *path) {
  static const char no_pictures[] = "The page has no pictures, for there was no gnuplot to draw them";
  static const Draughtsman gnuplot = {.draw = gnuplot_draw};
  char text[600] = "", sentence[sizeof no_pictures + 1];
  Message message = {text, sizeof text};
  size_t undrawn = 0;
  const int can_draw = gnuplot_is_there();
  snprintf(sentence, sizeof sentence, "%s.", no_pictures);
  char *page = report_page(models, can_draw ? &gnuplot : NULL, sentence, &undrawn, &message);
  if (!page) {
    complain("%s", text);
    return 0;
  }
  const int good = write_text(path, page);
  free(page);
  if (good && !can_draw) complain("'%s' has no pictures, for there is no gnuplot to draw them", path);
  if (good && undrawn) complain("'%s' lacks %zu pictures, which gnuplot could not draw", path, undrawn);
  return good;
}
