/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stream gives the same output however it is cut and wherever its samples lie.
 */
#include "test.h"

#define COUNT 30000

/* Gives the size of the next block. */
typedef uint32_t (*Cutting)(uint32_t *state);

static uint32_t fixed_size(uint32_t *state) {
  return *state;
}

static uint32_t random_size(uint32_t *state) {
  const uint32_t number = random_number(state);
  return number % 5 == 0 ? 0 : number / 5 % 1200;
}

static void run_cut(QuellDenoiser *denoiser, uint32_t channels, float *const *input, float *const *output,
                    Cutting next_size, uint32_t state) {
  for (uint32_t done = 0; done < COUNT;) {
    const float *from[4];
    float *to[4];
    uint32_t size = next_size(&state);
    if (size > COUNT - done) size = COUNT - done;
    for (uint32_t c = 0; c < channels; c++) {
      from[c] = input[c] + done;
      to[c] = output[c] + done;
    }
    quell_denoiser_process(denoiser, from, to, size);
    done += size;
  }
}

typedef struct {
  QuellModel *model;
  QuellDenoiser *denoiser;
  float *input[2], *expected[2], *output[2];
} Streams;

/* Stereo, and what comes out when it is not cut at all. */
static Streams streams_make(QuellModel *model, uint32_t rate) {
  Streams streams = {.model = model, .denoiser = make_denoiser(model, rate, 2, 0)};
  for (uint32_t c = 0; c < 2; c++) {
    streams.input[c] = noisy_speech(COUNT, rate, 3900, c + 1);
    streams.expected[c] = silence(COUNT);
    streams.output[c] = silence(COUNT);
  }
  quell_denoiser_process(streams.denoiser, (const float *const *)streams.input, streams.expected, COUNT);
  quell_denoiser_reset(streams.denoiser);
  return streams;
}

static void streams_free(Streams *streams) {
  quell_denoiser_free(streams->denoiser);
  quell_model_free(streams->model);
  for (uint32_t c = 0; c < 2; c++) {
    free(streams->input[c]);
    free(streams->expected[c]);
    free(streams->output[c]);
  }
}

static void assert_cutting_changes_nothing(QuellModel *model, uint32_t rate, Cutting next_size, uint32_t start) {
  Streams streams = streams_make(model, rate);
  run_cut(streams.denoiser, 2, streams.input, streams.output, next_size, start);
  for (uint32_t c = 0; c < 2; c++)
    assert_same_bits(streams.output[c], streams.expected[c], COUNT);
  streams_free(&streams);
}

static void output_is_bit_identical_in_blocks_of_one_size(void **state) {
  (void)state;
  static const uint32_t sizes[] = {1, 7, 63, 64, 480, 512, 1024, 8192};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    assert_cutting_changes_nothing(small_model(1), 48000, fixed_size, sizes[i]);
}

static void output_is_bit_identical_in_blocks_of_random_sizes_and_none(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 5; seed++)
    assert_cutting_changes_nothing(small_model(3), 44100, random_size, seed);
}

static void output_of_the_built_in_model_is_bit_identical_in_random_blocks(void **state) {
  (void)state;
  assert_cutting_changes_nothing(default_model(), 48000, random_size, 1);
}

static void output_is_bit_identical_at_every_rate(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES; i++)
    assert_cutting_changes_nothing(small_model(2), usual_rates[i], random_size, usual_rates[i]);
}

static void a_block_above_the_largest_size_is_processed_whole(void **state) {
  (void)state;
  assert_cutting_changes_nothing(small_model(1), 16000, fixed_size, 3 * QUELL_BLOCK_MAX);
}

static void output_in_place_is_that_beside_the_input(void **state) {
  (void)state;
  Streams streams = streams_make(small_model(1), 48000);
  run_cut(streams.denoiser, 2, streams.input, streams.input, random_size, 3);
  for (uint32_t c = 0; c < 2; c++)
    assert_same_bits(streams.input[c], streams.expected[c], COUNT);
  streams_free(&streams);
}

static void channels_may_lie_in_each_others_place(void **state) {
  (void)state;
  Streams streams = streams_make(small_model(1), 48000);
  float *crossed[2] = {streams.input[1], streams.input[0]};
  run_cut(streams.denoiser, 2, streams.input, crossed, random_size, 4);
  for (uint32_t c = 0; c < 2; c++)
    assert_same_bits(crossed[c], streams.expected[c], COUNT);
  streams_free(&streams);
}

static void one_array_for_all_inputs_and_outputs_gives_what_equal_channels_give(void **state) {
  (void)state;
  Streams streams = streams_make(small_model(1), 48000);
  const float *twice[2] = {streams.input[0], streams.input[0]};
  quell_denoiser_process(streams.denoiser, twice, streams.expected, COUNT);
  assert_same_bits(streams.expected[0], streams.expected[1], COUNT);
  quell_denoiser_reset(streams.denoiser);
  float *one[2] = {streams.input[0], streams.input[0]};
  run_cut(streams.denoiser, 2, one, one, random_size, 5);
  assert_same_bits(one[0], streams.expected[0], COUNT);
  streams_free(&streams);
}

static void nothing_is_written_past_the_end_of_a_block(void **state) {
  (void)state;
  Streams streams = streams_make(small_model(1), 48000);
  for (uint32_t size = 0; size < 1000; size += 37) {
    streams.output[0][size] = streams.output[1][size] = 42;
    quell_denoiser_process(streams.denoiser, (const float *const *)streams.input, streams.output, size);
    assert_true(streams.output[0][size] == 42 && streams.output[1][size] == 42);
  }
  streams_free(&streams);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(output_is_bit_identical_in_blocks_of_one_size),
      cmocka_unit_test(output_is_bit_identical_in_blocks_of_random_sizes_and_none),
      cmocka_unit_test(output_of_the_built_in_model_is_bit_identical_in_random_blocks),
      cmocka_unit_test(output_is_bit_identical_at_every_rate),
      cmocka_unit_test(a_block_above_the_largest_size_is_processed_whole),
      cmocka_unit_test(output_in_place_is_that_beside_the_input),
      cmocka_unit_test(channels_may_lie_in_each_others_place),
      cmocka_unit_test(one_array_for_all_inputs_and_outputs_gives_what_equal_channels_give),
      cmocka_unit_test(nothing_is_written_past_the_end_of_a_block),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
