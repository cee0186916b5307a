/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How denoisers are made and go: quickly, at every rate, cleanly without memory, and never with a wrong argument.
 */
#include "allocations.h"
#include "malformed.h"
#include "tests/small_model.h"

#include <time.h>
#include <unistd.h>

static QuellStatus create(QuellModel *model, uint32_t rate, uint32_t channels, QuellDenoiser **denoiser) {
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = rate;
  config.channels = channels;
  return quell_denoiser_create(model, &config, denoiser);
}

static void defaults_are_48_khz_mono(void **state) {
  (void)state;
  QuellConfig config = {1, 2, "x"};
  quell_config_defaults(&config);
  assert_true(config.sample_rate == 48000 && config.channels == 1 && !config.kernels);
}

static void assert_refused(QuellModel *model, uint32_t rate, uint32_t channels) {
  QuellDenoiser *denoiser = (QuellDenoiser *)&rate;
  assert_int_equal(create(model, rate, channels, &denoiser), QUELL_BAD_ARGUMENT);
  assert_null(denoiser);
}

static void a_rate_out_of_range_is_refused(void **state) {
  QuellModel *model = *state;
  assert_refused(model, 0, 1);
  assert_refused(model, QUELL_SAMPLE_RATE_MIN - 1, 1);
  assert_refused(model, QUELL_SAMPLE_RATE_MAX + 1, 1);
  assert_refused(model, UINT32_MAX, 1);
}

static void a_channel_count_out_of_range_is_refused(void **state) {
  QuellModel *model = *state;
  assert_refused(model, 48000, 0);
  assert_refused(model, 48000, QUELL_CHANNELS_MAX + 1);
  assert_refused(model, 48000, UINT32_MAX);
}

static void a_missing_argument_is_refused(void **state) {
  QuellModel *model = *state;
  QuellConfig config;
  quell_config_defaults(&config);
  QuellDenoiser *denoiser = (QuellDenoiser *)&config;
  assert_refused(NULL, 48000, 1);
  assert_int_equal(quell_denoiser_create(model, NULL, &denoiser), QUELL_BAD_ARGUMENT);
  assert_null(denoiser);
  assert_int_equal(quell_denoiser_create(model, &config, NULL), QUELL_BAD_ARGUMENT);
  quell_denoiser_free(NULL);
}

/* ---- Rates ---- */

static void assert_runs_at(QuellModel *model, uint32_t rate, uint32_t channels) {
  QuellDenoiser *denoiser;
  assert_int_equal(create(model, rate, channels, &denoiser), QUELL_OK);
  const size_t count = rate / 10;
  float *planes[3];
  for (uint32_t c = 0; c < channels; c++)
    planes[c] = white_noise(count, 0.3f, c + rate);
  quell_denoiser_process(denoiser, (const float *const *)planes, planes, (uint32_t)count);
  for (uint32_t c = 0; c < channels; c++) {
    assert_true(all_finite(planes[c], count));
    assert_true(rms(planes[c], count) > 0);
    free(planes[c]);
  }
  quell_denoiser_free(denoiser);
}

static void denoisers_run_at_all_usual_and_odd_rates(void **state) {
  for (size_t i = 0; i < USUAL_RATES; i++)
    assert_runs_at(*state, usual_rates[i], 1 + i % 3);
  for (size_t i = 0; i < ODD_RATES; i++)
    assert_runs_at(*state, odd_rates[i], 1 + i % 3);
}

static void denoisers_run_at_a_hundred_random_rates(void **state) {
  uint32_t seed = 12;
  for (int i = 0; i < 100; i++)
    assert_runs_at(*state, 8000 + random_number(&seed) % 184001, 1);
}

static void the_built_in_model_runs_at_all_usual_rates(void **state) {
  (void)state;
  QuellModel *model = default_model();
  for (size_t i = 0; i < USUAL_RATES; i++)
    assert_runs_at(model, usual_rates[i], 1);
  quell_model_free(model);
}

/* ---- Life ---- */

static void denoisers_outlive_their_model(void **state) {
  (void)state;
  QuellModel *model = small_model(1);
  float *input = noisy_speech(16000, 16000, 3900, 1), *output = silence(16000);
  float *expected = denoised(model, 16000, input, 16000);
  QuellDenoiser *first = make_denoiser(model, 16000, 1, 0), *second = make_denoiser(model, 16000, 1, 0);
  quell_model_free(model);
  run(first, input, output, 16000);
  assert_same_bits(output, expected, 16000);
  quell_denoiser_free(first);
  run(second, input, output, 16000);
  assert_same_bits(output, expected, 16000);
  quell_denoiser_free(second);
  free(input);
  free(output);
  free(expected);
}

