/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "synthetic_tones.h"

#include <math.h>
#include <string.h>

#define RATE 48000.0
#define PI 3.14159265358979323846
#define PARTIALS_MAX 8
#define NOTES_MAX 6
#define EDGE_SECONDS 0.004 /* so that a tone begins without a click */
#define HIGHEST_HZ 20000
#define LONGEST_NOTE 1.5 /* seconds */

/* What all notes of an instrument have in common. */
typedef struct {
  int partials;
  double ratio[PARTIALS_MAX], height[PARTIALS_MAX];
  double decay[PARTIALS_MAX]; /* seconds to fall to 1/e; infinite for a held tone */
} Timbre;

typedef struct {
  double start, length, hz; /* start within the phrase, seconds */
} Note;

static void add_partial(float *out, uint32_t samples, double start, double length, double hz, double height,
                        double decay) {
  const uint32_t first = (uint32_t)(start * RATE), count = (uint32_t)(length * RATE);
  const uint32_t edge = (uint32_t)(EDGE_SECONDS * RATE);
  if (hz >= HIGHEST_HZ) return;
  const double step = 2 * PI * hz / RATE, fall = exp(-1 / (decay * RATE));
  const float turn_re = (float)(cos(step) * fall), turn_im = (float)(sin(step) * fall);
  float re = (float)height, im = 0;
  for (uint32_t n = 0; n < count && first + n < samples; n++) {
    const uint32_t near = n < count - n ? n : count - n;
    out[first + n] += near < edge ? im * (float)near / (float)edge : im;
    const float next = re * turn_re - im * turn_im;
    im = re * turn_im + im * turn_re;
    re = next;
  }
}

static void add_note(const Timbre *timbre, float *out, uint32_t samples, double start, double length, double hz) {
  for (int i = 0; i < timbre->partials; i++)
    add_partial(out, samples, start, length, hz * timbre->ratio[i], timbre->height[i], timbre->decay[i]);
}

/* Whole multiples, as of a buzzer or a ringing telephone. */
static void harmonic_timbre(RandomGenerator *generator, Timbre *timbre) {
  const double slope = random_between(generator, 4, 30);
  timbre->partials = 1 + (int)random_below(generator, PARTIALS_MAX);
  for (int i = 0; i < timbre->partials; i++) {
    timbre->ratio[i] = i + 1;
    timbre->height[i] = pow(10, (-slope * log2(i + 1) + random_normal(generator, 0, 4)) / 20);
    timbre->decay[i] = INFINITY;
  }
}

/* Partials anywhere, high ones dying first, as of bells and glass. */
static void struck_timbre(RandomGenerator *generator, Timbre *timbre) {
  const double longest = random_log_between(generator, 0.05, 2.5);
  timbre->partials = 2 + (int)random_below(generator, PARTIALS_MAX - 1);
  for (int i = 0; i < timbre->partials; i++) {
    timbre->ratio[i] = i ? random_log_between(generator, 1.1, 9) : 1;
    timbre->height[i] = pow(10, random_normal(generator, -3 * log2(timbre->ratio[i]), 5) / 20);
    timbre->decay[i] = longest / timbre->ratio[i];
  }
}

/* The same few notes again and again, as signals do; sometimes each time others, as play does. */
static void phrases(RandomGenerator *generator, float *out, uint32_t samples) {
  Timbre timbre;
  Note notes[NOTES_MAX] = {{0}};
  const int struck = random_happens(generator, 0.45), varied = random_happens(generator, 0.25);
  const int count = 1 + (int)random_below(generator, NOTES_MAX);
  const double base = random_log_between(generator, 220, 3500), spread = random_between(generator, 0, 1.2);
  const double length = random_log_between(generator, 0.02, 0.8);
  const double step = length * random_between(generator, struck ? 0.3 : 1, 2);
  const double period = count * step + random_log_between(generator, 0.05, 4);
  memset(out, 0, samples * sizeof *out);
  if (struck)
    struck_timbre(generator, &timbre);
  else
    harmonic_timbre(generator, &timbre);
  for (double now = random_between(generator, 0, 1); now * RATE < samples; now += period)
    for (int i = 0; i < count; i++) {
      if (varied || notes[i].hz == 0)
        notes[i] = (Note){i * step, struck ? fmin(4 * timbre.decay[0], LONGEST_NOTE) : length,
                          base * exp2(random_between(generator, -spread, spread))};
      if ((now + notes[i].start) * RATE < samples)
        add_note(&timbre, out, samples, now + notes[i].start, notes[i].length, notes[i].hz);
    }
}

