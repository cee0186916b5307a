/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "same_recording.h"
#include "rate_change.h"

#include "convolution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOW_RATE 2000
#define PROBE (2 * LOW_RATE)
#define PROBE_STEP (3 * LOW_RATE)
#define PROBE_LEAST (LOW_RATE / 4)
#define LENGTH CONVOLUTION_MEDIUM

struct RecordingIndex {
  float *samples; /* all recordings one after another, a probe of silence between them */
  uint32_t count, room;
  float complex **blocks; /* spectra of overlapping parts, made at the first question */
  double *energy;         /* energy[n]: of samples before n */
  uint32_t block_count;
};

RecordingIndex *recording_index_create(void) {
  return calloc(1, sizeof(RecordingIndex));
}

static void forget_blocks(RecordingIndex *index) {
  for (uint32_t b = 0; b < index->block_count; b++)
    convolution_free(index->blocks[b]);
  free(index->blocks);
  free(index->energy);
  index->blocks = NULL;
  index->energy = NULL;
  index->block_count = 0;
}

void recording_index_free(RecordingIndex *index) {
  if (!index) return;
  forget_blocks(index);
  free(index->samples);
  free(index);
}

/* Two kilohertz. The low frequencies are lowered, since they would make any two rumbles alike, and the highest too:
 * there, two cuts that lie half a sample apart would not look alike. The caller frees it. */
static float *lower_rate(const int16_t *samples, uint32_t count, uint32_t *low_count) {
  size_t room = (size_t)count / 24 + 16, made = 0;
  float *wide = malloc(((size_t)count + 1) * sizeof *wide), *low = malloc(room * sizeof *low);
  int good = wide && low;
  if (good) {
    for (uint32_t n = 0; n < count; n++)
      wide[n] = samples[n] * (1 / 32768.0f);
    good = rate_change(48000, LOW_RATE, RATE_CHANGE_LOW, wide, count, low, room, &made);
  }
  free(wide);
  if (!good) {
    free(low);
    return NULL;
  }
  for (size_t n = made; n-- > 1;)
    low[n] -= 0.95f * low[n - 1];
  for (size_t n = made; n-- > 2;)
    low[n] = 0.25f * low[n] + 0.5f * low[n - 1] + 0.25f * low[n - 2];
  *low_count = (uint32_t)made;
  return low;
}

int recording_index_add(RecordingIndex *index, const int16_t *samples, uint32_t count) {
  uint32_t low_count;
  float *low = lower_rate(samples, count, &low_count);
  if (!low) return 0;
  forget_blocks(index);
  if (index->count + low_count + PROBE > index->room) {
    uint32_t room = 2 * (index->count + low_count + PROBE);
    float *grown = realloc(index->samples, room * sizeof *grown);
    if (!grown) {
      free(low);
      return 0;
    }
    index->samples = grown;
    index->room = room;
  }
  memcpy(index->samples + index->count, low, low_count * sizeof *low);
  memset(index->samples + index->count + low_count, 0, PROBE * sizeof *low);
  index->count += low_count + PROBE;
  free(low);
  return 1;
}

static int make_blocks(RecordingIndex *index, float *signal) {
  uint32_t points = convolution_points(LENGTH), step = points - PROBE, count = (index->count + step - 1) / step;
  index->blocks = calloc(count, sizeof *index->blocks);
  index->energy = malloc((index->count + 1) * sizeof *index->energy);
  if (!index->blocks || !index->energy) return 0;
  index->energy[0] = 0;
  for (uint32_t n = 0; n < index->count; n++)
    index->energy[n + 1] = index->energy[n] + (double)index->samples[n] * index->samples[n];
  for (; index->block_count < count; index->block_count++) {
    uint32_t start = index->block_count * step, length = index->count - start < points ? index->count - start : points;
    float complex *spectrum = convolution_alloc_spectrum(LENGTH);
    if (!spectrum) return 0;
    memcpy(signal, index->samples + start, length * sizeof *signal);
    memset(signal + length, 0, (points - length) * sizeof *signal);
    convolution_forward(LENGTH, signal, spectrum);
    index->blocks[index->block_count] = spectrum;
  }
  return 1;
}

/* conjugate(probe) times block, back in time: the correlation at every shift. */
static void correlate(const float complex *probe, const float complex *block, ConvolutionBuffers *buffers) {
  const float *p = (const float *)probe, *b = (const float *)block;
  float *out = (float *)buffers->product;
  for (uint32_t k = 0; k <= convolution_points(LENGTH) / 2; k++) {
    out[2 * k] = p[2 * k] * b[2 * k] + p[2 * k + 1] * b[2 * k + 1];
    out[2 * k + 1] = p[2 * k] * b[2 * k + 1] - p[2 * k + 1] * b[2 * k];
  }
  convolution_inverse(LENGTH, buffers->product, buffers->signal);
}

/* The highest square of a product over the energy of the place, of places that are not silent. */
static double best_ratio(const float *products, const double *energy, uint32_t length, double least, uint32_t count) {
  double best = 0;
  for (uint32_t n = 0; n < count; n++) {
    double there = energy[n + length] - energy[n], square = (double)products[n] * products[n];
    if (square > best * there && there > least) best = square / there;
  }
  return best;
}

static double match_probe(const RecordingIndex *index, const float *probe, uint32_t length,
                          ConvolutionBuffers *buffers) {
  uint32_t points = convolution_points(LENGTH), step = points - PROBE;
  double own = 0, best = 0, least = index->energy[index->count] / index->count * length * 1e-4;
  for (uint32_t n = 0; n < length; n++)
    own += (double)probe[n] * probe[n];
  if (!(own > 1e-9)) return 0;
  memcpy(buffers->signal, probe, length * sizeof *probe);
  memset(buffers->signal + length, 0, (points - length) * sizeof *probe);
  convolution_forward(LENGTH, buffers->signal, buffers->spectrum);
  for (uint32_t b = 0; b < index->block_count; b++) {
    correlate(buffers->spectrum, index->blocks[b], buffers);
    uint32_t start = b * step;
    uint32_t count = start + length > index->count ? 0 : index->count - start - length + 1;
    best = fmax(best, best_ratio(buffers->signal, index->energy + start, length, least, count < step ? count : step));
  }
  return sqrt(best / own) / points;
}

double recording_index_match(RecordingIndex *index, const int16_t *samples, uint32_t count) {
  ConvolutionBuffers buffers;
  uint32_t low_count = 0;
  if (index->count == 0) return 0;
  float *low = lower_rate(samples, count, &low_count);
  double best = -1;
  if (low && convolution_buffers_create(&buffers) == 0) {
    if (index->blocks || make_blocks(index, buffers.signal)) {
      best = 0;
      for (uint32_t start = 0; start + PROBE_LEAST <= low_count; start += PROBE_STEP) {
        uint32_t length = low_count - start < PROBE ? low_count - start : PROBE;
        best = fmax(best, match_probe(index, low + start, length, &buffers));
      }
    }
    convolution_buffers_free(&buffers);
  }
  free(low);
  return best;
}
