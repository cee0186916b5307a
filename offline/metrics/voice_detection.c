/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "voice_detection.h"

#include <math.h>
#include <stdlib.h>

#define PRESENT_DB (-28.0)
#define ABSENT_DB (-45.0)
/* Hops this far below the loudest tenth are no part of the active level. */
#define ACTIVE_RANGE_DB 35.0
#define SILENT_POWER 1e-20
#define REST_HOPS 20
#define PATIENCE_HOPS 50

/* ---- Labels --------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double hop_power(const float *samples, size_t hop) {
  double sum = 0;
  for (size_t n = 0; n < hop; n++)
    sum += (double)samples[n] * samples[n];
  return sum / (double)hop;
}

/* Sorts the powers. */
static double active_power(double *powers, size_t hops) {
  qsort(powers, hops, sizeof *powers, by_value);
  const double least = powers[hops * 9 / 10] * pow(10, -ACTIVE_RANGE_DB / 10);
  double sum = 0;
  size_t count = 0;
  for (size_t t = 0; t < hops; t++) {
    if (powers[t] <= least) continue;
    sum += powers[t];
    count++;
  }
  return count ? sum / (double)count : 0;
}

int voice_label(const float *clean, size_t frames, size_t hop, VoiceLabel *labels) {
  const size_t hops = frames / hop;
  double *powers = malloc((hops + 1) * sizeof *powers);
  if (!powers) return 0;
  for (size_t t = 0; t < hops; t++)
    powers[t] = hop_power(clean + t * hop, hop);
  const double active = hops ? active_power(powers, hops) : 0;
  for (size_t t = 0; t < hops; t++) {
    const double db = 10 * log10(fmax(hop_power(clean + t * hop, hop), SILENT_POWER) / fmax(active, SILENT_POWER));
    labels[t] = active <= SILENT_POWER || db < ABSENT_DB ? VOICE_ABSENT
                : db > PRESENT_DB                        ? VOICE_PRESENT
                                                         : VOICE_UNCERTAIN;
  }
  free(powers);
  return 1;
}

/* ---- ROC ------------------------------------------------------------------------------------ */

typedef struct {
  float probability;
  int present;
} Judged;

static int by_falling_probability(const void *a, const void *b) {
  const float x = ((const Judged *)a)->probability, y = ((const Judged *)b)->probability;
  return (x < y) - (x > y);
}

static size_t collect(const VoiceTrack *tracks, size_t count, Judged *judged, VoiceDetection *detection) {
  size_t filled = 0;
  for (size_t i = 0; i < count; i++)
    for (size_t t = 0; t < tracks[i].hops; t++) {
      const VoiceLabel label = tracks[i].labels[t];
      if (label == VOICE_UNCERTAIN) continue;
      judged[filled++] = (Judged){tracks[i].probabilities[t], label == VOICE_PRESENT};
      *(label == VOICE_PRESENT ? &detection->present : &detection->absent) += 1;
    }
  return filled;
}

/* The threshold falls from above the highest probability to the lowest; equal probabilities pass it together. */
static void follow_curve(Judged *judged, size_t filled, VoiceDetection *detection) {
  qsort(judged, filled, sizeof *judged, by_falling_probability);
  double area = 0, hit = 0, false_alarm = 0, rate = NAN, threshold = NAN;
  size_t hits = 0, alarms = 0;
  for (size_t n = 0; n < filled;) {
    const float now = judged[n].probability;
    for (; n < filled && judged[n].probability == now; n++)
      *(judged[n].present ? &hits : &alarms) += 1;
    const double next_hit = (double)hits / (double)detection->present;
    const double next_alarm = (double)alarms / (double)detection->absent;
    area += (next_alarm - false_alarm) * (hit + next_hit) / 2;
    if (isnan(rate) && next_alarm >= 1 - next_hit) {
      const double gap = 1 - hit - false_alarm, slope = next_hit - hit + next_alarm - false_alarm;
      rate = false_alarm + (next_alarm - false_alarm) * gap / slope;
      threshold = (double)now;
    }
    hit = next_hit;
    false_alarm = next_alarm;
  }
  detection->area = area;
  detection->equal_error_rate = rate;
  detection->equal_error_threshold = threshold;
}

static void count_errors(const Judged *judged, size_t filled, double threshold, VoiceDetection *detection) {
  size_t missed = 0, alarms = 0;
  for (size_t n = 0; n < filled; n++) {
    const int told = (double)judged[n].probability >= threshold;
    missed += judged[n].present && !told;
    alarms += !judged[n].present && told;
  }
  detection->missed = (double)missed / (double)detection->present;
  detection->false_alarms = (double)alarms / (double)detection->absent;
}

/* ---- Onsets --------------------------------------------------------------------------------- */

static double onset_delay(const VoiceTrack *track, size_t onset, double threshold) {
  for (size_t t = onset; t < track->hops && t < onset + PATIENCE_HOPS; t++)
    if ((double)track->probabilities[t] >= threshold) return (double)(t - onset);
  return NAN;
}

static void find_delays(const VoiceTrack *track, double threshold, double *delays, size_t *told,
                        VoiceDetection *detection) {
  size_t rest = REST_HOPS;
  for (size_t t = 0; t < track->hops; t++) {
    const int present = track->labels[t] == VOICE_PRESENT;
    if (present && rest >= REST_HOPS) {
      const double delay = onset_delay(track, t, threshold);
      detection->onsets++;
      if (isnan(delay))
        detection->onsets_missed++;
      else
        delays[(*told)++] = delay;
    }
    rest = present ? 0 : rest + 1;
  }
}

static void measure_onsets(const VoiceTrack *tracks, size_t count, double threshold, double *delays,
                           VoiceDetection *detection) {
  size_t told = 0;
  for (size_t i = 0; i < count; i++)
    find_delays(&tracks[i], threshold, delays, &told, detection);
  qsort(delays, told, sizeof *delays, by_value);
  detection->delay_median = told ? delays[told / 2] : NAN;
  detection->delay_90th_percentile = told ? delays[told * 9 / 10] : NAN;
}

int voice_detection(const VoiceTrack *tracks, size_t count, double threshold, VoiceDetection *detection) {
  size_t hops = 0;
  for (size_t i = 0; i < count; i++)
    hops += tracks[i].hops;
  *detection = (VoiceDetection){.area = NAN, .equal_error_rate = NAN, .equal_error_threshold = NAN, .missed = NAN};
  detection->false_alarms = NAN;
  Judged *judged = malloc((hops + 1) * sizeof *judged);
  double *delays = malloc((hops + 1) * sizeof *delays);
  const int done = judged && delays;
  if (done) {
    const size_t filled = collect(tracks, count, judged, detection);
    if (detection->present && detection->absent) {
      follow_curve(judged, filled, detection);
      count_errors(judged, filled, threshold, detection);
    }
    measure_onsets(tracks, count, threshold, delays, detection);
  }
  free(judged);
  free(delays);
  return done;
}
