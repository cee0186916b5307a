/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "display_history.h"

#include "theme.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* What a curve falls by in a frame of DISPLAY_HOPS hops: 40 dB a second. */
#define FALL_DB 1.2f

bool display_history_create(DisplayHistory *history) {
  memset(history, 0, sizeof *history);
  history->reduction = cairo_image_surface_create(CAIRO_FORMAT_RGB24, HISTORY_COLUMNS, HISTORY_ROWS);
  display_history_clear(history);
  return cairo_surface_status(history->reduction) == CAIRO_STATUS_SUCCESS;
}

void display_history_free(DisplayHistory *history) {
  cairo_surface_destroy(history->reduction);
}

void display_history_clear(DisplayHistory *history) {
  history->now.bands = history->next = history->columns = 0;
}

double axis_position(double hz) {
  return log(hz / AXIS_LOW_HZ) / log(AXIS_HIGH_HZ / AXIS_LOW_HZ);
}

double axis_hz(double position) {
  return AXIS_LOW_HZ * pow(AXIS_HIGH_HZ / AXIS_LOW_HZ, position);
}

float band_value(const DisplayFrame *frame, const float *values, double hz, float outside) {
  uint32_t last = frame->bands - 1;
  if (hz <= frame->hz[0]) return values[0];
  /* The top band reaches half a band beyond its centre. */
  if (hz >= frame->hz[last])
    return last && hz > 1.5 * frame->hz[last] - 0.5 * frame->hz[last - 1] ? outside : values[last];
  uint32_t low = 0, high = last;
  while (high - low > 1) {
    uint32_t middle = (low + high) / 2;
    if (frame->hz[middle] <= hz)
      low = middle;
    else
      high = middle;
  }
  float share = (float)(hz - frame->hz[low]) / (frame->hz[high] - frame->hz[low]);
  return values[low] + share * (values[high] - values[low]);
}

/* ---- Colours of reduction ---------------------------------------------------------------------------------------- */

static uint32_t blend(uint32_t from, uint32_t to, float share) {
  uint32_t mixed = 0;
  for (int shift = 0; shift <= 16; shift += 8) {
    float a = (float)(from >> shift & 255), b = (float)(to >> shift & 255);
    mixed |= (uint32_t)(a + share * (b - a) + 0.5f) << shift;
  }
  return mixed;
}

uint32_t reduction_colour(float reduction_db) {
  static const uint32_t stops[] = {COLOUR_GRAPH, 0x43264f, 0x98373f, COLOUR_REDUCTION, 0xfff0c2};
  const int last = sizeof stops / sizeof *stops - 1;
  float place = reduction_db / REDUCTION_RANGE_DB * (float)last;
  if (!(place > 0)) return stops[0];
  if (place >= (float)last) return stops[last];
  int stop = (int)place;
  return blend(stops[stop], stops[stop + 1], place - (float)stop);
}

/* ---- Frames ------------------------------------------------------------------------------------------------------ */

static void add_column(DisplayHistory *history, const DisplayFrame *frame) {
  unsigned char *pixels = cairo_image_surface_get_data(history->reduction);
  int stride = cairo_image_surface_get_stride(history->reduction);
  cairo_surface_flush(history->reduction);
  for (int row = 0; row < HISTORY_ROWS; row++) {
    double hz = axis_hz(1 - (row + 0.5) / HISTORY_ROWS);
    uint32_t colour = reduction_colour(-band_value(frame, frame->gain_db, hz, 0));
    memcpy(pixels + (ptrdiff_t)row * stride + 4 * (ptrdiff_t)history->next, &colour, sizeof colour);
  }
  cairo_surface_mark_dirty_rectangle(history->reduction, (int)history->next, 0, 1, HISTORY_ROWS);
  history->voice[history->next] = frame->voice;
  history->next = (history->next + 1) % HISTORY_COLUMNS;
  if (history->columns < HISTORY_COLUMNS) history->columns++;
}

static float fallen(float before, float now) {
  return fmaxf(fmaxf(now, before - FALL_DB), SPECTRUM_BOTTOM_DB);
}

static void let_fall(DisplayHistory *history, const DisplayFrame *before) {
  DisplayFrame *now = &history->now;
  for (uint32_t i = 0; i < now->bands; i++) {
    bool known = i < before->bands;
    now->input_db[i] = fallen(known ? before->input_db[i] : SPECTRUM_BOTTOM_DB, now->input_db[i]);
    now->output_db[i] = fallen(known ? before->output_db[i] : SPECTRUM_BOTTOM_DB, now->output_db[i]);
  }
}

void display_history_add(DisplayHistory *history, const DisplayFrame *frame) {
  if (!frame->bands || frame->bands > DISPLAY_BANDS_MAX) return;
  DisplayFrame before = history->now;
  history->now = *frame;
  let_fall(history, &before);
  uint32_t missing = before.bands ? (frame->hop - before.hop) / DISPLAY_HOPS : 1;
  if (missing < 1 || missing > HISTORY_COLUMNS) missing = 1;
  for (uint32_t i = 0; i < missing; i++)
    add_column(history, frame);
}
