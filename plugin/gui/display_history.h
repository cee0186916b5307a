/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the window knows about the sound: the last frame of the display feed, and the reduction over the last while.
 */
#ifndef QUELL_GUI_DISPLAY_HISTORY_H
#define QUELL_GUI_DISPLAY_HISTORY_H

#include "../display_frame.h"

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#define HISTORY_COLUMNS 2048
#define HISTORY_ROWS 128
#define HISTORY_COLUMN_SECONDS (DISPLAY_HOPS * 0.01)

/* The frequency axis of all pictures, logarithmic. */
#define AXIS_LOW_HZ 50.0
#define AXIS_HIGH_HZ 20000.0
/* Reduction at which the colours end. */
#define REDUCTION_RANGE_DB 40.0f
#define SPECTRUM_TOP_DB 0.0f
#define SPECTRUM_BOTTOM_DB (-110.0f)

typedef struct {
  DisplayFrame now;           /* spectra fall slowly, as those of an analyser do */
  cairo_surface_t *reduction; /* HISTORY_COLUMNS x HISTORY_ROWS, a ring; high frequencies on top */
  float voice[HISTORY_COLUMNS];
  uint32_t next;    /* column that is written next */
  uint32_t columns; /* written ones, up to HISTORY_COLUMNS */
} DisplayHistory;

bool display_history_create(DisplayHistory *history);
void display_history_free(DisplayHistory *history);
/* Takes over a frame; columns that its hop number shows to be missing repeat it. */
void display_history_add(DisplayHistory *history, const DisplayFrame *frame);
void display_history_clear(DisplayHistory *history);

/* 0..1 on the logarithmic axis. */
double axis_position(double hz);
double axis_hz(double position);
/* Value of a band curve at a frequency, linear between the centres; `outside` above the last band. */
float band_value(const DisplayFrame *frame, const float *values, double hz, float outside);
/* Colour of a reduction in dB (0 or above): dark, violet, orange, yellow, white. */
uint32_t reduction_colour(float reduction_db);

#endif
