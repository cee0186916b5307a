/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "display.h"

void display_init(Display *display, LV2_URID_Map *map, const InlineDisplayFeature *host, uint32_t sample_rate) {
  display->snapshot = (QuellSnapshot){0};
  display_feed_init(&display->feed, map, sample_rate);
  inline_display_init(&display->strip, host);
}

void display_free(Display *display) {
  inline_display_free(&display->strip);
}

bool display_take(Display *display, const LV2_Atom *message) {
  return display_feed_take(&display->feed, message);
}

void display_run(Display *display, const QuellDenoiser *denoiser, LV2_Atom_Forge *forge, uint32_t frames) {
  if (!display->strip.host && !display->feed.wanted) return;
  if (!quell_denoiser_snapshot(denoiser, &display->snapshot)) return;
  inline_display_run(&display->strip, &display->snapshot);
  if (forge) display_feed_run(&display->feed, &display->snapshot, forge, frames ? frames - 1 : 0, frames);
}
