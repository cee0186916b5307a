/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "display_feed.h"

#include <string.h>

_Static_assert(DISPLAY_BANDS_MAX >= QUELL_SNAPSHOT_BANDS, "a frame holds a snapshot");

void display_feed_init(DisplayFeed *feed, LV2_URID_Map *map, uint32_t sample_rate) {
  memset(feed, 0, sizeof *feed);
  feed->sample_rate = sample_rate;
  if (map) display_urids_map(&feed->urids, map);
  for (uint32_t band = 0; band < QUELL_SNAPSHOT_BANDS; band++)
    feed->frame.hz[band] = quell_snapshot_hz(band);
}

bool display_feed_take(DisplayFeed *feed, const LV2_Atom *message) {
  if (!feed->urids.request || !display_request_read(&feed->urids, message)) return false;
  feed->wanted = (uint64_t)DISPLAY_REQUEST_SECONDS * feed->sample_rate;
  return true;
}

static void fill_frame(DisplayFrame *frame, const QuellSnapshot *snapshot) {
  const size_t bytes = snapshot->bands * sizeof(float);
  frame->bands = snapshot->bands;
  memcpy(frame->input_db, snapshot->input_db, bytes);
  memcpy(frame->output_db, snapshot->output_db, bytes);
  memcpy(frame->gain_db, snapshot->gain_db, bytes);
  frame->voice = snapshot->voice_probability;
  frame->hop = snapshot->hop;
}

void display_feed_run(DisplayFeed *feed, const QuellSnapshot *snapshot, LV2_Atom_Forge *forge, uint32_t at,
                      uint32_t frames) {
  if (!feed->wanted) return;
  feed->wanted -= frames < feed->wanted ? frames : feed->wanted;
  if (snapshot->hop - feed->sent_hop < DISPLAY_HOPS || !snapshot->bands) return;
  if (forge->size - forge->offset < display_frame_bytes(snapshot->bands)) return;
  fill_frame(&feed->frame, snapshot);
  lv2_atom_forge_frame_time(forge, at);
  if (display_frame_write(&feed->urids, forge, &feed->frame)) feed->sent_hop = snapshot->hop;
}
