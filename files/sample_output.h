/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last step of a sample on its way into a file: into the numbers that the file's format holds. libsndfile only
 * packs them, for its own conversion scales by 2^n - 1 and would not give back what it read.
 */
#ifndef QUELL_SAMPLE_OUTPUT_H
#define QUELL_SAMPLE_OUTPUT_H

#include "dither.h"
#include "sound_format.h"

#include <sndfile.h>

typedef struct {
  SNDFILE *file;
  const SampleFormat *format;
  uint32_t channels;
  int64_t frames; /* written so far */
  uint64_t clipped;
  Dither dither;
  float *peaks;            /* [channels] largest magnitude so far */
  int64_t *peak_positions; /* [channels] its frame */
  void *block;             /* room for one block of converted samples */
} SampleOutput;

/* Returns 0 without memory; sample_output_clear() is then allowed too. The file stays the caller's. */
int sample_output_init(SampleOutput *output, SNDFILE *file, int format, uint32_t channels);
/* Returns 0 when the file takes less than all. */
int sample_output_write(SampleOutput *output, const double *samples, int64_t frames);
void sample_output_clear(SampleOutput *output);

#endif
