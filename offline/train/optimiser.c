/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "optimiser.h"
#include "orthogonal_step.h"
#include "side_by_side.h"
#include "wide_vectors.h"

#include <math.h>

#define EPSILON 1e-8f
/* Root mean square of Adam's steps, in learning rates, as it is measured in training. */
#define STEP_LENGTH 0.2f

void optimiser_defaults(OptimiserOptions *options) {
  *options = (OptimiserOptions){.method = OPTIMISER_MUON,
                                .rate = 1e-3,
                                .rate_last = 1e-5,
                                .warm_up = 300,
                                .updates = 30000,
                                .first_decay = 0.9,
                                .second_decay = 0.98,
                                .momentum = 0.95,
                                .weight_decay = 0.01,
                                .factor_decay = 0.01,
                                .clip_norm = 1.0,
                                .averaging = 0.999};
}

const char *optimiser_method_name(int method) {
  static const char *const names[] = {[OPTIMISER_MUON] = "muon", [OPTIMISER_ADAM] = "adam"};
  return method >= 0 && method < (int)(sizeof names / sizeof *names) ? names[method] : NULL;
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

static int is_orthogonalised(const OptimiserOptions *options, const TensorPlace *place) {
  return options->method == OPTIMISER_MUON && place->dimensions == 2 && place->rows > 1 && place->columns > 1;
}

/* Its direction, and what it takes to make that orthogonal. */
static size_t tensor_scratch_size(const OptimiserOptions *options, const TensorPlace *place) {
  if (!is_orthogonalised(options, place)) return 0;
  return (size_t)place->rows * place->columns + orthogonalise_scratch_size(place->rows, place->columns);
}

static size_t scratch_before(const OptimiserOptions *options, const ParameterLayout *layout, size_t tensor) {
  size_t size = 0;
  for (size_t i = 0; i < tensor; i++)
    size += tensor_scratch_size(options, &layout->tensors[i]);
  return size;
}

size_t optimiser_scratch_size(const OptimiserOptions *options, const ParameterLayout *layout) {
  return scratch_before(options, layout, layout->tensor_count);
}

/* ---- One tensor ---- */

typedef struct {
  const OptimiserOptions *options;
  const ParameterLayout *layout;
  OptimiserState *state;
  const float *gradient;
  float scale; /* of the gradient */
  float rate;
  float keep; /* share of the old running mean */
} Step;

static float shrinkage(const Step *step, const TensorPlace *place) {
  const double decay = place->is_factor ? step->options->factor_decay : step->options->weight_decay;
  return place->dimensions == 2 ? 1 - step->rate * (float)decay : 1;
}

WIDE_VECTORS
static void adam_update(const Step *step, const TensorPlace *place) {
  const OptimiserOptions *options = step->options;
  OptimiserState *state = step->state;
  const double number = (double)state->updates + 1;
  const float first_keep = (float)options->first_decay, second_keep = (float)options->second_decay;
  const float first_scale = (float)(1 / (1 - pow(options->first_decay, number)));
  const float second_scale = (float)(1 / (1 - pow(options->second_decay, number)));
  const float shrink = shrinkage(step, place);
  const size_t end = place->offset + (size_t)place->rows * place->columns;
  for (size_t i = place->offset; i < end; i++) {
    const float g = step->scale * step->gradient[i];
    state->first[i] = first_keep * state->first[i] + (1 - first_keep) * g;
    state->second[i] = second_keep * state->second[i] + (1 - second_keep) * g * g;
    const float change = first_scale * state->first[i] / (sqrtf(second_scale * state->second[i]) + EPSILON);
    state->parameters[i] = shrink * state->parameters[i] - step->rate * change;
    state->average[i] = step->keep * state->average[i] + (1 - step->keep) * state->parameters[i];
  }
}

/* The mean is looked at one update ahead (Nesterov). An orthogonal matrix has a root mean square of one over the root
 * of its longer side. */
WIDE_VECTORS
static void muon_update(const Step *step, const TensorPlace *place, float *direction) {
  const size_t count = (size_t)place->rows * place->columns;
  const float momentum = (float)step->options->momentum, shrink = shrinkage(step, place);
  float *mean = step->state->first + place->offset, *parameters = step->state->parameters + place->offset;
  float *average = step->state->average + place->offset;
  for (size_t i = 0; i < count; i++) {
    const float g = step->scale * step->gradient[place->offset + i];
    mean[i] = momentum * mean[i] + (1 - momentum) * g;
    direction[i] = momentum * mean[i] + (1 - momentum) * g;
  }
  orthogonalise(direction, place->rows, place->columns, direction + count);
  const uint32_t longer = place->rows > place->columns ? place->rows : place->columns;
  const float length = STEP_LENGTH * sqrtf((float)longer) * step->rate;
  for (size_t i = 0; i < count; i++) {
    parameters[i] = shrink * parameters[i] - length * direction[i];
    average[i] = step->keep * average[i] + (1 - step->keep) * parameters[i];
  }
}

static void update_tensor(void *context, size_t number) {
  const Step *step = context;
  const TensorPlace *place = &step->layout->tensors[number];
  if (is_orthogonalised(step->options, place))
    muon_update(step, place, step->state->scratch + scratch_before(step->options, step->layout, number));
  else
    adam_update(step, place);
}

double optimiser_step(const OptimiserOptions *options, const ParameterLayout *layout, unsigned threads,
                      OptimiserState *state, const float *gradient) {
  const double length = norm(gradient, layout->count), rate = optimiser_rate(options, state->updates);
  if (!isfinite(length) || !isfinite(rate)) return NAN;
  const double number = (double)state->updates + 1;
  Step step = {.options = options,
               .layout = layout,
               .state = state,
               .gradient = gradient,
               .scale = length > options->clip_norm ? (float)(options->clip_norm / length) : 1,
               .rate = (float)rate,
               /* Early on a long mean would remember the first guess. */
               .keep = fminf((float)options->averaging, (float)((number + 1) / (number + 10)))};
  side_by_side(threads, layout->tensor_count, update_tensor, &step);
  state->updates++;
  return length;
}
