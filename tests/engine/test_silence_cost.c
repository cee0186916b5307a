/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Silence and sounds too small to hear cost no more time than speech: no number below the normal range is computed
 * with.
 */
#include "test.h"

#include <time.h>

#define RATE 48000
#define BLOCK (RATE / 50)
#define BLOCKS_OF_SPEECH (3 * 50)
#define BLOCKS_OF_SILENCE (10 * 50)

static double thread_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int compare(const void *a, const void *b) {
  const double first = *(const double *)a, second = *(const double *)b;
  return (first > second) - (first < second);
}

/* Time of a block that a quarter of all blocks stay below: other programs only ever lengthen a block. */
static double typical_seconds(QuellDenoiser *denoiser, const float *input, size_t blocks) {
  double *seconds = malloc(blocks * sizeof *seconds);
  float output[BLOCK];
  for (size_t block = 0; block < blocks; block++) {
    const double start = thread_seconds();
    run(denoiser, input + block * BLOCK, output, BLOCK);
    seconds[block] = thread_seconds() - start;
  }
  qsort(seconds, blocks, sizeof *seconds, compare);
  const double typical = seconds[blocks / 4];
  free(seconds);
  return typical;
}

/* Speech, then ten seconds in which everything that was remembered dies away. */
static void assert_costs_no_more(QuellModel *model, float level) {
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *speech = noisy_speech(BLOCKS_OF_SPEECH * BLOCK, RATE, 3900, 1);
  float *quiet = white_noise(BLOCKS_OF_SILENCE * BLOCK, level, 1);
  const double during_speech = typical_seconds(denoiser, speech, BLOCKS_OF_SPEECH);
  const double during_silence = typical_seconds(denoiser, quiet, BLOCKS_OF_SILENCE);
  assert_below(during_silence / during_speech, 1.5, "time at a level of %g against speech", level);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  free(speech);
  free(quiet);
}

static void digital_silence_costs_no_more_than_speech(void **state) {
  (void)state;
  assert_costs_no_more(default_model(), 0);
}

static void sounds_near_the_smallest_numbers_cost_no_more_than_speech(void **state) {
  (void)state;
  assert_costs_no_more(default_model(), 1e-30f);
  assert_costs_no_more(default_model(), 1e-36f);
}

static void denormal_input_costs_no_more_than_speech(void **state) {
  (void)state;
  assert_costs_no_more(default_model(), 1e-39f);
}

static void silence_costs_no_more_with_any_type_of_layer(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < 4; kind++) {
    assert_costs_no_more(small_model(kind), 0);
    assert_costs_no_more(small_model(kind), 1e-36f);
  }
}

/* The thread belongs to the host. */
static void the_calling_thread_still_computes_with_denormals_afterwards(void **state) {
  (void)state;
  QuellModel *model = small_model(1);
  float *input = white_noise(RATE, 0.1f, 1);
  float *output = denoised(model, RATE, input, RATE);
  volatile float small = 1e-30f;
  volatile float product = small * 1e-10f;
  assert_true(product > 0);
  quell_model_free(model);
  free(input);
  free(output);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(digital_silence_costs_no_more_than_speech),
      cmocka_unit_test(sounds_near_the_smallest_numbers_cost_no_more_than_speech),
      cmocka_unit_test(denormal_input_costs_no_more_than_speech),
      cmocka_unit_test(silence_costs_no_more_with_any_type_of_layer),
      cmocka_unit_test(the_calling_thread_still_computes_with_denormals_afterwards),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
