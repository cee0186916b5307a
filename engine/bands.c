/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static Bands *allocate(uint32_t bins, uint32_t count) {
  Bands *bands = calloc(1, sizeof *bands);
  if (!bands) return NULL;
  bands->bins = bins;
  bands->count = count;
  bands->lower = calloc(bins, sizeof *bands->lower);
  bands->share = calloc(bins, sizeof *bands->share);
  bands->scale = calloc(count, sizeof *bands->scale);
  bands->nearest = calloc(count, sizeof *bands->nearest);
  if (bands->lower && bands->share && bands->scale && bands->nearest) return bands;
  bands_free(bands);
  return NULL;
}

static void place_bin(Bands *bands, const float *centres, uint32_t bin, float hz) {
  uint32_t band = 0;
  while (band + 1 < bands->present && centres[band + 1] <= hz)
    band++;
  bands->lower[bin] = (uint16_t)band;
  if (hz <= centres[band] || band + 1 == bands->present)
    bands->share[bin] = 0;
  else
    bands->share[bin] = (hz - centres[band]) / (centres[band + 1] - centres[band]);
}

/* Bins that only follow the top band's gain are no part of its energy: they may lie far above it. */
static int counts_for_energy(const Bands *bands, const float *centres, float hz) {
  const uint32_t top = bands->present - 1;
  const float reach = top ? centres[top] - centres[top - 1] : centres[top];
  return hz <= centres[top] + reach;
}

Bands *bands_create(const float *centres_hz, uint32_t count, const FrameLayout *layout, float limit_hz) {
  Bands *bands = allocate(layout->bins, count);
  if (!bands) return NULL;
  const float bin_hz = (float)layout->sample_rate / (float)layout->window;
  while (bands->present < count && centres_hz[bands->present] < limit_hz)
    bands->present++;
  if (bands->present == 0) bands->present = 1;
  for (uint32_t bin = 0; bin < bands->bins; bin++) {
    const float hz = (float)bin * bin_hz;
    place_bin(bands, centres_hz, bin, hz);
    if (!counts_for_energy(bands, centres_hz, hz) || hz > limit_hz) continue;
    bands->energy_bins = bin + 1;
    bands->scale[bands->lower[bin]] += 1 - bands->share[bin];
    if (bands->share[bin] > 0) bands->scale[bands->lower[bin] + 1] += bands->share[bin];
  }
  for (uint32_t band = 0; band < count; band++) {
    const int narrow = bands->scale[band] < 0.05f;
    const uint32_t nearest = (uint32_t)lroundf(centres_hz[band] / bin_hz);
    bands->nearest[band] = narrow && band < bands->present && nearest < bands->bins ? (uint16_t)nearest : UINT16_MAX;
    bands->scale[band] = narrow ? 0 : 1 / bands->scale[band];
  }
  return bands;
}

void bands_free(Bands *bands) {
  if (!bands) return;
  free(bands->lower);
  free(bands->share);
  free(bands->scale);
  free(bands->nearest);
  free(bands);
}

/* Sums that do not wait for each other. */
#define SUMS 8

typedef struct {
  float all, upper;
} Shares;

/* Power of the bins from `bin` to `end`, and the part of it that belongs to the upper of their two bands. */
static Shares add_bins(const Bands *bands, const float *power, uint32_t bin, uint32_t end) {
  float all[SUMS] = {0}, upper[SUMS] = {0};
  for (; bin + SUMS <= end; bin += SUMS)
    for (int i = 0; i < SUMS; i++) {
      all[i] += power[bin + (uint32_t)i];
      upper[i] += bands->share[bin + (uint32_t)i] * power[bin + (uint32_t)i];
    }
  Shares sum = {0, 0};
  for (int i = 0; i < SUMS; i++) {
    sum.all += all[i];
    sum.upper += upper[i];
  }
  for (; bin < end; bin++) {
    sum.all += power[bin];
    sum.upper += bands->share[bin] * power[bin];
  }
  return sum;
}

void bands_energy(const Bands *bands, const float *power, float *energy) {
  memset(energy, 0, bands->count * sizeof *energy);
  for (uint32_t bin = 0, end; bin < bands->energy_bins; bin = end) {
    const uint32_t band = bands->lower[bin];
    for (end = bin + 1; end < bands->energy_bins && bands->lower[end] == band;)
      end++;
    const Shares sum = add_bins(bands, power, bin, end);
    energy[band] += sum.all - sum.upper;
    if (band + 1 < bands->count) energy[band + 1] += sum.upper;
  }
  for (uint32_t band = 0; band < bands->count; band++) {
    if (bands->nearest[band] != UINT16_MAX)
      energy[band] = power[bands->nearest[band]];
    else
      energy[band] *= bands->scale[band];
  }
}

void bands_interpolate(const Bands *bands, const float *gains, float *bin_gains) {
  for (uint32_t bin = 0; bin < bands->bins; bin++) {
    const uint32_t band = bands->lower[bin];
    const float next = gains[band + 1 < bands->count ? band + 1 : band];
    bin_gains[bin] = gains[band] + bands->share[bin] * (next - gains[band]);
  }
}
