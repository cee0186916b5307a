/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may be wrong with a microphone, its device or the computer, judged by what was seen in some seconds of sound.
 */
#ifndef QUELL_LIVE_FAULTS_H
#define QUELL_LIVE_FAULTS_H

#include <stdint.h>

typedef struct {
  const char *input;                 /* name of the device */
  double seconds;                    /* that were looked at */
  double sample_rate, measured_rate; /* Hz: promised, and received by the clock of the computer; 0 when not known */
  double peak_db, loudest_db;        /* of single samples, and of the loudest 10 ms */
  double clipped_share;              /* of all samples */
  uint32_t block;                    /* frames that came at a time */
  double load_p99, load_largest;     /* shares of the time that there is */
  uint64_t xruns;
  int real_time; /* the audio thread has real-time priority */
} LiveFacts;

typedef struct {
  const char *name;   /* "silent", "rate", "slow", "priority", "quiet", "clipping" */
  int serious;        /* else it may do no harm */
  char sentence[400]; /* what it is and what to do */
} LiveFault;

#define LIVE_FAULTS_MAX 6

/* Returns how many there are. */
int live_faults_find(const LiveFacts *facts, LiveFault faults[LIVE_FAULTS_MAX]);

#endif
