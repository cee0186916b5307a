/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "offline/data/synthetic_noise.h"
#include "offline/data/synthetic_tones.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SAMPLES 96000
#define DRAWS 120

static float out[SAMPLES];

typedef void (*Maker)(RandomGenerator *generator, float *out, uint32_t samples);

static void draw(Maker make, uint64_t number) {
  RandomGenerator generator;
  random_start(&generator, 7, number);
  memset(out, 0xff, sizeof out); /* not a number */
  make(&generator, out, SAMPLES);
}

static double power(const float *samples, size_t count) {
  double sum = 0;
  for (size_t n = 0; n < count; n++)
    sum += (double)samples[n] * samples[n];
  return sum / (double)count;
}

static void every_draw_is_sound(Maker make) {
  for (uint64_t number = 0; number < DRAWS; number++) {
    draw(make, number);
    if (!(power(out, SAMPLES) > 1e-9 && power(out, SAMPLES) < 1e6))
      fail_msg("draw %d has power %g", (int)number, power(out, SAMPLES));
  }
}

static void every_noise_is_finite_and_heard(void **state) {
  (void)state;
  every_draw_is_sound(synthetic_noise);
}

static void every_tone_is_finite_and_heard(void **state) {
  (void)state;
  every_draw_is_sound(synthetic_tones);
}

static void draws_differ(void **state) {
  static float first[SAMPLES];
  (void)state;
  draw(synthetic_tones, 1);
  memcpy(first, out, sizeof first);
  draw(synthetic_tones, 2);
  assert_memory_not_equal(first, out, sizeof first);
  draw(synthetic_tones, 1);
  assert_memory_equal(first, out, sizeof first);
}

/* What can be told from the 64 samples before it: all of a tone, little of noise. Of the loudest 40 ms, by linear
 * prediction (Levinson, Durbin). */
static double predictable_share(void) {
  enum { LENGTH = 1920, ORDER = 64 };
  double r[ORDER + 1], a[ORDER + 1] = {1}, error;
  size_t loudest = 0;
  for (size_t n = 0; n + LENGTH <= SAMPLES; n += LENGTH)
    if (power(out + n, LENGTH) > power(out + loudest, LENGTH)) loudest = n;
  for (int lag = 0; lag <= ORDER; lag++) {
    r[lag] = lag ? 0 : 1e-9;
    for (int n = lag; n < LENGTH; n++)
      r[lag] += (double)out[loudest + (size_t)n] * out[loudest + (size_t)(n - lag)];
  }
  error = r[0];
  for (int k = 1; k <= ORDER; k++) {
    double sum = 0, old[ORDER + 1];
    memcpy(old, a, sizeof old);
    for (int i = 0; i < k; i++)
      sum += a[i] * r[k - i];
    for (int i = 1; i <= k; i++)
      a[i] = old[i] - sum / error * old[k - i];
    error *= 1 - sum * sum / (error * error);
  }
  return 1 - error / r[0];
}

static void tones_are_tonal(void **state) {
  int tonal = 0;
  (void)state;
  for (uint64_t number = 0; number < DRAWS; number++) {
    draw(synthetic_tones, number);
    tonal += predictable_share() > 0.9;
  }
  assert_true(tonal > DRAWS * 9 / 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_noise_is_finite_and_heard),
      cmocka_unit_test(every_tone_is_finite_and_heard),
      cmocka_unit_test(draws_differ),
      cmocka_unit_test(tones_are_tonal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
