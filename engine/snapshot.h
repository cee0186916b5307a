/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes the picture of a hop that displays read (QuellSnapshot).
 */
#ifndef QUELL_SNAPSHOT_H
#define QUELL_SNAPSHOT_H

#include "bands.h"
#include "mix.h"
#include "seqlock.h"

typedef struct {
  Bands *bands;                      /* of QUELL_SNAPSHOT_BANDS */
  float *input_power, *output_power; /* [bins] sum of the channels in the hop under way */
  uint32_t channels;                 /* that have been added */
  uint32_t hop;
  atomic_uint sequence;
  SeqlockWord words[SEQLOCK_WORDS(QuellSnapshot)];
} Snapshot;

/* setup. 0 without memory. */
int snapshot_init(Snapshot *snapshot, const FrameLayout *layout);
void snapshot_clear(Snapshot *snapshot);

/* audio. */
void snapshot_reset(Snapshot *snapshot) QUELL_REALTIME;
/* audio. One channel of the hop: its spectrum before and after the network, and how both are mixed. */
void snapshot_add(Snapshot *snapshot, const Complex *dry, const Complex *wet, MixPoint mix) QUELL_REALTIME;
/* audio. All channels are there. */
void snapshot_publish(Snapshot *snapshot, float voice, float gate) QUELL_REALTIME;

#endif
