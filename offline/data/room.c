/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "room.h"

#include <math.h>
#include <string.h>

#define RATE 48000.0
#define PI 3.14159265358979323846
#define SOUND_SPEED 343.0
/* Image sources for the first part; where they become dense, noise of the same decay takes over. */
#define IMAGE_SECONDS 0.06
#define LATE_FROM_SECONDS 0.03
#define KERNEL 16

typedef struct {
  double size[3], talker[3], microphone[3];
  double reflection;      /* of every wall, for pressure */
  double decay;           /* nepers a second, middle frequencies */
  double direct_distance; /* metres */
} Room;

static void draw_room(RandomGenerator *generator, double reverberation, Room *room) {
  double lows[3] = {2.2, 2.0, 2.2}, highs[3] = {9.0, 7.0, 3.6}, volume = 1, surface = 0, sum = 0;
  /* Long reverberation belongs to larger rooms. */
  double growth = 0.6 + 0.8 * fmin(reverberation, 1.0);
  for (int axis = 0; axis < 3; axis++) {
    room->size[axis] = random_between(generator, lows[axis], highs[axis] * (axis < 2 ? growth : 1));
    volume *= room->size[axis];
  }
  for (int axis = 0; axis < 3; axis++)
    surface += 2 * volume / room->size[axis];
  double limit = fmin(random_log_between(generator, 0.3, 4.0), 0.7 * fmin(room->size[0], room->size[1]));
  for (int axis = 0; axis < 3; axis++) {
    double direction = random_normal(generator, 0, axis < 2 ? 1 : 0.3);
    room->microphone[axis] = random_between(generator, 0.25, 0.75) * room->size[axis];
    room->talker[axis] = direction;
    sum += direction * direction;
  }
  room->direct_distance = 0;
  for (int axis = 0; axis < 3; axis++) {
    double place = room->microphone[axis] + room->talker[axis] * limit / sqrt(sum);
    room->talker[axis] = fmin(fmax(place, 0.1), room->size[axis] - 0.1);
    room->direct_distance += pow(room->talker[axis] - room->microphone[axis], 2);
  }
  room->direct_distance = fmax(sqrt(room->direct_distance), 0.1);
  room->decay = 6.907755 / reverberation;
  /* Eyring's formula solved for the absorption. */
  double absorption = 1 - exp(-24 * log(10.0) * volume / (SOUND_SPEED * surface * reverberation));
  room->reflection = sqrt(fmax(1 - absorption, 0.0));
}

/* A pulse between samples: a windowed sinc. */
static void add_pulse(float *taps, uint32_t count, double time, double height) {
  double place = time * RATE;
  int64_t whole = (int64_t)floor(place);
  double fraction = place - (double)whole, sine = sin(PI * fraction);
  for (int k = -KERNEL / 2 + 1; k <= KERNEL / 2; k++) {
    int64_t n = whole + k;
    if (n < 0 || n >= (int64_t)count) continue;
    double x = k - fraction;
    double value = fabs(x) < 1e-6 ? 1 : ((k & 1) ? sine : -sine) / (PI * x);
    double window = 0.5 + 0.5 * cos(PI * x / (KERNEL / 2 + 1));
    taps[n] += (float)(height * value * window);
  }
}

static void add_images(const Room *room, float *taps, uint32_t count) {
  double reach = SOUND_SPEED * IMAGE_SECONDS + room->direct_distance;
  int orders[3];
  for (int axis = 0; axis < 3; axis++)
    orders[axis] = (int)ceil(reach / room->size[axis]) + 1;
  for (int x = -orders[0]; x <= orders[0]; x++)
    for (int y = -orders[1]; y <= orders[1]; y++)
      for (int z = -orders[2]; z <= orders[2]; z++) {
        int cell[3] = {x, y, z}, bounces = 0;
        double squared = 0;
        for (int axis = 0; axis < 3; axis++) {
          double length = room->size[axis], talker = room->talker[axis];
          double image = cell[axis] * length + ((cell[axis] & 1) ? length - talker : talker);
          bounces += cell[axis] < 0 ? -cell[axis] : cell[axis];
          squared += pow(image - room->microphone[axis], 2);
        }
        double distance = fmax(sqrt(squared), 0.05);
        if (distance > reach) continue;
        double height = room->direct_distance / distance * pow(room->reflection, bounces);
        add_pulse(taps, count, (distance - room->direct_distance) / SOUND_SPEED, height);
      }
}

/* Noise that continues the images: its height where it begins is measured from them. */
static void add_late(RandomGenerator *generator, const Room *room, float *taps, uint32_t count) {
  uint32_t from = (uint32_t)(LATE_FROM_SECONDS * RATE), to = (uint32_t)(IMAGE_SECONDS * RATE);
  double energy = 0, expected = 0;
  for (uint32_t n = from; n < to; n++) {
    energy += (double)taps[n] * taps[n];
    expected += exp(-2 * room->decay * n / RATE);
  }
  float height = (float)sqrt(energy / fmax(expected, 1e-30)), step = expf((float)(-room->decay / RATE));
  float envelope = height * expf((float)(-room->decay * from / RATE));
  float noise[256];
  for (uint32_t start = from; start < count; start += 256) {
    uint32_t length = count - start < 256 ? count - start : 256;
    random_fill_noise(generator, noise, length);
    for (uint32_t i = 0; i < length; i++) {
      uint32_t n = start + i;
      float share = n >= to ? 1 : (float)(n - from) / (float)(to - from);
      taps[n] = taps[n] * sqrtf(1 - share) + noise[i] * envelope * sqrtf(share);
      envelope *= step;
    }
  }
}

/* High frequencies die sooner, low ones later or sooner: three bands by one-pole filters, each with a decay of its own,
 * all of height 1 at the direct sound. */
static void shape_bands(RandomGenerator *generator, const Room *room, float *taps, uint32_t count) {
  double low_ratio = random_between(generator, -0.3, 0.3), high_ratio = random_between(generator, 0.3, 2.5);
  float low_pole = (float)(1 - exp(-2 * PI * 300 / RATE)), high_pole = (float)(1 - exp(-2 * PI * 4000 / RATE));
  float low_step = expf((float)(-room->decay * low_ratio / RATE)),
        high_step = expf((float)(-room->decay * high_ratio / RATE));
  float low = 0, middle = 0, low_gain = 1, high_gain = 1;
  for (uint32_t n = 0; n < count; n++) {
    low += low_pole * (taps[n] - low);
    middle += high_pole * (taps[n] - middle);
    taps[n] = low * low_gain + (middle - low) + (taps[n] - middle) * high_gain;
    low_gain *= low_step;
    high_gain *= high_step;
  }
}

uint32_t room_simulate(RandomGenerator *generator, double reverberation, float *taps) {
  Room room;
  draw_room(generator, reverberation, &room);
  uint32_t count = (uint32_t)(1.1 * reverberation * RATE) + (uint32_t)(IMAGE_SECONDS * RATE);
  if (count > ROOM_TAPS_MAX) count = ROOM_TAPS_MAX;
  memset(taps, 0, count * sizeof *taps);
  add_images(&room, taps, count);
  add_late(generator, &room, taps, count);
  shape_bands(generator, &room, taps, count);
  uint32_t fade = count / 8;
  for (uint32_t n = 0; n < fade; n++)
    taps[count - 1 - n] *= (float)n / (float)fade;
  return count;
}
