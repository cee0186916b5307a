/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loop of `quell live`: watches the devices, gathers reports for the view, and minds keys, signals and the clock.
 */
#include "command.h"
#include "live_keys.h"
#include "live_plan.h"
#include "live_record.h"
#include "live_view.h"
#include "model_option.h"

#include "live/steady_clock.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define POLL_SECONDS 0.05
#define RETRY_SECONDS 1.0
#define SILENT_DB (-90.0f)
/* After so many a change of settings has arrived. */
#define SETTLED_POLLS 4

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number) {
  (void)number;
  stop_asked = 1;
}

/* Files that grow too large and readers that go away are told by the calls that fail. */
static void catch_signals(void) {
  const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction action = {.sa_handler = ask_to_stop};
  stop_asked = 0;
  for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++)
    sigaction(stopping[i], &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
}

typedef struct {
  const LivePlan *plan;
  const LiveView *view;
  LiveSession *session;
  LiveRecord *record;
  LiveReport report;
  uint32_t profile;                      /* that ran last */
  unsigned automatic;                    /* for so many polls profiles are chosen automatically */
  int gap_told;                          /* that the recording lacks something */
  double started, shown, retried, heard; /* times */
  /* Sums since the last report. */
  double input_power, output_power, reduction, voice;
  unsigned polls;
} Run;

static void pause_seconds(double seconds) {
  const struct timespec time = {(time_t)seconds, (long)(1e9 * fmod(seconds, 1))};
  nanosleep(&time, NULL);
}

static const char *given(const char *text) {
  return text && *text ? text : NULL;
}

/* ---- Reports ------------------------------------------------------------------------------------ */

static double power(float db) {
  return db <= QUELL_SILENCE_DB ? 0 : pow(10, (double)db / 10);
}

static double decibels(double value) {
  return value > 0 ? fmax(10 * log10(value), (double)QUELL_SILENCE_DB) : (double)QUELL_SILENCE_DB;
}

static void gather(Run *run) {
  LiveStatus *status = &run->report.status;
  const float input_peak = status->input_peak_db, output_peak = status->output_peak_db;
  live_session_status(run->session, status);
  if (status->input_peak_db > SILENT_DB || run->report.waiting) run->heard = steady_seconds();
  if (run->polls > 0) { /* peaks hold for a report */
    status->input_peak_db = fmaxf(status->input_peak_db, input_peak);
    status->output_peak_db = fmaxf(status->output_peak_db, output_peak);
  }
  run->input_power += power(status->meters.input_db);
  run->output_power += power(status->meters.output_db);
  run->reduction += (double)status->meters.reduction_db;
  run->voice += (double)status->meters.voice_probability;
  run->polls++;
}

static void sum_up(Run *run) {
  LiveReport *report = &run->report;
  const double polls = run->polls ? run->polls : 1;
  report->input_db = decibels(run->input_power / polls);
  report->output_db = decibels(run->output_power / polls);
  report->reduction_db = run->reduction / polls;
  report->voice = run->voice / polls;
  report->seconds = steady_seconds() - run->started;
  report->silent_seconds = steady_seconds() - run->heard;
  report->recording = live_record_running(run->record);
  run->input_power = run->output_power = run->reduction = run->voice = 0;
  run->polls = 0;
}

/* ---- What happens ------------------------------------------------------------------------------- */

/* Returns 0 when that is the end. */
static int lose_device(Run *run, const char *sentence) {
  live_session_close(run->session);
  if (!run->plan->reconnect) {
    run->view->note(sentence);
    return 0;
  }
  char text[1200];
  snprintf(text, sizeof text, "%s; waiting until it comes back", sentence);
  run->view->note(text);
  run->report.waiting = 1;
  run->retried = steady_seconds();
  return 1;
}

static void try_again(Run *run) {
  LiveTrouble unsaid;
  if (steady_seconds() - run->retried < RETRY_SECONDS) return;
  if (live_session_open(run->session, &unsaid)) {
    run->report.waiting = 0;
    run->view->note("the device is back");
  }
  run->retried = steady_seconds();
}

/* Without sound the seconds pass by the clock. */
static int waited_enough(const Run *run) {
  const double wanted = run->plan->session.seconds;
  return wanted > 0 && steady_seconds() - run->started > wanted;
}

static void mind_recording(Run *run) {
  const LiveStatus *status = &run->report.status;
  FileError error;
  char text[1200];
  if (live_record_failed(run->record, &error)) {
    snprintf(text, sizeof text, "the recording has stopped, the sound goes on: %.1000s", error.text);
    run->view->note(text);
  }
  if (status->lost_from_recording && !run->gap_told && live_record_running(run->record)) {
    run->gap_told = 1;
    run->view->note("the disk does not keep up, so that the recording has gaps; the sound goes on");
  }
}

