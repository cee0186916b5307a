/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plugin gives what the engine gives, to the bit, however a host calls it.
 */
#include "plugin_test.h"

#include <math.h>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#define RATE 48000
#define COUNT 24000
#define LATENCY 960

static void assert_like_engine(uint32_t rate, uint32_t block) {
  QuellModel *model = default_model();
  float *input = noisy_speech(COUNT, rate, 3900, 1);
  Host *host = host_open(1, rate, WORK_NEVER);
  float *output = plugin_output(host, input, COUNT, block), *expected = denoised(model, rate, input, COUNT);
  assert_same_bits(output, expected, COUNT);
  host_close(host);
  quell_model_free(model);
  free(input);
  free(output);
  free(expected);
}

static void it_gives_what_the_engine_gives_in_blocks_of_every_size(void **state) {
  (void)state;
  static const uint32_t sizes[] = {1, 16, 63, 64, 69, 480, 1024, 4736, 8192, 0};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    assert_like_engine(RATE, sizes[i]);
}

static void it_gives_what_the_engine_gives_at_every_rate(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES; i++)
    assert_like_engine(usual_rates[i], 0);
}

static void a_rate_that_the_engine_cannot_run_is_refused(void **state) {
  (void)state;
  assert_null(host_open(1, 4000, WORK_NEVER));
  assert_null(host_open(2, 384000, WORK_NEVER));
}

static void without_urid_map_it_is_refused(void **state) {
  (void)state;
  Host *host = host_open(1, RATE, WORK_NEVER);
  const LV2_Feature *none[] = {NULL};
  assert_null(host->descriptor->instantiate(host->descriptor, RATE, "", none));
  assert_null(host->descriptor->instantiate(host->descriptor, RATE, "", NULL));
  host_close(host);
}

static void the_latency_is_there_after_the_first_run_and_stays(void **state) {
  (void)state;
  for (size_t i = 0; i < USUAL_RATES; i++) {
    Host *host = host_open(2, usual_rates[i], WORK_NEVER);
    host_run(host, 0);
    assert_true(host->values[PORT_LATENCY] == (float)(usual_rates[i] / 100 * 2));
    for (int port = 0; port < PORT_COUNT; port++)
      if (port_info((PortId)port)->kind == KIND_VALUE && port_info((PortId)port)->direction == PORT_INPUT) {
        host_set(host, (PortId)port, port_info((PortId)port)->maximum);
        host_run(host, 64);
        host_set(host, (PortId)port, port_info((PortId)port)->minimum);
        host_run(host, 64);
        assert_true(host->values[PORT_LATENCY] == (float)(usual_rates[i] / 100 * 2));
      }
    host_close(host);
  }
}

static void controls_set_before_the_first_run_hold_from_the_first_sample(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  Host *host = host_open(1, RATE, WORK_NEVER);
  host_set(host, PORT_LIMIT, 12);
  float *output = plugin_output(host, input, COUNT, 256);
  float *expected = engine_output(model, RATE, input, COUNT, QUELL_LIMIT, 12);
  assert_same_bits(output, expected, COUNT);
  host_close(host);
  quell_model_free(model);
  free(input);
  free(output);
  free(expected);
}

static void assert_delayed_input(PortId port, float value) {
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  Host *host = host_open(1, RATE, WORK_NEVER);
  host_set(host, port, value);
  float *output = plugin_output(host, input, COUNT, 333);
  assert_same_bits(output + LATENCY, input, COUNT - LATENCY);
  host_close(host);
  free(input);
  free(output);
}

static void bypass_mix_0_and_limit_0_are_the_delayed_input(void **state) {
  (void)state;
  assert_delayed_input(PORT_ENABLED, 0);
  assert_delayed_input(PORT_MIX, 0);
  assert_delayed_input(PORT_LIMIT, 0);
}

static void output_and_residual_add_up_to_the_delayed_input(void **state) {
  (void)state;
  float *input = noisy_speech(COUNT, RATE, 3900, 1), *sum = silence(COUNT);
  for (int residual = 0; residual <= 1; residual++) {
    Host *host = host_open(1, RATE, WORK_NEVER);
    host_set(host, PORT_GATE, 1);
    host_set(host, PORT_RESIDUAL, (float)residual);
    float *output = plugin_output(host, input, COUNT, 100);
    for (size_t n = 0; n < COUNT; n++)
      sum[n] += output[n];
    free(output);
    host_close(host);
  }
  assert_below(difference_db(sum + LATENCY, input, COUNT - LATENCY), -120, "difference");
  free(input);
  free(sum);
}

/* ---- Buffers ---- */

static float *stereo_expected(const float *left, const float *right) {
  QuellModel *model = default_model();
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 2, 0);
  const float *planes[2] = {left, right};
  float *outputs = silence(2 * 4000), *output[2] = {outputs, outputs + 4000};
  quell_denoiser_process(denoiser, planes, output, 4000);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  return outputs;
}

