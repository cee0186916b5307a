/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "inline_display.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COLOUR_GROUND 0xff14171bu
#define COLOUR_GRID 0xff262b33u
#define COLOUR_OUTPUT 0xff3a7f7au
#define COLOUR_REDUCTION 0xfff2a541u
#define COLOUR_VOICE 0xffbfa8ffu

#define TOP_DB (-10.0f)
#define BOTTOM_DB (-100.0f)
#define REDUCTION_RANGE_DB 40.0f
#define LOWEST_HZ 50.0f
#define HIGHEST_HZ 20000.0f
#define HEIGHT_SHARE 0.5f /* height over width, where the host has room for it */

/* Once in this many hops at most, and only for a change that shows. */
#define QUEUE_HOPS 5
#define VISIBLE_DB 1.0f
#define VISIBLE_VOICE 0.03f

void inline_display_init(InlineDisplay *display, const InlineDisplayFeature *host) {
  memset(display, 0, sizeof *display);
  display->host = host;
  for (uint32_t band = 0; band < QUELL_SNAPSHOT_BANDS; band++)
    display->shown.output_db[band] = QUELL_SILENCE_DB;
  seqlock_write(&display->sequence, display->words, &display->shown, sizeof display->shown);
}

void inline_display_free(InlineDisplay *display) {
  free(display->image.data);
}

/* ---- From run() -------------------------------------------------------------------------------------------------- */

static bool differs(const float *a, const float *b, uint32_t count, float least, float most) {
  for (uint32_t i = 0; i < count; i++)
    if (fabsf(fminf(fmaxf(a[i], least), most) - fminf(fmaxf(b[i], least), most)) > VISIBLE_DB) return true;
  return false;
}

static bool visibly_changed(const QuellSnapshot *a, const QuellSnapshot *b) {
  return a->bands != b->bands || fabsf(a->voice_probability - b->voice_probability) > VISIBLE_VOICE ||
         differs(a->gain_db, b->gain_db, a->bands, -REDUCTION_RANGE_DB, 0) ||
         differs(a->output_db, b->output_db, a->bands, BOTTOM_DB, TOP_DB);
}

void inline_display_run(InlineDisplay *display, const QuellSnapshot *snapshot) {
  if (!display->host || snapshot->hop == display->published_hop) return;
  display->published_hop = snapshot->hop;
  if (snapshot->hop - display->queued.hop < QUEUE_HOPS || !visibly_changed(snapshot, &display->queued)) return;
  display->queued = *snapshot;
  seqlock_write(&display->sequence, display->words, snapshot, sizeof *snapshot);
  display->host->queue_draw(display->host->handle);
}

/* ---- Painting ---------------------------------------------------------------------------------------------------- */

static uint32_t *pixel(const InlineDisplayImage *image, int x, int y) {
  return (uint32_t *)(void *)(image->data + (size_t)y * (size_t)image->stride) + x;
}

/* A colour over another one. */
static uint32_t blend(uint32_t under, uint32_t over, float share) {
  uint32_t mixed = 0xff000000u;
  for (int shift = 0; shift <= 16; shift += 8) {
    const float a = (float)(under >> shift & 255), b = (float)(over >> shift & 255);
    mixed |= (uint32_t)(a + share * (b - a) + 0.5f) << shift;
  }
  return mixed;
}

/* Column x from y = top to bottom; parts of pixels count as such. */
static void paint_column(const InlineDisplayImage *image, int x, float top, float bottom, uint32_t colour) {
  top = fmaxf(top, 0);
  bottom = fminf(bottom, (float)image->height);
  for (int y = (int)top; (float)y < bottom; y++) {
    const float covered = fminf(bottom, (float)(y + 1)) - fmaxf(top, (float)y);
    *pixel(image, x, y) = blend(*pixel(image, x, y), colour, covered);
  }
}

static float value_at(const QuellSnapshot *snapshot, const float *values, float hz, float outside) {
  uint32_t above = 0;
  while (above < snapshot->bands && quell_snapshot_hz(above) < hz)
    above++;
  if (above == snapshot->bands) return outside;
  if (!above) return values[0];
  const float low = quell_snapshot_hz(above - 1), high = quell_snapshot_hz(above);
  return values[above - 1] + (hz - low) / (high - low) * (values[above] - values[above - 1]);
}

static float hz_at(float position) {
  return LOWEST_HZ * powf(HIGHEST_HZ / LOWEST_HZ, position);
}

static void paint_grid(const InlineDisplayImage *image) {
  static const float lines[] = {100, 1000, 10000};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    const int x = (int)((float)image->width * logf(lines[i] / LOWEST_HZ) / logf(HIGHEST_HZ / LOWEST_HZ));
    paint_column(image, x, 0, (float)image->height, COLOUR_GRID);
  }
}

static void paint_spectrum(const InlineDisplayImage *image, const QuellSnapshot *snapshot, float bottom) {
  for (int x = 0; x < image->width; x++) {
    const float hz = hz_at(((float)x + 0.5f) / (float)image->width);
    const float level = value_at(snapshot, snapshot->output_db, hz, QUELL_SILENCE_DB);
    const float share = fminf(fmaxf((level - BOTTOM_DB) / (TOP_DB - BOTTOM_DB), 0), 1);
    const float gain = value_at(snapshot, snapshot->gain_db, hz, 0);
    const float taken = fminf(fmaxf(-gain / REDUCTION_RANGE_DB, 0), 1);
    paint_column(image, x, bottom * (1 - share), bottom, COLOUR_OUTPUT);
    paint_column(image, x, 0, bottom * taken, blend(COLOUR_GROUND, COLOUR_REDUCTION, 0.45f));
    paint_column(image, x, fmaxf(0, bottom * taken - 1), fmaxf(1, bottom * taken), COLOUR_REDUCTION);
  }
}

static void paint_voice(const InlineDisplayImage *image, const QuellSnapshot *snapshot, float top) {
  const float end = snapshot->voice_probability * (float)image->width;
  for (int x = 0; x < image->width; x++) {
    const float covered = fminf(fmaxf(end - (float)x, 0), 1);
    paint_column(image, x, top, (float)image->height, blend(COLOUR_GRID, COLOUR_VOICE, covered));
  }
}

static bool fit_image(InlineDisplayImage *image, int width, int height) {
  if (image->data && image->width == width && image->height == height) return true;
  free(image->data);
  *image = (InlineDisplayImage){calloc((size_t)width * (size_t)height, sizeof(uint32_t)), width, height,
                                width * (int)sizeof(uint32_t)};
  return image->data != NULL;
}

InlineDisplayImage *inline_display_render(InlineDisplay *display, uint32_t width, uint32_t most_height) {
  if (!width || !most_height || width > INLINE_DISPLAY_WIDTH_MAX) return NULL;
  const float wished = fmaxf(1, roundf((float)width * HEIGHT_SHARE));
  const int height = (int)fminf(wished, (float)most_height);
  InlineDisplayImage *image = &display->image;
  if (!fit_image(image, (int)width, height)) return NULL;
  QuellSnapshot newest;
  if (seqlock_read(&display->sequence, display->words, &newest, sizeof newest)) display->shown = newest;
  const float voice_height = fmaxf(1, roundf(0.08f * (float)height)), bottom = (float)height - voice_height - 1;
  for (int x = 0; x < image->width; x++)
    paint_column(image, x, 0, (float)height, COLOUR_GROUND);
  paint_grid(image);
  paint_spectrum(image, &display->shown, fmaxf(bottom, 0));
  paint_voice(image, &display->shown, (float)height - voice_height);
  return image;
}