/* Only what happens by itself is told, and not what a key has just changed. */
static void mind_profile(Run *run) {
  const uint32_t profile = run->report.status.profile, before = run->profile;
  QuellProfileInfo info;
  char text[200];
  run->profile = profile;
  run->automatic = live_session_profile(run->session) == LIVE_PROFILE_AUTOMATIC ? run->automatic + 1 : 0;
  if (profile == before || run->automatic < SETTLED_POLLS ||
      quell_model_profile(live_session_model(run->session), profile, &info) != QUELL_OK)
    return;
  snprintf(text, sizeof text, "the processor %s: profile '%s' runs now",
           profile > before ? "is too busy" : "has time again", info.name);
  run->view->note(text);
}

/* EXIT_DONE, EXIT_FAILED, or -1 to go on. */
static int poll_once(Run *run) {
  LiveTrouble trouble;
  const int key = run->view->key();
  if (stop_asked || key == LIVE_KEY_QUIT) return EXIT_DONE;
  live_key_press(run->session, key);
  if (run->report.waiting) {
    if (waited_enough(run)) return EXIT_DONE;
    try_again(run);
  } else {
    const LiveState state = live_session_state(run->session, &trouble);
    if (state == LIVE_FINISHED) return EXIT_DONE;
    if (state == LIVE_LOST && !lose_device(run, trouble.text)) return EXIT_FAILED;
  }
  gather(run);
  mind_recording(run);
  mind_profile(run);
  if (steady_seconds() - run->shown < run->view->interval) return -1;
  run->shown = steady_seconds();
  sum_up(run);
  return run->view->show(&run->report) ? -1 : EXIT_FAILED;
}

static int loop(Run *run) {
  int code;
  while ((code = poll_once(run)) < 0)
    pause_seconds(POLL_SECONDS);
  return code;
}

/* ---- Beginning and end -------------------------------------------------------------------------- */

/* With --reconnect a device may also be missing at the start. */
static int open_first(Run *run) {
  LiveTrouble trouble;
  int told = 0;
  while (!live_session_open(run->session, &trouble)) {
    if (!run->plan->reconnect || stop_asked) {
      if (!told && !stop_asked) complain("%s", trouble.text);
      return 0;
    }
    if (!told) complain("%s; trying again until it is there", trouble.text);
    told = 1;
    pause_seconds(RETRY_SECONDS);
  }
  return 1;
}

static int start_recording(Run *run) {
  FileError error;
  FrameRing *ring = live_session_recording(run->session);
  if (!ring) return 1;
  run->report.raw = given(run->plan->raw);
  run->report.clean = given(run->plan->clean);
  run->record = live_record_start(run->plan->raw, run->plan->clean, run->report.status.sample_rate,
                                  run->report.status.channels, ring, &error);
  if (!run->record) complain("%s", error.text);
  return run->record != NULL;
}

static int finish_recording(Run *run, int code) {
  FileError error;
  const int told = run->record && !live_record_running(run->record);
  if (!live_record_finish(run->record, &error)) {
    if (!told) complain("%s", error.text);
    return EXIT_FAILED;
  }
  const uint64_t lost = run->report.status.lost_from_recording;
  if (lost == 0) return code;
  complain("the recording lacks %.2f s", (double)lost / run->report.status.sample_rate);
  return EXIT_FAILED;
}

static int run_opened(Run *run) {
  run->started = run->shown = run->heard = steady_seconds();
  gather(run);
  run->profile = run->report.status.profile;
  if (!start_recording(run)) return EXIT_FAILED;
  sum_up(run);
  int code = EXIT_FAILED;
  if (run->view->begin(&run->report)) {
    code = loop(run);
    /* No more sound comes before the recording takes its last. */
    live_session_close(run->session);
    gather(run);
    sum_up(run);
    run->view->end(&run->report);
  }
  return finish_recording(run, code);
}

static const LiveView *choose_view(const LivePlan *plan) {
  if (plan->json) return &live_view_json;
  return isatty(STDOUT_FILENO) && isatty(STDIN_FILENO) ? &live_view_screen : &live_view_text;
}

static int run_model(const LivePlan *plan, QuellModel *model) {
  Run run = {.plan = plan, .view = choose_view(plan), .report = {.model = model_name(model, "without a name")}};
  LiveOptions options = plan->session;
  uint32_t profile;
  if (!live_plan_profile(plan, model, &profile)) return EXIT_USAGE;
  catch_signals();
  options.stop = &stop_asked;
  run.session = run.report.session = live_plan_session(plan, &options, model, profile);
  if (!run.session) {
    complain("out of memory");
    return EXIT_FAILED;
  }
  int code = open_first(&run) ? run_opened(&run) : EXIT_FAILED;
  if (stop_asked && code == EXIT_FAILED && !run.record) code = EXIT_DONE;
  live_session_free(run.session);
  return code;
}

int live_run(const LivePlan *plan) {
  QuellModel *model = open_model(plan->model);
  const int code = model ? run_model(plan, model) : EXIT_FAILED;
  quell_model_free(model);
  return code;
}
