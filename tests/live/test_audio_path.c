/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the callbacks run allocates nothing, locks nothing and asks nothing of the kernel, and sends each channel where
 * it belongs.
 */
#include "live/audio_path.h"
#include "tests/realtime/trap.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RATE 48000
#define BLOCK 4096
#define BLOCKS 60

typedef struct {
  AudioPath path;
  float samples[4][BLOCK];
  const float *input[4];
  float *output[4];
} Rig;

static QuellModel *model;

static Rig *create_rig(uint32_t channels, uint32_t output_channels, int bridged) {
  Rig *rig = calloc(1, sizeof *rig);
  QuellConfig config;
  quell_config_defaults(&config);
  config.channels = channels;
  rig->path.sample_rate = RATE, rig->path.output_rate = bridged ? 44100 : RATE;
  rig->path.channels = channels, rig->path.output_channels = output_channels;
  rig->path.frame_limit = UINT64_MAX;
  rig->path.recording = frame_ring_create(BLOCK * 3, 2 * channels); /* soon full */
  if (bridged) rig->path.bridge = clock_bridge_create(channels, RATE, 44100);
  assert_int_equal(quell_denoiser_create(model, &config, &rig->path.denoiser), QUELL_OK);
  assert_int_equal(audio_path_init(&rig->path), 1);
  for (int c = 0; c < 4; c++) {
    rig->output[c] = rig->samples[c];
    rig->input[c] = calloc(BLOCK, sizeof(float));
    for (size_t i = 0; i < BLOCK; i++)
      ((float *)rig->input[c])[i] = 0.3f * sinf((float)i * 0.01f * (float)(c + 1));
  }
  return rig;
}

static void free_rig(Rig *rig) {
  for (int c = 0; c < 4; c++)
    free((float *)rig->input[c]);
  audio_path_clear(&rig->path);
  clock_bridge_free(rig->path.bridge);
  frame_ring_free(rig->path.recording);
  quell_denoiser_free(rig->path.denoiser);
  free(rig);
}

static void run_duplex(void *context) {
  Rig *rig = context;
  for (size_t i = 0; i < BLOCKS; i++)
    audio_path_duplex(&rig->path, i % 5 ? rig->input : NULL, rig->output, 1 + i * 67 % BLOCK, i % 7 == 0);
}

/* The clock of both sides runs as fast as the blocks come, so the bridge finds, loses and adjusts its place. */
static void run_bridged(void *context) {
  Rig *rig = context;
  for (size_t i = 0; i < 4 * BLOCKS; i++) {
    audio_path_input(&rig->path, rig->input, 480, 0);
    audio_path_output(&rig->path, rig->output, 441, 0);
  }
}

static void read_from_bridge(void *context) {
  ClockBridge *bridge = context;
  static float samples[2][480];
  const float *const input[] = {samples[0], samples[1]};
  float *const output[] = {samples[0], samples[1]};
  for (int i = 0; i < 200; i++) {
    clock_bridge_write(bridge, input, 480);
    clock_bridge_written(bridge, 480, 0.01 * i);
    clock_bridge_begin_read(bridge, 441, 0.01 * i + 0.003);
    clock_bridge_read(bridge, output, i == 150 ? 480 : 441);
  }
}

static void assert_safe(void (*function)(void *), void *context) {
  char caught[64];
  run_trapped(function, context, caught, sizeof caught);
  assert_string_equal(caught, "");
}

static void one_callback_is_real_time_safe(void **state) {
  (void)state;
  Rig *rig = create_rig(2, 2, 0);
  assert_safe(run_duplex, rig);
  free_rig(rig);
}

static void two_callbacks_are_real_time_safe(void **state) {
  (void)state;
  Rig *rig = create_rig(1, 2, 1);
  assert_safe(run_bridged, rig);
  free_rig(rig);
}

static void a_bridge_that_resamples_is_real_time_safe(void **state) {
  (void)state;
  ClockBridge *bridge = clock_bridge_create(2, 48000, 44100);
  assert_safe(read_from_bridge, bridge);
  clock_bridge_free(bridge);
}

/* With a bypass the output is the delayed input, so channels can be told apart. */
static void run_bypassed(Rig *rig) {
  quell_denoiser_set(rig->path.denoiser, QUELL_LIMIT, 0);
  quell_denoiser_reset(rig->path.denoiser);
  audio_path_duplex(&rig->path, rig->input, rig->output, BLOCK, 0);
}

static float late_input(const Rig *rig, int channel, size_t i) {
  return rig->input[channel][i - quell_denoiser_latency(rig->path.denoiser)];
}

static void one_channel_reaches_both_ears(void **state) {
  (void)state;
  Rig *rig = create_rig(1, 2, 0);
  run_bypassed(rig);
  for (size_t i = 2000; i < BLOCK; i++) {
    assert_true(rig->output[0][i] == late_input(rig, 0, i));
    assert_true(rig->output[1][i] == late_input(rig, 0, i));
  }
  free_rig(rig);
}

static void two_channels_stay_apart_and_others_are_silent(void **state) {
  (void)state;
  Rig *rig = create_rig(2, 3, 0);
  memset(rig->output[2], 1, BLOCK * sizeof(float));
  run_bypassed(rig);
  for (size_t i = 2000; i < BLOCK; i++) {
    assert_true(rig->output[0][i] == late_input(rig, 0, i));
    assert_true(rig->output[1][i] == late_input(rig, 1, i));
    assert_true(rig->output[2][i] == 0);
  }
  free_rig(rig);
}

static void two_channels_into_one_become_their_mean(void **state) {
  (void)state;
  Rig *rig = create_rig(2, 1, 0);
  run_bypassed(rig);
  for (size_t i = 2000; i < BLOCK; i++)
    assert_true(fabsf(rig->output[0][i] - (late_input(rig, 0, i) + late_input(rig, 1, i)) / 2) < 1e-6f);
  free_rig(rig);
}

static void the_limit_of_frames_is_kept_to_the_frame(void **state) {
  (void)state;
  Rig *rig = create_rig(1, 1, 0);
  rig->path.frame_limit = 5000;
  assert_int_equal(audio_path_duplex(&rig->path, rig->input, rig->output, BLOCK, 0), 1);
  assert_int_equal(audio_path_duplex(&rig->path, rig->input, rig->output, BLOCK, 0), 0);
  assert_int_equal(rig->path.frames, 5000);
  assert_int_equal(frame_ring_written(rig->path.recording), 5000);
  assert_true(rig->output[0][5000 - BLOCK] == 0);
  free_rig(rig);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_callback_is_real_time_safe),
      cmocka_unit_test(two_callbacks_are_real_time_safe),
      cmocka_unit_test(a_bridge_that_resamples_is_real_time_safe),
      cmocka_unit_test(one_channel_reaches_both_ears),
      cmocka_unit_test(two_channels_stay_apart_and_others_are_silent),
      cmocka_unit_test(two_channels_into_one_become_their_mean),
      cmocka_unit_test(the_limit_of_frames_is_kept_to_the_frame),
  };
  if (quell_model_open_default(&model, NULL, 0) != QUELL_OK) return 1;
  const int failed = cmocka_run_group_tests(tests, NULL, NULL);
  quell_model_free(model);
  return failed;
}
