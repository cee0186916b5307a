/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live_view.h"

#include <math.h>
#include <stdio.h>

#include "command.h"

static int begin(const LiveReport *report) {
  const LiveStatus *status = &report->status;
  printf("input:  %s (%s), %u channel%s at %u Hz\n", status->input, status->input_api, status->channels,
         status->channels == 1 ? "" : "s", status->sample_rate);
  printf("output: %s (%s)", status->output, status->output_api);
  if (status->output_rate != status->sample_rate) printf(" at %u Hz", status->output_rate);
  printf("\nmodel:  %s\n", report->model);
  if (report->raw) printf("raw sound is recorded to %s\n", report->raw);
  if (report->clean) printf("clean sound is recorded to %s\n", report->clean);
  return fflush(stdout) == 0;
}

static void print_level(const char *name, double db) {
  if (db <= (double)QUELL_SILENCE_DB)
    printf("  %s %9s", name, "silence");
  else
    printf("  %s %6.1f dB", name, db);
}

static int show(const LiveReport *report) {
  const LiveStatus *status = &report->status;
  printf("%5.0f s", report->seconds);
  print_level("in", report->input_db);
  print_level("out", report->output_db);
  printf("  removed %4.1f dB  voice %3.0f %%  load %.1f/%.1f/%.1f %%  xruns %llu  "
         "delay %.1f ms",
         report->reduction_db, 100 * report->voice, 100 * status->load.p50, 100 * status->load.p99,
         100 * status->load.largest, (unsigned long long)status->xruns, status->round_trip_ms);
  if (status->bridged) printf("  drift %+.0f ppm", status->bridge.drift_ppm);
  if (report->waiting) printf("  waiting for the device");
  if (report->silent_seconds >= LIVE_SILENT_SECONDS) printf("  nothing comes in");
  putchar('\n');
  return fflush(stdout) == 0;
}

static void note(const char *sentence) {
  complain("%s", sentence);
}

static int key(void) {
  return 0;
}

static void end(const LiveReport *report) {
  printf("%.1f s of sound, %llu xruns, engine latency %.1f ms, round trip %.1f ms\n",
         (double)report->status.frames / report->status.sample_rate, (unsigned long long)report->status.xruns,
         report->status.engine_latency_ms, report->status.round_trip_ms);
}

const LiveView live_view_text = {.interval = 1, .begin = begin, .show = show, .note = note, .key = key, .end = end};