static void denoisers_of_one_model_share_nothing_that_moves(void **state) {
  QuellModel *model = *state;
  float *input = noisy_speech(16000, 16000, 3900, 1), *other = white_noise(16000, 0.5f, 1), *output = silence(16000);
  float *expected = denoised(model, 16000, input, 16000);
  QuellDenoiser *first = make_denoiser(model, 16000, 1, 0), *second = make_denoiser(model, 16000, 1, 0);
  for (size_t from = 0; from < 16000; from += 100) {
    run(first, input + from, output + from, 100);
    run(second, other + from, other + from, 100);
  }
  assert_same_bits(output, expected, 16000);
  quell_denoiser_free(first);
  quell_denoiser_free(second);
  free(input);
  free(other);
  free(output);
  free(expected);
}

static void nothing_is_left_allocated(void **state) {
  (void)state;
  quell_model_free(default_model());
  const long before = allocations_live();
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    QuellModel *model = small_model(kind);
    QuellDenoiser *linked = make_denoiser(model, 44100, 5, 0), *independent = make_denoiser(model, 8000, 5, 1);
    assert_true(allocations_live() > before);
    quell_denoiser_free(linked);
    quell_model_free(model);
    quell_denoiser_free(independent);
  }
  assert_int_equal(allocations_live(), before);
}

/* ---- Without memory ---- */

static void a_model_that_finds_no_memory_is_refused_and_leaves_nothing(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    size_t size;
    unsigned char *bytes = model_bytes(small_model_make(kind), &size);
    const long before = allocations_live();
    for (long count = 0;; count++) {
      QuellModel *model = (QuellModel *)bytes;
      char text[200] = "";
      allocations_fail_after(count, 0);
      const QuellStatus status = quell_model_open_memory(bytes, size, &model, text, sizeof text);
      allocations_fail_after(-1, 0);
      if (status == QUELL_OK) {
        quell_model_free(model);
        assert_true(count > 5);
        break;
      }
      assert_int_equal(status, QUELL_NO_MEMORY);
      assert_null(model);
      assert_says(text, "no memory");
      assert_int_equal(allocations_live(), before);
    }
    free(bytes);
  }
}

static void a_header_that_finds_no_memory_is_refused_and_leaves_nothing(void **state) {
  (void)state;
  size_t size;
  unsigned char *bytes = model_bytes(small_model_make(1), &size);
  const long before = allocations_live();
  for (long count = 0;; count++) {
    QuellModel *model = (QuellModel *)bytes;
    char text[200] = "";
    allocations_fail_after(count, 1);
    const QuellStatus status = quell_model_open_memory(bytes, size, &model, text, sizeof text);
    const int failed = allocations_failed();
    allocations_fail_after(-1, 0);
    if (!failed) {
      assert_int_equal(status, QUELL_OK);
      quell_model_free(model);
      assert_true(count > 200);
      break;
    }
    if (status == QUELL_OK) fail_msg("allocation %ld failed and was not missed", count);
    assert_null(model);
    assert_true(is_one_sentence(text));
    assert_int_equal(allocations_live(), before);
  }
  free(bytes);
}

static void assert_needs_memory(QuellModel *model, uint32_t channels) {
  const long before = allocations_live();
  QuellModelInfo info;
  quell_model_info(model, &info);
  for (long count = 0;; count++) {
    QuellDenoiser *denoiser = (QuellDenoiser *)model;
    allocations_fail_after(count, 0);
    const QuellStatus status = create(model, 16000, channels, &denoiser);
    allocations_fail_after(-1, 0);
    if (status == QUELL_OK) {
      quell_denoiser_free(denoiser);
      assert_true(count > 20);
      break;
    }
    assert_int_equal(status, QUELL_NO_MEMORY);
    assert_null(denoiser);
    /* The packed weights of each profile stay with the model for the next denoiser: the block and what points to it. */
    const long kept = allocations_live() - before;
    assert_true(kept % 2 == 0 && kept >= 0 && kept <= 2 * (long)info.profiles);
  }
}

static void a_denoiser_that_finds_no_memory_is_refused_and_leaves_nothing(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < SMALL_MODELS; kind++) {
    QuellModel *model = small_model(kind);
    const long before = allocations_live();
    QuellModelInfo info;
    quell_model_info(model, &info);
    assert_needs_memory(model, 1);
    assert_needs_memory(model, 3);
    assert_true(allocations_live() <= before + 2 * (long)info.profiles);
    quell_model_free(model);
  }
}

