/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs the work of an audio thread at every rate, for a build with Clang's real-time sanitizer, which stops at the
 * first call that may block. "drive planted" makes such a call itself, to show that it is noticed.
 */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t rates[] = {8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000};

static void *volatile block;

static void planted_process(void) QUELL_REALTIME;
static void planted_process(void) {
  block = malloc(100);
}

static int drive(QuellModel *model) {
  for (size_t i = 0; model && i < sizeof rates / sizeof rates[0]; i++) {
    Workload *workload = workload_create(model, rates[i], 1 + i % 3, i % 2, (uint32_t)i);
    if (!workload) return 0;
    workload_run(workload, 500);
    workload_free(workload);
  }
  quell_model_free(model);
  return model != NULL;
}

int main(int argc, char **argv) {
#if !defined(__has_feature)
#define __has_feature(feature) 0
#endif
#if !__has_feature(realtime_sanitizer)
  fputs("this program was built without the real-time sanitizer\n", stderr);
  return 2;
#endif
  if (argc > 1 && strcmp(argv[1], "planted") == 0) {
    planted_process();
    free(block);
    return 0;
  }
  QuellModel *model;
  char message[256];
  if (quell_model_open_default(&model, message, sizeof message) != QUELL_OK) return fprintf(stderr, "%s\n", message), 1;
  int good = drive(model);
  for (unsigned kind = 0; kind < 4; kind++)
    good = good && drive(open_small_model(kind));
  puts(good ? "came through" : "did not run");
  return good ? 0 : 1;
}
