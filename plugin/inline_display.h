/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The picture in the mixer strip: what is left of the spectrum, what is taken away over frequency, and a bar for the
 * voice probability. It is painted with lines of its own, so that the plugin needs no drawing library.
 */
#ifndef QUELL_INLINE_DISPLAY_H
#define QUELL_INLINE_DISPLAY_H

#include "engine/quell.h"
#include "engine/seqlock.h"
#include "inline_display_extension.h"

#define INLINE_DISPLAY_WIDTH_MAX 4096

typedef struct {
  const InlineDisplayFeature *host; /* NULL: nobody looks */
  /* The snapshot on its way from run() to render(). */
  atomic_uint sequence;
  SeqlockWord words[SEQLOCK_WORDS(QuellSnapshot)];
  /* Of run() only. */
  QuellSnapshot queued; /* what the host was last asked to draw */
  uint32_t published_hop;
  /* Of render() only. */
  QuellSnapshot shown;
  InlineDisplayImage image;
} InlineDisplay;

/* setup. */
void inline_display_init(InlineDisplay *display, const InlineDisplayFeature *host);
void inline_display_free(InlineDisplay *display);
/* audio. Publishes a new hop and asks the host to draw, when something has changed that can be seen. */
void inline_display_run(InlineDisplay *display, const QuellSnapshot *snapshot) QUELL_REALTIME;
/* setup. Paints the last hop. NULL without memory, or for a size that makes no sense. */
InlineDisplayImage *inline_display_render(InlineDisplay *display, uint32_t width, uint32_t most_height);

#endif