static void a_model_written_without_memory_is_whole_or_not_there(void **state) {
  (void)state;
  char path[] = "/tmp/quell-no-memory-XXXXXX";
  ModelFile *file = small_model_make(1);
  close(mkstemp(path));
  const long before = allocations_live();
  for (long count = 0, failed = 1; failed; count++) {
    char text[256] = "";
    unlink(path);
    allocations_fail_after(count, 1);
    const QuellStatus status = model_file_write(file, path, &(Message){text, sizeof text});
    failed = allocations_failed();
    allocations_fail_after(-1, 0);
    if (allocations_live() != before) fail_msg("allocation %ld leaves %ld", count, allocations_live() - before);
    assert_int_equal(status == QUELL_OK, access(path, F_OK) == 0);
    QuellModel *model;
    if (status == QUELL_OK)
      assert_int_equal(quell_model_open_file(path, &model, NULL, 0), QUELL_OK);
    else
      assert_true(is_one_sentence(text));
    if (status == QUELL_OK) quell_model_free(model);
    assert_true(failed || count > 100);
  }
  unlink(path);
  model_file_free(file);
}

/* ---- Memory that a file may ask for ---- */

/* A file of this header and 4 bytes of tensors, which is to be refused with little memory. */
static void assert_modest(const char *header, size_t length) {
  const size_t size = 8 + length + 4;
  unsigned char *bytes = malloc(size);
  memset(bytes, 0, size);
  for (int i = 0; i < 8; i++)
    bytes[i] = (unsigned char)(length >> 8 * i);
  memcpy(bytes + 8, header, length);
  QuellModel *model;
  char text[200] = "";
  allocations_watch_peak();
  assert_int_not_equal(quell_model_open_memory(bytes, size, &model, text, sizeof text), QUELL_OK);
  const double allowed = 100.0 * (double)size + 65536;
  assert_below((double)allocations_peak(), allowed, "bytes for a file of %zu", size);
  free(bytes);
}

/* The text, then `count` times the part, as a header. */
static void assert_modest_list(const char *start, const char *part, size_t count) {
  const size_t first = strlen(start), length = strlen(part);
  char *header = malloc(first + count * length);
  memcpy(header, start, first);
  for (size_t i = 0; i < count; i++)
    memcpy(header + first + i * length, part, length);
  assert_modest(header, first + count * length);
  free(header);
}

static void a_small_file_gets_little_memory_whatever_it_claims(void **state) {
  (void)state;
  static const char large[] = "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,17179869184]}}";
  assert_modest(large, strlen(large));
}

static void a_header_gets_memory_by_its_length(void **state) {
  (void)state;
  assert_modest_list("", "[", 1000000);
  assert_modest_list("{\"a\":", "[", 1000000);
  assert_modest_list("{\"a\":[", "1,", 1000000);
  assert_modest_list("{\"a\":[", "{},", 500000);
  assert_modest_list("{\"a\":[", "\"\",", 500000);
  assert_modest_list("{\"", "a", 1000000);
}

/* ---- Time ---- */

static double thread_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void creation_takes_less_than_50_ms(void **state) {
  (void)state;
  double least = 1;
  for (int attempt = 0; attempt < 5; attempt++) {
    QuellModel *model = default_model();
    const double start = thread_seconds();
    QuellDenoiser *denoiser = make_denoiser(model, 48000, 2, 0);
    const double taken = thread_seconds() - start;
    if (taken < least) least = taken;
    quell_denoiser_free(denoiser);
    quell_model_free(model);
  }
  print_message("%.1f ms\n", 1000 * least);
  assert_below(least, 0.05, "seconds");
}

static int open_model(void **state) {
  *state = small_model(1);
  return 0;
}

static int free_model(void **state) {
  quell_model_free(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(defaults_are_48_khz_mono),
      cmocka_unit_test(a_rate_out_of_range_is_refused),
      cmocka_unit_test(a_channel_count_out_of_range_is_refused),
      cmocka_unit_test(a_missing_argument_is_refused),
      cmocka_unit_test(denoisers_run_at_all_usual_and_odd_rates),
      cmocka_unit_test(denoisers_run_at_a_hundred_random_rates),
      cmocka_unit_test(the_built_in_model_runs_at_all_usual_rates),
      cmocka_unit_test(denoisers_outlive_their_model),
      cmocka_unit_test(denoisers_of_one_model_share_nothing_that_moves),
      cmocka_unit_test(nothing_is_left_allocated),
      cmocka_unit_test(a_model_that_finds_no_memory_is_refused_and_leaves_nothing),
      cmocka_unit_test(a_header_that_finds_no_memory_is_refused_and_leaves_nothing),
      cmocka_unit_test(a_denoiser_that_finds_no_memory_is_refused_and_leaves_nothing),
      cmocka_unit_test(a_model_written_without_memory_is_whole_or_not_there),
      cmocka_unit_test(a_small_file_gets_little_memory_whatever_it_claims),
      cmocka_unit_test(a_header_gets_memory_by_its_length),
      cmocka_unit_test(creation_takes_less_than_50_ms),
  };
  return cmocka_run_group_tests(tests, open_model, free_model);
}
