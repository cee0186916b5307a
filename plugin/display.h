/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both displays of the plugin, the window's and the mixer strip's, as run() sees them: two calls.
 */
#ifndef QUELL_DISPLAY_H
#define QUELL_DISPLAY_H

#include "display_feed.h"
#include "inline_display.h"

typedef struct {
  DisplayFeed feed;
  InlineDisplay strip;
  QuellSnapshot snapshot; /* the newest that could be read */
} Display;

/* setup. Both features may be NULL. */
void display_init(Display *display, LV2_URID_Map *map, const InlineDisplayFeature *host, uint32_t sample_rate);
void display_free(Display *display);
/* audio. True when a message to the plugin was meant for the displays. */
bool display_take(Display *display, const LV2_Atom *message) QUELL_REALTIME;
/* audio. After a block of `frames` samples. `forge` has the notification sequence open; NULL when there is none. */
void display_run(Display *display, const QuellDenoiser *denoiser, LV2_Atom_Forge *forge,
                 uint32_t frames) QUELL_REALTIME;

#endif
