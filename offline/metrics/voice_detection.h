/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How well a probability of voice tells speech from what is none. The truth comes from the clean recording, hop by hop
 * (10 ms or the like): speech is what lies less than 28 dB below its active level, none what lies more than 45 dB
 * below; hops between the two, ends of words and reverberation, are not judged.
 *
 * T. Fawcett: An introduction to ROC analysis, Pattern Recognition Letters 27, 2006.
 */
#ifndef QUELL_VOICE_DETECTION_H
#define QUELL_VOICE_DETECTION_H

#include <stddef.h>

typedef enum { VOICE_ABSENT, VOICE_UNCERTAIN, VOICE_PRESENT } VoiceLabel;

/* One recording. labels[hops] and probabilities[hops], both from malloc or NULL. */
typedef struct {
  VoiceLabel *labels;
  float *probabilities; /* 0..1, after the hop has been heard */
  size_t hops;
} VoiceTrack;

/* Labels of whole hops of `hop` samples, labels[frames / hop]. Returns 0 without memory. A silent recording has no
 * voice. */
int voice_label(const float *clean, size_t frames, size_t hop, VoiceLabel *labels);

/* Shares are 0..1; NaN where there is nothing to be measured. */
typedef struct {
  size_t present, absent;       /* hops that are judged */
  double area;                  /* below the ROC curve: 0.5 guesses, 1 is always right */
  double equal_error_rate;      /* where as large a share of speech is missed as of the rest is taken for speech */
  double equal_error_threshold; /* the probability at which that is so */
  double missed, false_alarms;  /* at `threshold` */
  size_t onsets, onsets_missed; /* words after 200 ms without one; missed: not told within 500 ms */
  double delay_median, delay_90th_percentile; /* hops from onset to `threshold`, 0 when told in its first; told ones */
} VoiceDetection;

/* All hops of all recordings together. Returns 0 without memory. */
int voice_detection(const VoiceTrack *tracks, size_t count, double threshold, VoiceDetection *detection);

#endif
