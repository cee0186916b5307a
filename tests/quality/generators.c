/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "generators.h"

#include "offline/data/random_generator.h"

#include <math.h>

#define TURN (2 * M_PI)

static double now(Sound sound, size_t n) {
  return (double)n / sound.rate;
}

/* P. Kellet's filter of three poles; its corners are moved with the rate only roughly, which no test minds. */
Sound generated_pink(uint32_t rate, double seconds) {
  Sound sound = sound_silence(rate, seconds);
  RandomGenerator random;
  random_start(&random, 1, 1);
  random_fill_noise(&random, sound.samples, sound.count);
  double low = 0, middle = 0, high = 0;
  for (size_t n = 0; n < sound.count; n++) {
    const double white = sound.samples[n];
    low = 0.99765 * low + 0.0990460 * white;
    middle = 0.96300 * middle + 0.2965164 * white;
    high = 0.57000 * high + 1.0526913 * white;
    sound.samples[n] = (float)(0.1 * (low + middle + high + 0.1848 * white));
  }
  return sound;
}

Sound generated_hum(uint32_t rate, double seconds) {
  Sound sound = sound_silence(rate, seconds);
  for (size_t n = 0; n < sound.count; n++)
    for (int overtone = 1; overtone <= 12; overtone++)
      sound.samples[n] += (float)(0.1 / overtone * sin(TURN * 50 * overtone * now(sound, n) + overtone * overtone));
  return sound;
}

/* A burst of noise that dies away by 60 dB within `length` seconds. */
static void add_knock(Sound sound, RandomGenerator *random, double time, double length, double height) {
  const size_t first = (size_t)(time * sound.rate), count = (size_t)(length * sound.rate);
  for (size_t n = 0; n < count && first + n < sound.count; n++)
    sound.samples[first + n] += (float)(height * exp(-6.9 * (double)n / (double)count) * random_between(random, -1, 1));
}

Sound generated_clicks(uint32_t rate, double seconds) {
  Sound sound = sound_silence(rate, seconds);
  RandomGenerator random;
  random_start(&random, 1, 2);
  for (double time = 0.1; time < seconds; time += 0.2)
    add_knock(sound, &random, time, 0.001, 0.5);
  return sound;
}

Sound generated_keyboard(uint32_t rate, double seconds) {
  Sound sound = sound_silence(rate, seconds);
  RandomGenerator random;
  random_start(&random, 1, 3);
  for (double time = 0.1; time < seconds; time += random_between(&random, 0.1, 0.25)) {
    add_knock(sound, &random, time, 0.030, random_between(&random, 0.3, 0.6));
    add_knock(sound, &random, time + random_between(&random, 0.06, 0.1), 0.020, random_between(&random, 0.1, 0.2));
  }
  return sound;
}

Sound generated_siren(uint32_t rate, double seconds) {
  Sound sound = sound_silence(rate, seconds);
  double phase = 0;
  for (size_t n = 0; n < sound.count; n++) {
    phase += TURN * (900 + 400 * sin(TURN * 0.4 * now(sound, n))) / rate;
    sound.samples[n] = (float)(0.1 * (sin(phase) + 0.5 * sin(2 * phase) + 0.2 * sin(3 * phase)));
  }
  return sound;
}

static double formant(double hz, double centre, double width) {
  return 1 / (1 + pow((hz - centre) / width, 2));
}

Sound generated_singing(uint32_t rate, double seconds) {
  static const int scale[] = {0, 2, 4, 5, 7, 9, 11, 12};
  Sound sound = sound_silence(rate, seconds);
  double phase = 0;
  for (size_t n = 0; n < sound.count; n++) {
    const double t = now(sound, n), note = floor(t / 0.6), into = t - 0.6 * note;
    const double pitch = 220 * pow(2, scale[(int)note % 8] / 12.0) * (1 + 0.012 * sin(TURN * 5.5 * t));
    const double swell = fmin(1, into / 0.05) * fmin(1, (0.6 - into) / 0.08);
    phase += TURN * pitch / rate;
    for (int k = 1; k * pitch < 3900; k++)
      sound.samples[n] += (float)(0.1 * swell / k * sin(k * phase) *
                                  (formant(k * pitch, 750, 120) + 0.6 * formant(k * pitch, 1200, 150) +
                                   0.4 * formant(k * pitch, 2700, 250)));
  }
  return sound;
}
