/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sounds as the tests of this folder handle them: recordings, mixtures, what the default model makes of them, and what
 * can be measured. What cannot be prepared ends the program.
 */
#ifndef QUELL_TESTS_QUALITY_SOUND_H
#define QUELL_TESTS_QUALITY_SOUND_H

#include "offline/metrics/metrics.h"

#include <stddef.h>
#include <stdint.h>

/* One channel. The samples belong to the test and live until it ends. */
typedef struct {
  float *samples;
  size_t count;
  uint32_t rate;
} Sound;

/* Active level at which voices speak here: that of a microphone set as usual. */
#define VOICE_DB (-26.0)

/* The teardown of each test: frees every sound. */
int sounds_end(void **state);

/* Zeros. */
Sound sound_silence(uint32_t rate, double seconds);
/* recordings/NAME.flac at `rate`, at VOICE_DB. */
Sound sound_recording(const char *name, uint32_t rate);
Sound sound_resampled(Sound sound, uint32_t rate);
/* One after the other, of one rate. */
Sound sound_joined(Sound first, Sound second);
Sound sound_part(Sound sound, double from_seconds, double seconds);
Sound sound_amplified(Sound sound, double gain_db);
Sound sound_sum(Sound a, Sound b);
/* As 16-bit samples hold it. */
Sound sound_rounded(Sound sound);
/* The noise, so loud that the voice is `snr_db` above it: active level of the voice against rms of the whole noise. */
Sound sound_below(Sound noise, Sound voice, double snr_db);

/* What the built-in model makes of the sound, from a fresh state, with all parameters at their defaults; the delay is
 * cut off. Given `limit_db`, attenuation is limited. */
Sound sound_denoised(Sound noisy);
Sound sound_denoised_to(Sound noisy, double limit_db);

/* dBFS. -200 for silence. */
double sound_rms_db(Sound sound);
/* Of the 20 ms frames within 25 dB of the 95th percentile. */
double sound_active_db(Sound sound);
/* How much of the voice is in the output, in dB: the factor of the output's projection on the voice. */
double sound_kept_db(Sound voice, Sound output);
double sound_score(Metric metric, Sound clean, Sound processed);

#endif
