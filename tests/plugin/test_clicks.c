/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing that a user does makes a click. The measure: on a steady tone no step from sample to sample is larger than
 * 1.05 times the largest step of the tone plus what a change of the whole amplitude takes over 1 ms; on speech no step
 * is larger than the largest of the same speech without the change, plus the same.
 */
#include "plugin_test.h"

#include <math.h>

#define RATE 48000
#define COUNT 96000

static double largest_step(const float *signal, size_t count) {
  double largest = 0;
  for (size_t n = 1; n < count; n++)
    largest = fmax(largest, fabs((double)signal[n] - (double)signal[n - 1]));
  return largest;
}

static float *tone(void) {
  float *signal = silence(COUNT);
  for (size_t n = 0; n < COUNT; n++)
    signal[n] = 0.5f * (float)sin(2 * M_PI * 220 * (double)n / RATE);
  return signal;
}

/* Plays the sound and, every quarter of a second, sets the port to its ends in turn, or asks for the models in turn. */
static double step_with(const float *input, PortId port, const char *model) {
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  float *output = silence(COUNT);
  host_set(host, PORT_GATE, port == PORT_GATE ? 0 : 1);
  for (size_t done = 0; done < COUNT; done += 12000) {
    const float *from = input + done;
    float *to = output + done;
    const int odd = done / 12000 % 2;
    if (model)
      host_ask_model(host, odd ? model : "");
    else
      host_set(host, port, odd ? port_info(port)->maximum : port_info(port)->minimum);
    host_stream(host, &from, &to, 12000, 256);
  }
  const double step = largest_step(output, COUNT);
  host_close(host);
  free(output);
  return step;
}

static void assert_no_click(PortId port, const char *model, const char *what) {
  float *sounds[2] = {tone(), noisy_speech(COUNT, RATE, 3900, 1)};
  for (int i = 0; i < 2; i++) {
    float peak = 0;
    for (size_t n = 0; n < COUNT; n++)
      peak = fmaxf(peak, fabsf(sounds[i][n]));
    const double allowed = 1.05 * largest_step(sounds[i], COUNT) + (double)peak / (0.001 * RATE);
    assert_below(step_with(sounds[i], port, model), allowed, "%s on %s: step", what, i ? "speech" : "a tone");
    free(sounds[i]);
  }
}

static void no_control_clicks(void **state) {
  (void)state;
  for (int port = 0; port < PORT_COUNT; port++) {
    const Port *info = port_info((PortId)port);
    if (info->kind != KIND_VALUE || info->direction != PORT_INPUT || !(info->variants & MONO)) continue;
    if (port == PORT_GAIN) continue; /* makes the sound itself louder; its smoothing is tested with the engine */
    assert_no_click((PortId)port, NULL, info->symbol);
  }
}

static void another_model_does_not_click(void **state) {
  (void)state;
  char path[256], folder[256];
  model_file_make(1, path, folder);
  assert_no_click(PORT_ENABLED, path, "a change of models");
  model_file_remove(path, folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_control_clicks),
      cmocka_unit_test(another_model_does_not_click),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
