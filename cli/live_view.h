/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How `quell live` shows itself: a screen on a terminal, else lines of text, or JSON. One of them serves a run.
 */
#ifndef QUELL_LIVE_VIEW_H
#define QUELL_LIVE_VIEW_H

#include "live/live_session.h"

/* Silence is said aloud after so long. */
#define LIVE_SILENT_SECONDS 5.0

typedef struct {
  LiveSession *session;
  LiveStatus status;
  /* Averaged since the last report; of powers, for levels. */
  double input_db, output_db, reduction_db, voice;
  double seconds;        /* since the start */
  double silent_seconds; /* for how long nothing has come in */
  int waiting;           /* for a device that is gone */
  const char *model;
  const char *raw, *clean; /* what is being recorded to; NULL for nothing */
  int recording;           /* still */
} LiveReport;

typedef struct {
  double interval;                        /* seconds between two reports */
  int (*begin)(const LiveReport *report); /* after the first opening. Returns 0 after one sentence on stderr */
  int (*show)(const LiveReport *report);  /* returns 0 when nobody takes it any more */
  void (*note)(const char *sentence);     /* something happened; without a full stop */
  int (*key)(void);                       /* the key that was pressed, 0 for none */
  void (*end)(const LiveReport *report);
} LiveView;

extern const LiveView live_view_screen, live_view_text, live_view_json;

#endif
