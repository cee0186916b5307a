/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stream does not wear out: test_long_stream SECONDS.
 */
#include "bounds.h"

#include "engine/quell.h"

#include <stdlib.h>

#define RATE 16000
#define PIECE_SECONDS 10.0

static double stream_seconds;

static Sound noisy_piece(Sound *voice) {
  *voice = sound_joined(sound_part(sound_recording("woman", RATE), 0, 4.9),
                        sound_part(sound_recording("man", RATE), 0, 4.9));
  *voice = sound_joined(*voice, sound_silence(RATE, PIECE_SECONDS - (double)voice->count / RATE));
  return sound_sum(*voice, sound_below(generated_pink(RATE, PIECE_SECONDS), *voice, 5));
}

/* The same ten seconds over and over; only what is needed is kept. The delay is cut off the last repetition by letting
 * one more begin. */
static void the_last_ten_seconds_are_as_good_as_the_first(void **state) {
  (void)state;
  Sound voice;
  const Sound piece = noisy_piece(&voice), first = sound_denoised(piece);
  QuellModel *model;
  QuellDenoiser *denoiser;
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = RATE;
  assert_int_equal(quell_model_open_default(&model, NULL, 0), QUELL_OK);
  assert_int_equal(quell_denoiser_create(model, &config, &denoiser), QUELL_OK);
  const size_t latency = quell_denoiser_latency(denoiser);
  Sound last = sound_silence(RATE, 2 * PIECE_SECONDS);
  float *now = last.samples + piece.count;
  for (double at = 0; at < stream_seconds + PIECE_SECONDS; at += PIECE_SECONDS) {
    memcpy(last.samples, now, piece.count * sizeof(float));
    quell_denoiser_process(denoiser, (const float *const *)&piece.samples, &now, (uint32_t)piece.count);
  }
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  bound_check(BOUND_LONG_STREAM,
              sound_score(METRIC_SI_SDR, voice, sound_part(last, (double)latency / RATE, PIECE_SECONDS)) -
                  sound_score(METRIC_SI_SDR, voice, first));
}

int main(int count, char **arguments) {
  stream_seconds = count > 1 ? atof(arguments[1]) : 600;
  const struct CMUnitTest tests[] = {QUALITY_TEST(the_last_ten_seconds_are_as_good_as_the_first)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
