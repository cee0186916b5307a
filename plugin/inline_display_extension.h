/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inline display extension, http://harrisonconsoles.com/lv2/inlinedisplay, which draws a plugin's small picture in
 * the host's mixer. No package has a header for it.
 */
#ifndef QUELL_INLINE_DISPLAY_EXTENSION_H
#define QUELL_INLINE_DISPLAY_EXTENSION_H

#include <lv2/core/lv2.h>
#include <stdint.h>

#define INLINE_DISPLAY_URI "http://harrisonconsoles.com/lv2/inlinedisplay"
#define INLINE_DISPLAY__interface INLINE_DISPLAY_URI "#interface"
#define INLINE_DISPLAY__queue_draw INLINE_DISPLAY_URI "#queue_draw"

/* Pixels of 32 bits, 0xAARRGGBB in the byte order of the machine, alpha multiplied in. */
typedef struct {
  unsigned char *data;
  int width, height;
  int stride; /* bytes from row to row */
} InlineDisplayImage;

/* Extension data of the plugin. The host calls render() in one thread that need not be that of run(), which may go on
 * meanwhile; the image stays the plugin's and valid until the next call. */
typedef struct {
  InlineDisplayImage *(*render)(LV2_Handle instance, uint32_t width, uint32_t most_height);
} InlineDisplayInterface;

/* Feature of the host: asks for render() at some time soon; real-time safe. */
typedef struct {
  void *handle;
  void (*queue_draw)(void *handle);
} InlineDisplayFeature;

#endif
