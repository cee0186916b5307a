/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Beginnings of words outlive the denoiser and its gate. Twelve recorded words, each after a second of noise alone; the
 * noise falls by 6 dB an octave above 300 Hz, as that of rooms and machines does. What counts is the energy of the
 * first 50 ms: that of the output against that of the clean word. test_plugin_word_starts RECORDING
 *
 * Bounds: at 30 dB between word and noise no beginning loses more than 4 dB. At 20 dB none more than 8 dB and all of
 * them in the mean 3 dB. At 10 dB none more than 6 dB that is as strong as the noise itself; an f or an h is 30 dB
 * weaker than its word, and lies beneath it. The gate takes less than half a decibel from any of these.
 */
#include "plugin_test.h"

#include <math.h>
#include <sndfile.h>

#define RATE 32000
#define WORDS 12
#define WORD 9600 /* frames of each in the recording */
#define BEGIN 320 /* frame of it at which the word begins */
#define PAUSE RATE
#define SLOT (PAUSE + WORD)
#define COUNT (WORDS * SLOT + RATE)
#define FIRST (RATE / 20)
#define LATENCY (RATE / 50)

static const char *const names[WORDS] = {"p", "t", "k", "ball", "dog", "gas", "fix", "see", "gem", "hut", "me", "no"};
static const char *recording;

typedef struct {
  float *clean, *noise; /* [COUNT], every word and the noise of the same level */
} Fixture;

static double energy(const float *signal, size_t count) {
  double sum = 0;
  for (size_t n = 0; n < count; n++)
    sum += (double)signal[n] * (double)signal[n];
  return sum + 1e-12;
}

static void scale_to(float *signal, size_t count, double level) {
  const double factor = level / sqrt(energy(signal, count) / (double)count);
  for (size_t n = 0; n < count; n++)
    signal[n] *= (float)factor;
}

static int prepare(void **state) {
  static Fixture fixture;
  float words[WORDS * WORD];
  SF_INFO info = {0};
  SNDFILE *file = sf_open(recording, SFM_READ, &info);
  assert_true(file && info.samplerate == RATE && info.channels == 1);
  assert_int_equal(sf_readf_float(file, words, WORDS * WORD), WORDS * WORD);
  sf_close(file);
  fixture.clean = silence(COUNT);
  for (int i = 0; i < WORDS; i++) {
    memcpy(fixture.clean + i * SLOT + PAUSE, words + i * WORD, WORD * sizeof(float));
    scale_to(fixture.clean + i * SLOT + PAUSE, WORD, 0.1);
  }
  fixture.noise = white_noise(COUNT, 1, 5);
  for (size_t n = 1; n < COUNT; n++)
    fixture.noise[n] += (float)exp(-2 * M_PI * 300 / RATE) * fixture.noise[n - 1];
  scale_to(fixture.noise, COUNT, 0.1);
  *state = &fixture;
  return 0;
}

static int take_apart(void **state) {
  const Fixture *fixture = *state;
  free(fixture->clean);
  free(fixture->noise);
  return 0;
}

static const float *beginning(const float *signal, int word) {
  return signal + word * SLOT + PAUSE + BEGIN;
}

typedef enum { GATE_OFF, GATE_ON, GATE_SLOW } Gate;

/* What each beginning loses, in dB. */
static void measure(const Fixture *fixture, double snr_db, Gate gate, double lost[WORDS]) {
  Host *host = host_open(1, RATE, WORK_NEVER);
  float *input = silence(COUNT);
  for (size_t n = 0; n < COUNT; n++)
    input[n] = fixture->clean[n] + (float)pow(10, -snr_db / 20) * fixture->noise[n];
  host_set(host, PORT_GATE, gate != GATE_OFF);
  host_set(host, PORT_GATE_RANGE, 100);
  if (gate == GATE_SLOW) host_set(host, PORT_GATE_ATTACK, 100);
  float *output = plugin_output(host, input, COUNT, 480);
  for (int i = 0; i < WORDS; i++)
    lost[i] = 10 * log10(energy(beginning(fixture->clean, i), FIRST) / energy(beginning(output + LATENCY, i), FIRST));
  host_close(host);
  free(input);
  free(output);
}

static void at_30_db_no_beginning_loses_4_db(void **state) {
  double lost[WORDS];
  for (Gate gate = GATE_OFF; gate <= GATE_ON; gate++) {
    measure(*state, 30, gate, lost);
    for (int i = 0; i < WORDS; i++)
      assert_below(lost[i], 4, "%s, gate %d: lost dB", names[i], gate);
  }
}

static void at_20_db_no_beginning_loses_8_db_and_all_3_in_the_mean(void **state) {
  double lost[WORDS];
  for (Gate gate = GATE_OFF; gate <= GATE_ON; gate++) {
    double sum = 0;
    measure(*state, 20, gate, lost);
    for (int i = 0; i < WORDS; i++) {
      assert_below(lost[i], 8, "%s, gate %d: lost dB", names[i], gate);
      sum += lost[i];
    }
    assert_below(sum / WORDS, 3, "mean, gate %d: lost dB", gate);
  }
}

static void at_10_db_no_beginning_as_strong_as_the_noise_loses_6_db(void **state) {
  const Fixture *fixture = *state;
  double lost[WORDS];
  for (Gate gate = GATE_OFF; gate <= GATE_ON; gate++) {
    int strong = 0;
    measure(fixture, 10, gate, lost);
    for (int i = 0; i < WORDS; i++) {
      if (energy(beginning(fixture->clean, i), FIRST) < 0.1 * energy(beginning(fixture->noise, i), FIRST)) continue;
      assert_below(lost[i], 6, "%s, gate %d: lost dB", names[i], gate);
      strong++;
    }
    assert_true(strong >= 5);
  }
}

static void the_gate_takes_less_than_half_a_decibel(void **state) {
  double without[WORDS], with[WORDS];
  for (double snr_db = 20; snr_db <= 30; snr_db += 10) {
    measure(*state, snr_db, GATE_OFF, without);
    measure(*state, snr_db, GATE_ON, with);
    for (int i = 0; i < WORDS; i++)
      assert_below(with[i] - without[i], 0.5, "%s at %g dB: lost dB", names[i], snr_db);
  }
}

/* A gate that opens over 100 ms takes what the tests above say is kept. */
static void the_measure_hears_a_slow_gate(void **state) {
  double lost[WORDS];
  int hurt = 0;
  measure(*state, 30, GATE_SLOW, lost);
  for (int i = 0; i < WORDS; i++)
    hurt += lost[i] > 4;
  assert_true(hurt >= WORDS / 2);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(at_30_db_no_beginning_loses_4_db),
      cmocka_unit_test(at_20_db_no_beginning_loses_8_db_and_all_3_in_the_mean),
      cmocka_unit_test(at_10_db_no_beginning_as_strong_as_the_noise_loses_6_db),
      cmocka_unit_test(the_gate_takes_less_than_half_a_decibel),
      cmocka_unit_test(the_measure_hears_a_slow_gate),
  };
  if (argc != 2) return 1;
  recording = argv[1];
  return cmocka_run_group_tests(tests, prepare, take_apart);
}
