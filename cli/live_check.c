/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `quell live --check`: listens for some seconds and names what is wrong.
 */
#include "command.h"
#include "json_print.h"
#include "live_faults.h"
#include "live_plan.h"
#include "model_option.h"

#include "live/steady_clock.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#define CHECK_SECONDS 5.0
/* The first blocks come in a bunch, and nobody measures by them. */
#define SETTLING_SECONDS 0.5
#define LOOK_SECONDS 0.01

typedef struct {
  LiveSession *session;
  LiveStatus first, last; /* once settled, and at the end */
  double first_time, last_time;
  double peak_db, loudest_db;
} Look;

/* Returns 0 when the device was lost. */
static int look_on(Look *look, double seconds, LiveTrouble *trouble) {
  const struct timespec pause = {0, (long)(1e9 * LOOK_SECONDS)};
  const double end = steady_seconds() + seconds;
  LiveState state;
  while ((state = live_session_state(look->session, trouble)) == LIVE_RUNNING && steady_seconds() < end) {
    live_session_status(look->session, &look->last);
    look->last_time = steady_seconds();
    look->peak_db = fmax(look->peak_db, (double)look->last.input_peak_db);
    look->loudest_db = fmax(look->loudest_db, (double)look->last.meters.input_db);
    nanosleep(&pause, NULL);
  }
  return state != LIVE_LOST;
}

static int look_at(Look *look, double seconds, LiveTrouble *trouble) {
  if (!live_session_open(look->session, trouble) || !look_on(look, SETTLING_SECONDS, trouble)) return 0;
  look->first = look->last;
  look->first_time = look->last_time;
  look->peak_db = look->loudest_db = (double)QUELL_SILENCE_DB;
  return look_on(look, seconds, trouble);
}

static LiveFacts facts_of(const Look *look) {
  const LiveStatus *status = &look->last;
  const double seconds = look->last_time - look->first_time;
  const double frames = (double)(status->received - look->first.received);
  const double samples = frames * status->channels;
  return (LiveFacts){.input = status->input,
                     .seconds = seconds,
                     .sample_rate = status->sample_rate,
                     .measured_rate = seconds > 1 ? frames / seconds : 0,
                     .peak_db = look->peak_db,
                     .loudest_db = look->loudest_db,
                     .clipped_share =
                         samples > 0 ? (double)(status->input_clipped - look->first.input_clipped) / samples : 0,
                     .block = status->block,
                     .load_p99 = status->load.p99,
                     .load_largest = status->load.largest,
                     .xruns = status->xruns - look->first.xruns,
                     .real_time = status->real_time};
}

static void print_facts(const Look *look, const LiveFacts *facts) {
  const LiveStatus *status = &look->last;
  printf("input:  %s (%s), %u channel%s at %u Hz", status->input, status->input_api, status->channels,
         status->channels == 1 ? "" : "s", status->sample_rate);
  if (facts->measured_rate > 0) printf(", measured %.0f Hz", facts->measured_rate);
  printf("\noutput: %s (%s)\n", status->output, status->output_api);
  if (facts->peak_db <= (double)QUELL_SILENCE_DB)
    puts("level:  silence");
  else
    printf("level:  %.1f dBFS in the loudest 10 ms, peak %.1f dBFS, %.3f %% clipped\n", facts->loudest_db,
           facts->peak_db, 100 * facts->clipped_share);
  printf("load:   %.1f %% median, %.1f %% p99, %.1f %% at most, blocks of %u, %s real-time priority\n",
         100 * status->load.p50, 100 * facts->load_p99, 100 * facts->load_largest, status->block,
         facts->real_time ? "with" : "without");
  printf("xruns:  %llu in %.1f s\n", (unsigned long long)facts->xruns, facts->seconds);
  printf("delay:  %.1f ms denoiser, %.1f ms round trip\n", status->engine_latency_ms, status->round_trip_ms);
}

static int print_json(const LiveFacts *facts, const Look *look, const LiveFault *faults, int count) {
  json_t *list = json_array();
  for (int i = 0; i < count; i++)
    json_array_append_new(list, json_pack("{s:s, s:b, s:o}", "fault", faults[i].name, "serious", faults[i].serious,
                                          "text", json_text_or_null(faults[i].sentence)));
  json_t *object =
      json_pack("{s:o, s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:b, s:f, s:o}", "input", json_text_or_null(facts->input),
                "sample_rate", facts->sample_rate, "measured_rate", facts->measured_rate, "peak_db", facts->peak_db,
                "loudest_db", facts->loudest_db, "clipped_share", facts->clipped_share, "load_p99", facts->load_p99,
                "xruns", (json_int_t)facts->xruns, "real_time", facts->real_time, "round_trip_ms",
                look->last.round_trip_ms, "faults", list);
  return json_print(object);
}

static int report(const Look *look, int json) {
  LiveFault faults[LIVE_FAULTS_MAX];
  const LiveFacts facts = facts_of(look);
  const int count = live_faults_find(&facts, faults);
  int code = EXIT_DONE;
  if (json)
    code = print_json(&facts, look, faults, count);
  else
    print_facts(look, &facts);
  for (int i = 0; i < count; i++) {
    if (faults[i].serious) code = EXIT_FAILED;
    if (!json) printf("%s: %s.\n", faults[i].serious ? "FAULT" : "hint", faults[i].sentence);
  }
  if (count == 0 && !json) puts("Nothing is wrong.");
  return code;
}

static int check(const LivePlan *plan, QuellModel *model) {
  LiveOptions options = plan->session;
  LiveTrouble trouble;
  Look look = {0};
  uint32_t profile;
  const double seconds = options.seconds > 0 ? options.seconds : CHECK_SECONDS;
  options.seconds = options.recording_seconds = 0;
  if (!live_plan_profile(plan, model, &profile)) return EXIT_USAGE;
  look.session = live_plan_session(plan, &options, model, profile);
  int code = EXIT_FAILED;
  if (!look.session)
    complain("out of memory");
  else if (look_at(&look, seconds, &trouble))
    code = report(&look, plan->json);
  else
    complain("%s", trouble.text);
  live_session_free(look.session);
  return code;
}

int live_check(const LivePlan *plan) {
  QuellModel *model = open_model(plan->model);
  const int code = model ? check(plan, model) : EXIT_FAILED;
  quell_model_free(model);
  return code;
}