/* Two pitches in quick turn, in bursts: the bell of a telephone, an alarm clock. */
static void warble(RandomGenerator *generator, float *out, uint32_t samples) {
  Timbre timbre;
  const double hz[2] = {random_log_between(generator, 350, 2500), random_log_between(generator, 350, 2500)};
  const double turn = random_log_between(generator, 0.015, 0.25), burst = random_log_between(generator, 0.3, 3);
  const double pause = random_log_between(generator, 0.1, 4);
  memset(out, 0, samples * sizeof *out);
  harmonic_timbre(generator, &timbre);
  for (double now = random_between(generator, 0, 1); now * RATE < samples; now += burst + pause)
    for (int i = 0; i * turn < burst && (now + i * turn) * RATE < samples; i++)
      add_note(&timbre, out, samples, now + i * turn, turn, hz[i % 2]);
}

/* A pitch that rises and falls, as of sirens, gears and motors. */
static void siren(RandomGenerator *generator, float *out, uint32_t samples) {
  Timbre timbre;
  const double middle = log2(random_log_between(generator, 150, 1800)), width = random_between(generator, 0.05, 1);
  const double turns = 1 / random_log_between(generator, 0.15, 6), start = random_between(generator, 0, 2 * PI);
  const int straight = random_happens(generator, 0.4);
  double phase = 0;
  harmonic_timbre(generator, &timbre);
  memset(out, 0, samples * sizeof *out);
  for (uint32_t n = 0; n < samples; n++) {
    const double swing = sin(2 * PI * turns * n / RATE + start), bend = straight ? 2 / PI * asin(swing) : swing;
    const double hz = exp2(middle + width * bend);
    phase = fmod(phase + 2 * PI * hz / RATE, 2 * PI);
    for (int i = 0; i < timbre.partials && hz * timbre.ratio[i] < HIGHEST_HZ; i++)
      out[n] += (float)(timbre.height[i] * sin(phase * timbre.ratio[i]));
  }
}

/* Held tones that swell and fade, each in its own time: wind in wires, electronics, glass harps. */
static void drone(RandomGenerator *generator, float *out, uint32_t samples) {
  const int tones = 1 + (int)random_below(generator, 7);
  memset(out, 0, samples * sizeof *out);
  for (int i = 0; i < tones; i++) {
    const double hz = random_log_between(generator, 70, 5000), height = pow(10, random_normal(generator, 0, 6) / 20);
    const double depth = random_between(generator, 0, 0.9), swell = 1 / random_log_between(generator, 0.3, 12);
    const double start = random_between(generator, 0, 2 * PI);
    for (uint32_t n = 0; n < samples; n++) {
      const double time = n / RATE, level = 1 - depth * (0.5 + 0.5 * sin(2 * PI * swell * time + start));
      out[n] += (float)(height * level * sin(2 * PI * hz * time));
    }
  }
}

void synthetic_tones(RandomGenerator *generator, float *out, uint32_t samples) {
  const double kind = random_unit(generator);
  if (kind < 0.5)
    phrases(generator, out, samples);
  else if (kind < 0.7)
    warble(generator, out, samples);
  else if (kind < 0.85)
    drone(generator, out, samples);
  else
    siren(generator, out, samples);
}