static void inputs_may_be_outputs(void **state) {
  (void)state;
  float *left = noisy_speech(4000, RATE, 3900, 1), *right = noisy_speech(4000, RATE, 3900, 2);
  float *expected = stereo_expected(left, right);
  Host *host = host_open(2, RATE, WORK_NEVER);
  memcpy(host->input[0], left, 4000 * sizeof *left);
  memcpy(host->input[1], right, 4000 * sizeof *right);
  host_connect(host, PORT_OUT_LEFT, host->input[0]);
  host_connect(host, PORT_OUT_RIGHT, host->input[1]);
  host_run(host, 4000);
  assert_same_bits(host->input[0], expected, 4000);
  assert_same_bits(host->input[1], expected + 4000, 4000);
  host_close(host);
  free(left);
  free(right);
  free(expected);
}

/* Ardour asks for the latency so. */
static void all_audio_ports_may_be_one_buffer(void **state) {
  (void)state;
  float *sound = noisy_speech(4000, RATE, 3900, 1);
  float *expected = stereo_expected(sound, sound);
  Host *host = host_open(2, RATE, WORK_NEVER);
  memcpy(host->input[0], sound, 4000 * sizeof *sound);
  host_connect(host, PORT_IN_RIGHT, host->input[0]);
  host_connect(host, PORT_OUT_LEFT, host->input[0]);
  host_connect(host, PORT_OUT_RIGHT, host->input[0]);
  host_run(host, 4000);
  assert_same_bits(host->input[0], expected, 4000);
  host_close(host);
  free(sound);
  free(expected);
}

static void any_port_may_be_missing(void **state) {
  (void)state;
  for (uint32_t channels = 1; channels <= 2; channels++) {
    Host *host = host_open(channels, RATE, WORK_LATER);
    for (int port = 0; port < PORT_COUNT; port++) {
      host_connect(host, (PortId)port, NULL);
      host_run(host, 100);
    }
    host_run(host, 3000);
    host_close(host);
  }
}

/* GStreamer and PipeWire never connect the atom ports. */
static void without_atom_ports_the_sound_is_the_same(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  Host *host = host_open(1, RATE, WORK_NEVER);
  host_connect(host, PORT_EVENTS, NULL);
  host_connect(host, PORT_NOTIFY, NULL);
  float *output = plugin_output(host, input, COUNT, 2048), *expected = denoised(model, RATE, input, COUNT);
  assert_same_bits(output, expected, COUNT);
  host_close(host);
  quell_model_free(model);
  free(input);
  free(output);
  free(expected);
}

static void a_missing_input_is_silence(void **state) {
  (void)state;
  Host *host = host_open(2, RATE, WORK_NEVER);
  float *sound = white_noise(HOST_BLOCK, 0.3f, 1);
  memcpy(host->input[0], sound, HOST_BLOCK * sizeof *sound);
  host_connect(host, PORT_IN_RIGHT, NULL);
  host_set(host, PORT_MIX, 0);
  host_run(host, HOST_BLOCK);
  assert_same_bits(host->output[0] + LATENCY, sound, HOST_BLOCK - LATENCY);
  for (size_t n = 0; n < HOST_BLOCK; n++)
    assert_true(host->output[1][n] == 0);
  host_close(host);
  free(sound);
}

static void nothing_is_written_past_the_end_of_a_block(void **state) {
  (void)state;
  Host *host = host_open(2, RATE, WORK_NEVER);
  for (uint32_t size = 0; size < 3000; size += 97) {
    host->output[0][size] = host->output[1][size] = 42;
    host_run(host, size);
    assert_true(host->output[0][size] == 42 && host->output[1][size] == 42);
  }
  host_close(host);
}

/* ---- What hosts do besides ---- */

/* Ardour at the end of each export, in the audio thread; PipeWire several times without a run between. */
static void activate_starts_anew(void **state) {
  (void)state;
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  Host *host = host_open(1, RATE, WORK_NEVER);
  float *first = plugin_output(host, input, COUNT, 1000);
  for (int i = 0; i < 3; i++) {
    host->descriptor->deactivate(host->plugin);
    host->descriptor->activate(host->plugin);
  }
  float *second = plugin_output(host, input, COUNT, 777);
  assert_same_bits(second, first, COUNT);
  host_close(host);
  free(input);
  free(first);
  free(second);
}

static void instances_do_not_hear_each_other(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *input = noisy_speech(COUNT, RATE, 3900, 1), *expected = denoised(model, RATE, input, COUNT);
  float *other_input = white_noise(COUNT, 0.5f, 1), *output = silence(COUNT), *other_output = silence(COUNT);
  Host *host = host_open(1, RATE, WORK_NEVER), *other = host_open(1, RATE, WORK_NEVER);
  for (size_t done = 0; done < COUNT; done += 500) {
    const float *from = input + done, *other_from = other_input + done;
    float *to = output + done, *other_to = other_output + done;
    host_stream(host, &from, &to, 500, 500);
    host_stream(other, &other_from, &other_to, 500, 500);
  }
  assert_same_bits(output, expected, COUNT);
  host_close(host);
  host_close(other);
  quell_model_free(model);
  free(input);
  free(expected);
  free(other_input);
  free(output);
  free(other_output);
}

