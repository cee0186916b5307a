/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live_faults.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* Below this there is no microphone, only the noise of a converter at most. */
#define SILENT_PEAK_DB (-90.0)
/* Speech at a usual distance is at least ten times louder. */
#define QUIET_DB (-50.0)
#define CLIPPED_SHARE 1e-4
/* No crystal is that far off. */
#define RATE_TOLERANCE 0.01
/* What is lost at an xrun, and not counted. */
#define BLOCKS_LOST_AT_ONCE 3
#define SLOW_LOAD 0.7

typedef struct {
  LiveFault *faults;
  int count;
} List;

static void add(List *list, const char *name, int serious, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void add(List *list, const char *name, int serious, const char *format, ...) {
  LiveFault *fault = &list->faults[list->count++];
  va_list values;
  fault->name = name;
  fault->serious = serious;
  va_start(values, format);
  vsnprintf(fault->sentence, sizeof fault->sentence, format, values);
  va_end(values);
}

static void judge_level(const LiveFacts *facts, List *list) {
  if (facts->peak_db < SILENT_PEAK_DB) {
    add(list, "silent", 1,
        "'%.100s' is silent: look whether it is muted or switched off, whether its channel is up in alsamixer or the "
        "system's settings, and with quell live --list whether another device is meant",
        facts->input);
  } else if (facts->loudest_db < QUIET_DB) {
    add(list, "quiet", 1,
        "'%.100s' is too quiet, %.0f dBFS at most: speak while this runs, come nearer, or turn up the microphone's "
        "gain in the system's settings",
        facts->input, facts->loudest_db);
  }
  if (facts->clipped_share > CLIPPED_SHARE) {
    add(list, "clipping", 1,
        "'%.100s' clips, %.2f %% of its samples are at full scale: turn down the microphone's gain or move away, for "
        "what is cut off cannot be brought back",
        facts->input, 100 * facts->clipped_share);
  }
}

/* The count may be off by a block, and by what was lost. */
static double rate_tolerance(const LiveFacts *facts) {
  const double blocks = 1 + BLOCKS_LOST_AT_ONCE * (double)facts->xruns;
  return RATE_TOLERANCE + blocks * facts->block / (facts->sample_rate * facts->seconds);
}

static void judge_rate(const LiveFacts *facts, List *list) {
  if (facts->measured_rate <= 0 || fabs(facts->measured_rate / facts->sample_rate - 1) < rate_tolerance(facts)) return;
  add(list, "rate", 1,
      "'%.100s' delivers %.0f samples a second instead of %.0f: give its true rate by --rate, or choose another device "
      "of the same hardware from quell live --list",
      facts->input, facts->measured_rate, facts->sample_rate);
}

static void judge_time(const LiveFacts *facts, List *list) {
  const int late = facts->xruns > 0, slow = facts->load_p99 > SLOW_LOAD;
  if (slow) {
    add(list, "slow", 1,
        "the computer is too slow for it, %.0f %% of the time is used up: end other programs, take a larger --block, a "
        "smaller --profile, or switch off the saving of power",
        100 * facts->load_p99);
  } else if (late) {
    add(list, "slow", 1,
        "sound was lost %llu time%s in %.0f s, though callbacks need only %.1f %% of their time: take a larger "
        "--block, or %s",
        (unsigned long long)facts->xruns, facts->xruns == 1 ? "" : "s", facts->seconds, 100 * facts->load_p99,
        facts->real_time ? "end other programs" : "give the audio thread priority");
  }
  if (!facts->real_time) {
    add(list, "priority", late,
        "the audio thread has no real-time priority, so that other programs can make it late: allow it by the group "
        "audio and a line '@audio - rtprio 95' in /etc/security/limits.d, or start jackd with -R");
  }
}

int live_faults_find(const LiveFacts *facts, LiveFault faults[LIVE_FAULTS_MAX]) {
  List list = {faults, 0};
  judge_level(facts, &list);
  judge_rate(facts, &list);
  judge_time(facts, &list);
  return list.count;
}
