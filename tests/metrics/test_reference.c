/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generated_signal.h"
#include "offline/metrics/metrics.h"

#include <math.h>
#include <stdlib.h>

#define SECONDS 4

typedef struct {
  uint32_t rate;
  Damage damage;
  Metric metric;
  double value;
} Reference;

static const Reference references[] = {
#define REFERENCE(rate, damage, metric, value) {rate, DAMAGE_##damage, METRIC_##metric, value},
#include "reference_values.def"
#undef REFERENCE
};

#define REFERENCE_COUNT (sizeof references / sizeof *references)

/* Far below what is promised (0.0005 of STOI, 0.01 dB of SI-SDR): what single precision leaves of the signals. */
static const double tolerance = 2e-5;

static void compare(const Reference *reference, const float *clean, const float *damaged) {
  double value;
  const size_t frames = SECONDS * reference->rate;
  assert_int_equal(metric_score(reference->metric, clean, damaged, frames, reference->rate, &value), METRIC_OK);
  if (fabs(value - reference->value) > tolerance)
    fail_msg("%s of damage %d at %u Hz is %.6f, not %.6f", metric_info(reference->metric)->symbol,
             (int)reference->damage, reference->rate, value, reference->value);
}

/* The references of a damage and those of a rate follow each other, so that each signal is made once. */
static void every_measure_equals_its_reference(void **state) {
  (void)state;
  float *clean = NULL, *damaged = NULL;
  for (size_t i = 0; i < REFERENCE_COUNT; i++) {
    const Reference *reference = &references[i], *last = i ? reference - 1 : NULL;
    const size_t frames = SECONDS * reference->rate;
    const int other_rate = !last || last->rate != reference->rate;
    if (other_rate) {
      free(clean);
      clean = generated_voice(frames, reference->rate);
    }
    if (other_rate || last->damage != reference->damage) {
      free(damaged);
      damaged = generated_damage(clean, frames, reference->rate, reference->damage);
    }
    compare(reference, clean, damaged);
  }
  free(clean);
  free(damaged);
}

static void there_is_a_reference_for_each_measure_and_damage(void **state) {
  (void)state;
  int count[METRIC_COUNT][DAMAGE_COUNT] = {{0}};
  for (size_t i = 0; i < REFERENCE_COUNT; i++)
    count[references[i].metric][references[i].damage]++;
  for (int metric = 0; metric < METRIC_COUNT; metric++)
    for (int damage = 0; damage < DAMAGE_COUNT; damage++)
      assert_true(count[metric][damage] >= 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_measure_equals_its_reference),
      cmocka_unit_test(there_is_a_reference_for_each_measure_and_damage),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
