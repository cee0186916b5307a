/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "generators.h"

#include "offline/data/random_generator.h"

#include <math.h>
#include <string.h>

#define ORDER 18
#define FRAME 512 /* 32 ms at 16 kHz */
#define HOP 256

static void autocorrelation(const double *frame, double *lags) {
  for (int lag = 0; lag <= ORDER; lag++) {
    lags[lag] = 0;
    for (int n = lag; n < FRAME; n++)
      lags[lag] += frame[n] * frame[n - lag];
  }
  lags[0] = lags[0] * 1.0001 + 1e-12;
}

/* Levinson and Durbin: the predictor of the frame, predictor[1..ORDER], and the energy of what it does not predict. */
static double predict(const double *lags, double *predictor) {
  double error = lags[0];
  memset(predictor, 0, (ORDER + 1) * sizeof *predictor);
  for (int order = 1; order <= ORDER; order++) {
    double last[ORDER + 1], sum = lags[order];
    memcpy(last, predictor, sizeof last);
    for (int k = 1; k < order; k++)
      sum -= last[k] * lags[order - k];
    predictor[order] = sum / error;
    for (int k = 1; k < order; k++)
      predictor[k] = last[k] - predictor[order] * last[order - k];
    error *= 1 - predictor[order] * predictor[order];
  }
  return error;
}

Sound generated_whisper(Sound voice) {
  Sound out = sound_silence(voice.rate, (double)voice.count / voice.rate);
  RandomGenerator random;
  random_start(&random, 1, 4);
  for (size_t at = 0; at + FRAME <= voice.count; at += HOP) {
    double frame[FRAME], lags[ORDER + 1], predictor[ORDER + 1], made[FRAME];
    for (int n = 0; n < FRAME; n++)
      frame[n] = voice.samples[at + (size_t)n] * sin(M_PI * (n + 0.5) / FRAME);
    autocorrelation(frame, lags);
    const double height = sqrt(predict(lags, predictor) / FRAME * 2);
    for (int n = 0; n < FRAME; n++) {
      made[n] = random_normal(&random, 0, height);
      for (int k = 1; k <= ORDER && k <= n; k++)
        made[n] += predictor[k] * made[n - k];
      out.samples[at + (size_t)n] += (float)(made[n] * sin(M_PI * (n + 0.5) / FRAME));
    }
  }
  for (size_t n = out.count - 1; n > 0; n--)
    out.samples[n] -= 0.9f * out.samples[n - 1];
  return out;
}
