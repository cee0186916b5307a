/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "rate_change.h"

#include <soxr.h>

#define AT_ONCE 4096

/* Gives `count` samples, or the end of the sound when `in` is NULL, and takes what is ready. */
static int pass(soxr_t resampler, const float *in, size_t count, float *out, size_t room, size_t *made) {
  size_t used = 0;
  do {
    size_t taken = 0, given = 0;
    if (soxr_process(resampler, in ? in + used : NULL, count - used, &taken, out + *made, room - *made, &given))
      return 0;
    used += taken;
    *made += given;
    if (!taken && !given) break;
  } while (*made < room && (!in || used < count));
  return 1;
}

int rate_change(double from, double to, RateChangeQuality quality, const float *in, size_t count, float *out,
                size_t room, size_t *made) {
  const soxr_quality_spec_t spec = soxr_quality_spec(quality == RATE_CHANGE_LOW ? SOXR_LQ : SOXR_MQ, 0);
  soxr_t resampler = soxr_create(from, to, 1, NULL, NULL, &spec, NULL);
  *made = 0;
  int good = resampler != NULL;
  for (size_t first = 0; good && first < count; first += AT_ONCE)
    good = pass(resampler, in + first, count - first < AT_ONCE ? count - first : AT_ONCE, out, room, made);
  good = good && pass(resampler, NULL, 0, out, room, made);
  soxr_delete(resampler);
  return good;
}