static void numbers_that_are_none_do_no_harm(void **state) {
  (void)state;
  Host *host = host_open(1, RATE, WORK_NEVER);
  float *input = noisy_speech(COUNT, RATE, 3900, 1), *output = silence(COUNT);
  const float bad[] = {NAN, INFINITY, -INFINITY, 1e30f};
  for (size_t i = 0; i < 4; i++)
    input[1000 + 2000 * i] = bad[i];
  host_stream(host, (const float *const *)&input, &output, COUNT, 300);
  assert_true(all_finite(output, COUNT));
  assert_true(rms(output + 12000, 12000) > 1e-3);
  for (int port = 0; port < PORT_COUNT; port++)
    if (port_info((PortId)port)->kind == KIND_VALUE && port_info((PortId)port)->direction == PORT_INPUT)
      host_set(host, (PortId)port, NAN);
  host_stream(host, (const float *const *)&input, &output, COUNT, 300);
  assert_true(all_finite(output, COUNT));
  host_close(host);
  free(input);
  free(output);
}

static void a_value_out_of_range_counts_as_the_nearest_and_is_told(void **state) {
  (void)state;
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  Host *host = host_open(1, RATE, WORK_LATER);
  host_set(host, PORT_LIMIT, -3);
  float *output = plugin_output(host, input, COUNT, 256);
  assert_same_bits(output + LATENCY, input, COUNT - LATENCY);
  host_work(host);
  assert_non_null(strstr(host->log, "Attenuation limit was set outside its range of 0 to 100 dB"));
  host_close(host);
  free(input);
  free(output);
}

#if defined(__SSE__)
static void the_modes_of_floating_point_come_back(void **state) {
  (void)state;
  Host *host = host_open(1, RATE, WORK_NEVER);
  for (unsigned mode = 0; mode < 2; mode++) {
    const unsigned before = _mm_getcsr() & 0x1f80u;
    _mm_setcsr(mode ? before | 0x8040 : before);
    host_run(host, 1000);
    assert_int_equal(_mm_getcsr() & 0x8040, mode ? 0x8040 : 0);
    _mm_setcsr(before);
  }
  host_close(host);
}
#endif

static void meters_show_what_happens(void **state) {
  (void)state;
  float *input = white_noise(COUNT, 0.3f, 1);
  Host *host = host_open(1, RATE, WORK_NEVER);
  free(plugin_output(host, input, COUNT, 480));
  assert_below(fabs(host->values[PORT_INPUT_LEVEL] - 20 * log10(0.3 / sqrt(3))), 1, "off the input level");
  assert_true(host->values[PORT_OUTPUT_LEVEL] < host->values[PORT_INPUT_LEVEL] - 6);
  assert_true(host->values[PORT_REDUCTION] > 6);
  assert_true(host->values[PORT_VOICE] >= 0 && host->values[PORT_VOICE] <= 1);
  assert_true(host->values[PORT_LOAD] > 0);
  assert_true(host->values[PORT_PROFILE_IN_USE] == 1);
  host_close(host);
  free(input);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_gives_what_the_engine_gives_in_blocks_of_every_size),
    cmocka_unit_test(it_gives_what_the_engine_gives_at_every_rate),
    cmocka_unit_test(a_rate_that_the_engine_cannot_run_is_refused),
    cmocka_unit_test(without_urid_map_it_is_refused),
    cmocka_unit_test(the_latency_is_there_after_the_first_run_and_stays),
    cmocka_unit_test(controls_set_before_the_first_run_hold_from_the_first_sample),
    cmocka_unit_test(bypass_mix_0_and_limit_0_are_the_delayed_input),
    cmocka_unit_test(output_and_residual_add_up_to_the_delayed_input),
    cmocka_unit_test(inputs_may_be_outputs),
    cmocka_unit_test(all_audio_ports_may_be_one_buffer),
    cmocka_unit_test(any_port_may_be_missing),
    cmocka_unit_test(without_atom_ports_the_sound_is_the_same),
    cmocka_unit_test(a_missing_input_is_silence),
    cmocka_unit_test(nothing_is_written_past_the_end_of_a_block),
    cmocka_unit_test(activate_starts_anew),
    cmocka_unit_test(instances_do_not_hear_each_other),
    cmocka_unit_test(numbers_that_are_none_do_no_harm),
    cmocka_unit_test(a_value_out_of_range_counts_as_the_nearest_and_is_told),
#if defined(__SSE__)
    cmocka_unit_test(the_modes_of_floating_point_come_back),
#endif
    cmocka_unit_test(meters_show_what_happens),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
