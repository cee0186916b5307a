/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One object a line. "event" is "start", "status" (once a second), "note" or "end"; levels in dBFS, loads as shares of
 * the time that there is, times as their names say.
 */
#include "command.h"
#include "json_print.h"
#include "live_view.h"

#include <stdio.h>

/* Prints and frees. Returns 0 when nobody takes it. */
static int print_line(json_t *object) {
  if (object) json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(7));
  json_decref(object);
  putchar('\n');
  return fflush(stdout) == 0;
}

static json_t *device(const char *name, const char *api, uint32_t sample_rate) {
  return json_pack("{s:o, s:s, s:i}", "name", json_text_or_null(name), "api", api, "sample_rate", (int)sample_rate);
}

static int begin(const LiveReport *report) {
  const LiveStatus *status = &report->status;
  return print_line(json_pack("{s:s, s:o, s:o, s:i, s:f, s:i, s:b, s:o, s:o, s:o}", "event", "start", "input",
                              device(status->input, status->input_api, status->sample_rate), "output",
                              device(status->output, status->output_api, status->output_rate), "channels",
                              (int)status->channels, "engine_latency_ms", status->engine_latency_ms,
                              "engine_latency_frames", (int)status->engine_latency_frames, "two_clocks",
                              status->bridged, "model", json_text_or_null(report->model), "raw",
                              json_text_or_null(report->raw), "clean", json_text_or_null(report->clean)));
}

static json_t *describe(const LiveReport *report, const char *event) {
  const LiveStatus *status = &report->status;
  json_t *object = json_pack("{s:s, s:f, s:I, s:f, s:f, s:f, s:f, s:f, s:f, s:I}", "event", event, "seconds",
                             report->seconds, "frames", (json_int_t)status->frames, "input_db", report->input_db,
                             "input_peak_db", (double)status->input_peak_db, "output_db", report->output_db,
                             "output_peak_db", (double)status->output_peak_db, "reduction_db", report->reduction_db,
                             "voice", report->voice, "clipped", (json_int_t)status->input_clipped);
  json_t *more =
      json_pack("{s:{s:f, s:f, s:f}, s:I, s:f, s:f, s:i, s:b, s:b, s:b, s:f}", "load", "p50", status->load.p50, "p99",
                status->load.p99, "max", status->load.largest, "xruns", (json_int_t)status->xruns, "engine_latency_ms",
                status->engine_latency_ms, "round_trip_ms", status->round_trip_ms, "block", (int)status->block,
                "real_time", status->real_time, "waiting", report->waiting, "recording", report->recording,
                "silent_seconds", report->silent_seconds);
  json_object_update(object, more);
  json_decref(more);
  QuellProfileInfo profile;
  if (quell_model_profile(live_session_model(report->session), status->profile, &profile) == QUELL_OK)
    json_object_set_new(object, "profile", json_string(profile.name));
  if (report->raw || report->clean)
    json_object_set_new(object, "lost_from_recording", json_integer((json_int_t)status->lost_from_recording));
  if (status->bridged) {
    json_object_set_new(object, "drift_ppm", json_real(status->bridge.drift_ppm));
    json_object_set_new(object, "bridge_delay_ms", json_real(status->bridge.delay_ms));
    json_object_set_new(object, "bridge_set_point_ms", json_real(status->bridge.set_point_ms));
  }
  return object;
}

static int show(const LiveReport *report) {
  return print_line(describe(report, "status"));
}

static void note(const char *sentence) {
  print_line(json_pack("{s:s, s:o}", "event", "note", "text", json_text_or_null(sentence)));
  complain("%s", sentence);
}

static int key(void) {
  return 0;
}

static void end(const LiveReport *report) {
  print_line(describe(report, "end"));
}

const LiveView live_view_json = {.interval = 1, .begin = begin, .show = show, .note = note, .key = key, .end = end};
