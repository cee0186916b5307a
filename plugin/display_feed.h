/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sends frames to the plugin's window, only while a window asks for them and at most one every DISPLAY_HOPS hops.
 */
#ifndef QUELL_DISPLAY_FEED_H
#define QUELL_DISPLAY_FEED_H

#include "display_frame.h"
#include "engine/quell.h"

typedef struct {
  DisplayUrids urids;
  uint32_t sample_rate;
  uint64_t wanted;   /* samples for which a window still wants frames */
  uint32_t sent_hop; /* hop of the last frame */
  DisplayFrame frame;
} DisplayFeed;

/* setup. `map` NULL: nothing will ever be sent. */
void display_feed_init(DisplayFeed *feed, LV2_URID_Map *map, uint32_t sample_rate);
/* audio. True when the message was a window's request, which is noted. */
bool display_feed_take(DisplayFeed *feed, const LV2_Atom *message) QUELL_REALTIME;
/* audio. After a block of `frames` samples: appends an event at `at` to the sequence that `forge` has open, when it is
 * time and there is room. */
void display_feed_run(DisplayFeed *feed, const QuellSnapshot *snapshot, LV2_Atom_Forge *forge, uint32_t at,
                      uint32_t frames) QUELL_REALTIME;

#endif
