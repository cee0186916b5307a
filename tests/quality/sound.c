/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sound.h"

#include "files/audio_load.h"
#include "offline/data/level.h"
#include "offline/data/rate_change.h"
#include "quell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOUNDS_MAX 1000
static float *sounds[SOUNDS_MAX];
static size_t sound_count;

static void demand(int condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "a sound could not be prepared: %s\n", what);
  abort();
}

int sounds_end(void **state) {
  (void)state;
  while (sound_count > 0)
    free(sounds[--sound_count]);
  return 0;
}

static Sound allocate(uint32_t rate, size_t count) {
  const Sound sound = {calloc(count + 1, sizeof(float)), count, rate};
  demand(sound.samples && sound_count < SOUNDS_MAX, "no memory");
  sounds[sound_count++] = sound.samples;
  return sound;
}

Sound sound_silence(uint32_t rate, double seconds) {
  return allocate(rate, (size_t)lrint(rate * seconds));
}

Sound sound_resampled(Sound sound, uint32_t rate) {
  Sound out = allocate(rate, (size_t)((double)sound.count * rate / sound.rate));
  size_t made = sound.count;
  if (rate == sound.rate)
    memcpy(out.samples, sound.samples, sound.count * sizeof(float));
  else
    demand(rate_change(sound.rate, rate, RATE_CHANGE_MEDIUM, sound.samples, sound.count, out.samples, out.count, &made),
           "resampling");
  return out;
}

Sound sound_recording(const char *name, uint32_t rate) {
  char path[1000];
  FileError error = {0};
  Audio audio;
  snprintf(path, sizeof path, "%s/%s.flac", RECORDINGS, name);
  demand(audio_load(path, &audio, &error), path);
  Sound source = allocate(audio.sample_rate, audio.frames);
  memcpy(source.samples, audio.samples[0], audio.frames * sizeof(float));
  audio_free(&audio);
  Sound sound = sound_resampled(source, rate);
  return sound_amplified(sound, VOICE_DB - sound_active_db(sound));
}

Sound sound_joined(Sound first, Sound second) {
  Sound out = allocate(first.rate, first.count + second.count);
  memcpy(out.samples, first.samples, first.count * sizeof(float));
  memcpy(out.samples + first.count, second.samples, second.count * sizeof(float));
  return out;
}

Sound sound_part(Sound sound, double from_seconds, double seconds) {
  const size_t from = (size_t)lrint(from_seconds * sound.rate);
  Sound out = sound_silence(sound.rate, seconds);
  demand(from + out.count <= sound.count, "a part beyond the end");
  memcpy(out.samples, sound.samples + from, out.count * sizeof(float));
  return out;
}

Sound sound_amplified(Sound sound, double gain_db) {
  const double factor = pow(10, gain_db / 20);
  Sound out = allocate(sound.rate, sound.count);
  for (size_t n = 0; n < sound.count; n++)
    out.samples[n] = (float)(factor * sound.samples[n]);
  return out;
}

Sound sound_sum(Sound a, Sound b) {
  Sound out = allocate(a.rate, a.count < b.count ? a.count : b.count);
  for (size_t n = 0; n < out.count; n++)
    out.samples[n] = a.samples[n] + b.samples[n];
  return out;
}

Sound sound_rounded(Sound sound) {
  Sound out = allocate(sound.rate, sound.count);
  for (size_t n = 0; n < sound.count; n++)
    out.samples[n] = (float)(lrint(32768.0 * sound.samples[n]) / 32768.0);
  return out;
}

Sound sound_below(Sound noise, Sound voice, double snr_db) {
  return sound_amplified(noise, sound_active_db(voice) - snr_db - sound_rms_db(noise));
}

static void run_through(QuellDenoiser *denoiser, float *samples, size_t count) {
  for (size_t done = 0; done < count; done += QUELL_BLOCK_MAX) {
    float *channel = samples + done;
    const size_t left = count - done;
    quell_denoiser_process(denoiser, (const float *const *)&channel, &channel,
                           left < QUELL_BLOCK_MAX ? (uint32_t)left : QUELL_BLOCK_MAX);
  }
}

Sound sound_denoised_to(Sound noisy, double limit_db) {
  QuellModel *model;
  QuellDenoiser *denoiser;
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = noisy.rate;
  demand(quell_model_open_default(&model, NULL, 0) == QUELL_OK, "the built-in model");
  demand(quell_denoiser_create(model, &config, &denoiser) == QUELL_OK, "a denoiser");
  demand(quell_denoiser_set(denoiser, QUELL_LIMIT, (float)limit_db) == QUELL_OK, "the limit");
  quell_denoiser_reset(denoiser);
  const size_t latency = quell_denoiser_latency(denoiser);
  Sound out = allocate(noisy.rate, noisy.count + latency);
  memcpy(out.samples, noisy.samples, noisy.count * sizeof(float));
  run_through(denoiser, out.samples, out.count);
  memmove(out.samples, out.samples + latency, noisy.count * sizeof(float));
  out.count = noisy.count;
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  return out;
}

Sound sound_denoised(Sound noisy) {
  return sound_denoised_to(noisy, quell_parameter_info(QUELL_LIMIT)->standard);
}

double sound_rms_db(Sound sound) {
  return fmax(-200, 20 * log10(level_rms(sound.samples, (uint32_t)sound.count)));
}

/* level_active() counts frames of 48 kHz. */
double sound_active_db(Sound sound) {
  const Sound wide = sound_resampled(sound, 48000);
  return fmax(-200, 20 * log10(level_active(wide.samples, (uint32_t)wide.count)));
}

double sound_kept_db(Sound voice, Sound output) {
  double product = 0, energy = 0;
  for (size_t n = 0; n < voice.count; n++) {
    product += (double)voice.samples[n] * output.samples[n];
    energy += (double)voice.samples[n] * voice.samples[n];
  }
  return 20 * log10(fmax(product, 1e-10 * energy) / energy);
}

double sound_score(Metric metric, Sound clean, Sound processed) {
  double value;
  demand(metric_score(metric, clean.samples, processed.samples, clean.count, clean.rate, &value) == METRIC_OK,
         metric_info(metric)->name);
  return value;
}
