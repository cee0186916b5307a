/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "optimiser.h"
#include "wide_vectors.h"

#include <math.h>

#define EPSILON 1e-8f

void optimiser_defaults(OptimiserOptions *options) {
  *options = (OptimiserOptions){.rate = 1e-3,
                                .rate_last = 1e-5,
                                .warm_up = 300,
                                .updates = 30000,
                                .first_decay = 0.9,
                                .second_decay = 0.98,
                                .weight_decay = 0.01,
                                .factor_decay = 0.01,
                                .clip_norm = 1.0,
                                .averaging = 0.999};
}

double optimiser_rate(const OptimiserOptions *options, uint64_t update) {
  if (update < options->warm_up) return options->rate * (double)(update + 1) / (double)options->warm_up;
  if (update >= options->updates) return options->rate_last;
  const double done = (double)(update - options->warm_up) / (double)(options->updates - options->warm_up);
  return options->rate_last + (options->rate - options->rate_last) * 0.5 * (1 + cos(M_PI * done));
}

static double norm(const float *values, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += (double)values[i] * values[i];
  return sqrt(sum);
}

WIDE_VECTORS
static void update_tensor(const OptimiserOptions *options, OptimiserState *state, const TensorPlace *place,
                          const float *gradient, float scale) {
  const double step = (double)state->updates + 1;
  const float rate = (float)optimiser_rate(options, state->updates);
  const float first_keep = (float)options->first_decay, second_keep = (float)options->second_decay;
  const float first_scale = (float)(1 / (1 - pow(options->first_decay, step)));
  const float second_scale = (float)(1 / (1 - pow(options->second_decay, step)));
  const float decay = (float)(place->is_factor ? options->factor_decay : options->weight_decay);
  const float shrink = place->dimensions == 2 ? 1 - rate * decay : 1;
  /* Early on a long mean would remember the first guess. */
  const float keep = fminf((float)options->averaging, (float)((step + 1) / (step + 10)));
  const size_t end = place->offset + (size_t)place->rows * place->columns;
  for (size_t i = place->offset; i < end; i++) {
    const float g = scale * gradient[i];
    state->first[i] = first_keep * state->first[i] + (1 - first_keep) * g;
    state->second[i] = second_keep * state->second[i] + (1 - second_keep) * g * g;
    const float change = first_scale * state->first[i] / (sqrtf(second_scale * state->second[i]) + EPSILON);
    state->parameters[i] = shrink * state->parameters[i] - rate * change;
    state->average[i] = keep * state->average[i] + (1 - keep) * state->parameters[i];
  }
}

double optimiser_step(const OptimiserOptions *options, const ParameterLayout *layout, OptimiserState *state,
                      float *gradient) {
  const double length = norm(gradient, layout->count);
  if (!isfinite(length) || !isfinite(optimiser_rate(options, state->updates))) return NAN;
  const float scale = length > options->clip_norm ? (float)(options->clip_norm / length) : 1;
  for (size_t i = 0; i < layout->tensor_count; i++)
    update_tensor(options, state, &layout->tensors[i], gradient, scale);
  state->updates++;
  return length;
}
