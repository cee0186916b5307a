/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "synthetic_noise.h"
#include "synthetic_tones.h"

#include <math.h>
#include <string.h>

#define RATE 48000.0
#define PI 3.14159265358979323846

/* White noise through one pole and one zero, placed anywhere between white and brown. */
static void coloured(RandomGenerator *generator, float *out, uint32_t samples) {
  random_fill_noise(generator, out, samples);
  double pole_hz = random_log_between(generator, 20, 12000), zero_hz = random_log_between(generator, pole_hz, 24000);
  float pole = (float)exp(-2 * PI * pole_hz / RATE), zero = (float)exp(-2 * PI * zero_hz / RATE), last = 0, state = 0;
  for (uint32_t n = 0; n < samples; n++) {
    float in = out[n];
    state = pole * state + in - zero * last;
    last = in;
    out[n] = state;
  }
}

/* Three poles and zeros, an octave or two apart, fall by about 10 dB a decade. */
static void pink(RandomGenerator *generator, float *out, uint32_t samples) {
  random_fill_noise(generator, out, samples);
  float a = 0, b = 0, c = 0;
  for (uint32_t n = 0; n < samples; n++) {
    float in = out[n];
    a = 0.99765f * a + 0.0990460f * in;
    b = 0.96300f * b + 0.2965164f * in;
    c = 0.57000f * c + 1.0526913f * in;
    out[n] = a + b + c + 0.1848f * in;
  }
}

static void add_sine(float *out, uint32_t samples, double frequency, double height, double phase) {
  double step = 2 * PI * frequency / RATE;
  float re = (float)(height * cos(phase)), im = (float)(height * sin(phase));
  float turn_re = (float)cos(step), turn_im = (float)sin(step);
  for (uint32_t n = 0; n < samples; n++) {
    out[n] += im;
    float next = re * turn_re - im * turn_im;
    im = re * turn_im + im * turn_re;
    re = next;
  }
}

static void hum(RandomGenerator *generator, float *out, uint32_t samples) {
  double mains = (random_happens(generator, 0.5) ? 50 : 60) * random_between(generator, 0.997, 1.003);
  double slope = random_between(generator, 3, 14);
  int odd_only = random_happens(generator, 0.3), harmonics = 3 + (int)random_below(generator, 22);
  random_fill_noise(generator, out, samples);
  float hiss = (float)pow(10, random_between(generator, -60, -15) / 20);
  for (uint32_t n = 0; n < samples; n++)
    out[n] *= hiss;
  for (int h = 1; h <= harmonics; h += odd_only ? 2 : 1) {
    double level = -slope * log2(h) + random_normal(generator, 0, 5);
    add_sine(out, samples, mains * h, pow(10, level / 20), random_between(generator, 0, 2 * PI));
  }
}

/* Noise whose strength follows a random walk over seconds. */
static void modulated(RandomGenerator *generator, float *out, uint32_t samples) {
  if (random_happens(generator, 0.5))
    pink(generator, out, samples);
  else
    coloured(generator, out, samples);
  uint32_t step = (uint32_t)(random_log_between(generator, 0.05, 2.0) * RATE);
  double depth = random_between(generator, 3, 12), level = random_normal(generator, 0, depth);
  for (uint32_t start = 0; start < samples; start += step) {
    double next = random_normal(generator, 0, depth);
    uint32_t length = samples - start < step ? samples - start : step;
    float gain = (float)pow(10, level / 20), ratio = (float)pow(10, (next - level) / 20 / step);
    for (uint32_t n = 0; n < length; n++) {
      out[start + n] *= gain;
      gain *= ratio;
    }
    level = next;
  }
}

/* One knock: two decaying resonances on top of a burst of noise. */
static void add_knock(RandomGenerator *generator, float *out, uint32_t samples, uint32_t start, double length,
                      double colour) {
  float noise[64], height = (float)pow(10, random_normal(generator, 0, 5) / 20);
  double decay = exp(-1 / (length * RATE)), pole = exp(-2 * PI * colour / RATE);
  double tone = random_log_between(generator, 150, 6000), ring = 2 * cos(2 * PI * tone / RATE),
         damp = exp(-2 / (length * RATE));
  float y1 = 0, y2 = 0, low = 0, envelope = height, share = (float)random_unit(generator);
  uint32_t end = start + (uint32_t)(7 * length * RATE);
  if (end > samples) end = samples;
  for (uint32_t n = start; n < end; n += 64) {
    uint32_t count = end - n < 64 ? end - n : 64;
    random_fill_noise(generator, noise, count);
    for (uint32_t i = 0; i < count; i++) {
      float excitation = noise[i] * envelope;
      low += (float)(1 - pole) * (excitation - low);
      float y = 0.05f * excitation + (float)(ring * damp) * y1 - (float)(damp * damp) * y2;
      y2 = y1;
      y1 = y;
      out[n + i] += low * (1 - share) + y * share;
      envelope *= (float)decay;
    }
  }
}

/* Keys: pairs of knocks (down and up) in bursts. */
static void keys(RandomGenerator *generator, float *out, uint32_t samples) {
  memset(out, 0, samples * sizeof *out);
  double length = random_log_between(generator, 0.001, 0.008), colour = random_log_between(generator, 1500, 12000);
  double rate = random_between(generator, 3, 11), now = random_between(generator, 0, 0.5);
  while (now * RATE < samples) {
    uint32_t down = (uint32_t)(now * RATE), up = down + (uint32_t)(random_between(generator, 0.05, 0.12) * RATE);
    add_knock(generator, out, samples, down, length, colour);
    if (up < samples) add_knock(generator, out, samples, up, length * 0.7, colour * 1.2);
    now += random_happens(generator, 0.08) ? random_between(generator, 0.5, 2)
                                           : random_log_between(generator, 0.4, 2.0) / rate;
  }
}

static void clicks(RandomGenerator *generator, float *out, uint32_t samples) {
  memset(out, 0, samples * sizeof *out);
  double rate = random_log_between(generator, 0.5, 80);
  double now = 0;
  while ((now += -log(1 - random_unit(generator)) / rate) * RATE < samples) {
    uint32_t n = (uint32_t)(now * RATE), width = 1 + random_below(generator, 12);
    float height = (float)random_normal(generator, 0, 1);
    for (uint32_t i = 0; i < width && n + i < samples; i++)
      out[n + i] += height * (i & 1 ? -0.7f : 1.0f);
  }
}

void synthetic_noise(RandomGenerator *generator, float *out, uint32_t samples) {
  double kind = random_unit(generator);
  if (kind < 0.1)
    random_fill_noise(generator, out, samples);
  else if (kind < 0.2)
    pink(generator, out, samples);
  else if (kind < 0.35)
    coloured(generator, out, samples);
  else if (kind < 0.45)
    hum(generator, out, samples);
  else if (kind < 0.52)
    clicks(generator, out, samples);
  else if (kind < 0.62)
    keys(generator, out, samples);
  else if (kind < 0.72)
    modulated(generator, out, samples);
  else
    synthetic_tones(generator, out, samples);
}

void synthetic_transients(RandomGenerator *generator, float *out, uint32_t samples, uint32_t sounds) {
  memset(out, 0, samples * sizeof *out);
  for (uint32_t i = 0; i < sounds; i++)
    add_knock(generator, out, samples, random_below(generator, samples), random_log_between(generator, 0.002, 0.15),
              random_log_between(generator, 500, 12000));
}
