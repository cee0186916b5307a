/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way from a dry track to the microphone of a mixture: room, filters of random shape, and the band of the stream.
 */
#ifndef QUELL_ACOUSTICS_H
#define QUELL_ACOUSTICS_H

#include "filter_design.h"
#include "room.h"
#include "source_track.h"

/* Limits that speech and noise share. */
typedef struct {
  float nyquist_hz;    /* 24000 for none */
  float low_pass_hz;   /* nothing is above; 24000 for none */
  double high_pass_hz; /* 0 for none */
  int telephone;
} BandLimits;

typedef struct {
  ConvolutionBuffers buffers;
  FilterDesign filter;
  float *room, *early; /* as long as a long transform */
  float complex *filter_spectrum, *full_spectrum, *early_spectrum;
} Acoustics;

int acoustics_create(Acoustics *acoustics);
void acoustics_free(Acoustics *acoustics);

void acoustics_draw_limits(TrackContext *context, BandLimits *limits);
/* The low-pass alone, for what damage put above it. */
void acoustics_low_pass(Acoustics *acoustics, const BandLimits *limits, const float *in, float *out, uint32_t samples);

typedef enum { ACOUSTICS_DRY, ACOUSTICS_ROOM } AcousticsRoom;

/* in through room, filter of share `filter_share` and limits: full into `full`, direct sound with early reflections
 * into `early` (not made when NULL). Neither may be `in`. Returns 0 and a sentence on failure. */
int acoustics_run(TrackContext *context, Acoustics *acoustics, AcousticsRoom room, double filter_share,
                  const BandLimits *limits, const float *in, float *full, float *early, uint32_t samples);

#endif
