/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "refit.h"
#include "matrix_inputs.h"

#include <cblas.h>
#include <lapacke.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pull towards the factor at hand, as a share of the mean power of B x': directions that hardly occur stay. */
#define PULL 1e-4

/* One matrix; all inputs less their means. n: frames, m: rows, r: rank. */
typedef struct {
  size_t frames, rows, columns, rank;
  Tensor *left, *bias;
  const Tensor *right, *reference_bias;
  const Tensor *diagonal; /* of the network at hand, which stays; or NULL */
  const float *weight;
  double *mean, *mean_now; /* [columns] of x and x' */
  float *wanted;           /* [n][m] W x, then what is left of it: W x - A B x' */
  float *middle;           /* [n][r] B x' */
  double *power;           /* [r][r] E[z z^T], z = B x' */
  double *missing;         /* [r][m] E[z (W x - A z)^T], then the change of A, transposed */
} Fit;

static int open_fit(Fit *fit) {
  fit->mean = calloc(fit->columns, sizeof(double));
  fit->mean_now = calloc(fit->columns, sizeof(double));
  fit->wanted = malloc(fit->frames * fit->rows * sizeof(float));
  fit->middle = malloc(fit->frames * fit->rank * sizeof(float));
  fit->power = calloc(fit->rank * fit->rank, sizeof(double));
  fit->missing = calloc(fit->rank * fit->rows, sizeof(double));
  return fit->mean && fit->mean_now && fit->wanted && fit->middle && fit->power && fit->missing;
}

static void close_fit(Fit *fit) {
  free(fit->mean);
  free(fit->mean_now);
  free(fit->wanted);
  free(fit->middle);
  free(fit->power);
  free(fit->missing);
}

static void subtract_mean(MatrixInputs *inputs, double *mean) {
  for (size_t n = 0; n < inputs->count; n++)
    for (size_t i = 0; i < inputs->columns; i++)
      mean[i] += (double)inputs->rows[n * inputs->columns + i];
  for (size_t i = 0; i < inputs->columns; i++)
    mean[i] /= (double)inputs->count;
  for (size_t n = 0; n < inputs->count; n++)
    for (size_t i = 0; i < inputs->columns; i++)
      inputs->rows[n * inputs->columns + i] -= (float)mean[i];
}

/* y[count][size] = x[count][width] matrix[size][width]^T * scale + y * keep */
static void multiply(size_t count, size_t size, size_t width, float scale, const float *x, const float *matrix,
                     float keep, float *y) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)count, (int)size, (int)width, scale, x, (int)width, matrix,
              (int)width, keep, y, (int)size);
}

static double mean_square(const float *values, size_t frames, size_t width) {
  double sum = 0;
  for (size_t i = 0; i < frames * width; i++)
    sum += (double)values[i] * (double)values[i];
  return sum / (double)frames;
}

/* product[a][b] = E[x y^T]: in float over blocks of frames, in double over all. */
static int mean_product(size_t frames, const float *x, size_t a, const float *y, size_t b, double *product) {
  enum { BLOCK = 1024 };
  float *part = malloc(a * b * sizeof *part);
  for (size_t first = 0; part && first < frames; first += BLOCK) {
    const size_t count = frames - first < BLOCK ? frames - first : BLOCK;
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)a, (int)b, (int)count, 1, x + first * a, (int)a,
                y + first * b, (int)b, 0, part, (int)b);
    for (size_t i = 0; i < a * b; i++)
      product[i] += (double)part[i] / (double)frames;
  }
  free(part);
  return part != NULL;
}

/* E|A z - W x|^2 + pull |change|^2 is least for change = E[(W x - A z) z^T] (E[z z^T] + pull)^-1, which therefore never
 * raises the first term. */
static int solve(Fit *fit) {
  const size_t rank = fit->rank;
  double trace = 0;
  if (!mean_product(fit->frames, fit->middle, rank, fit->middle, rank, fit->power) ||
      !mean_product(fit->frames, fit->middle, rank, fit->wanted, fit->rows, fit->missing))
    return 0;
  for (size_t k = 0; k < rank; k++)
    trace += fit->power[k * rank + k];
  if (!(trace > 0)) return 1; /* inputs that never change ask for nothing */
  for (size_t k = 0; k < rank; k++)
    fit->power[k * rank + k] += PULL * trace / (double)rank;
  if (LAPACKE_dposv(LAPACK_ROW_MAJOR, 'L', (int)rank, (int)fit->rows, fit->power, (int)rank, fit->missing,
                    (int)fit->rows) != 0)
    return 0;
  for (size_t row = 0; row < fit->rows; row++)
    for (size_t k = 0; k < rank; k++)
      fit->left->values[row * rank + k] += (float)fit->missing[k * fit->rows + row];
  return 1;
}

/* b' = b + W E[x] - A B E[x'] */
static double bias_for(const Fit *fit, size_t row) {
  double sum = (double)fit->reference_bias->values[row];
  for (size_t i = 0; i < fit->columns; i++)
    sum += (double)fit->weight[row * fit->columns + i] * fit->mean[i];
  for (size_t k = 0; k < fit->rank; k++) {
    double middle = 0;
    for (size_t i = 0; i < fit->columns; i++)
      middle += (double)fit->right->values[k * fit->columns + i] * fit->mean_now[i];
    sum -= (double)fit->left->values[row * fit->rank + k] * middle;
  }
  if (fit->diagonal) sum -= (double)fit->diagonal->values[row] * fit->mean_now[row % fit->columns];
  return sum;
}

/* What the left factor has to give: W x, less what the diagonal gives. */
static void make_wanted(Fit *fit, const MatrixInputs *reference, const MatrixInputs *now) {
  multiply(fit->frames, fit->rows, fit->columns, 1, reference->rows, fit->weight, 0, fit->wanted);
  for (size_t n = 0; fit->diagonal && n < fit->frames; n++)
    for (size_t row = 0; row < fit->rows; row++)
      fit->wanted[n * fit->rows + row] -= fit->diagonal->values[row] * now->rows[n * fit->columns + row % fit->columns];
}

static int fit_matrix(Fit *fit, MatrixInputs *reference, MatrixInputs *now, double *before, double *after) {
  subtract_mean(reference, fit->mean);
  subtract_mean(now, fit->mean_now);
  make_wanted(fit, reference, now);
  multiply(fit->frames, fit->rank, fit->columns, 1, now->rows, fit->right->values, 0, fit->middle);
  const double whole = mean_square(fit->wanted, fit->frames, fit->rows);
  multiply(fit->frames, fit->rows, fit->rank, -1, fit->middle, fit->left->values, 1, fit->wanted);
  double offset = 0; /* what the biases leave of the means */
  for (size_t row = 0; row < fit->rows; row++) {
    const double rest = bias_for(fit, row) - (double)fit->bias->values[row];
    offset += rest * rest;
  }
  *before = mean_square(fit->wanted, fit->frames, fit->rows) + offset;
  if (!solve(fit)) return 0;
  for (size_t row = 0; row < fit->rows; row++)
    fit->bias->values[row] = (float)bias_for(fit, row);
  make_wanted(fit, reference, now);
  multiply(fit->frames, fit->rows, fit->rank, -1, fit->middle, fit->left->values, 1, fit->wanted);
  *after = mean_square(fit->wanted, fit->frames, fit->rows);
  if (whole > 0) {
    *before /= whole;
    *after /= whole;
  }
  return 1;
}

static Tensor *part_of(ModelFile *model, const Candidate *candidate, const char *part) {
  char name[200];
  snprintf(name, sizeof name, "%s.%s", candidate->name, part);
  return model_file_tensor(model, name);
}

int refit_matrix(const CandidateSet *set, size_t index, RefitKind kind, const UtteranceSet *calibration,
                 unsigned threads, ModelFile *model, RefitErrors *errors) {
  const Candidate *candidate = &set->items[index];
  const ModelFile *source = kind == REFIT_OWN ? model : set->model;
  MatrixInputs reference, now = {0};
  Fit fit = {.rows = candidate->rows, .columns = candidate->columns, .weight = candidate->weight};
  fit.left = part_of(model, candidate, "left");
  fit.right = part_of(model, candidate, "right");
  fit.diagonal = part_of(model, candidate, "diagonal");
  fit.bias = model_file_tensor(model, candidate->bias);
  fit.reference_bias = model_file_tensor(set->model, candidate->bias);
  fit.rank = fit.left->columns;
  int good = matrix_inputs_collect(&set->description, source, calibration, candidate->layer, candidate->recurrent,
                                   threads, &reference) &&
             matrix_inputs_collect(&set->description, model, calibration, candidate->layer, candidate->recurrent,
                                   threads, &now);
  fit.frames = reference.count;
  good = good && fit.frames && open_fit(&fit) && fit_matrix(&fit, &reference, &now, &errors->before, &errors->after);
  close_fit(&fit);
  matrix_inputs_clear(&reference);
  matrix_inputs_clear(&now);
  return good;
}

/* ---- All matrices ---- */

/* What a fit changes. */
typedef struct {
  Tensor *tensors[2]; /* left factor and bias */
  float *values[2];
} Kept;

static size_t number_count(const Tensor *tensor) {
  return (size_t)tensor->rows * tensor->columns;
}

static int keep(ModelFile *model, const Candidate *candidate, Kept *kept) {
  kept->tensors[0] = part_of(model, candidate, "left");
  kept->tensors[1] = model_file_tensor(model, candidate->bias);
  for (int i = 0; i < 2; i++) {
    kept->values[i] = malloc(number_count(kept->tensors[i]) * sizeof(float));
    if (!kept->values[i]) return 0;
    memcpy(kept->values[i], kept->tensors[i]->values, number_count(kept->tensors[i]) * sizeof(float));
  }
  return 1;
}

static void swap_back(Kept *kept) {
  for (int i = 0; i < 2; i++)
    for (size_t n = 0; n < number_count(kept->tensors[i]); n++) {
      const float value = kept->values[i][n];
      kept->values[i][n] = kept->tensors[i]->values[n];
      kept->tensors[i]->values[n] = value;
    }
}

typedef struct {
  const CandidateSet *set;
  const UtteranceSet *calibration;
  unsigned threads;
  const RefitJudge *judge;
  ModelFile *model;
} Refit;

/* *least is the loss of the network as it is, and becomes that of the better one. */
static int try_fit(const Refit *refit, size_t index, RefitKind kind, double *least) {
  Kept kept = {0};
  RefitErrors errors;
  double loss;
  int good = keep(refit->model, &refit->set->items[index], &kept) &&
             refit_matrix(refit->set, index, kind, refit->calibration, refit->threads, refit->model, &errors) &&
             refit->judge->loss(refit->judge->context, refit->model, &loss);
  if (good && loss < *least)
    *least = loss;
  else if (good)
    swap_back(&kept);
  free(kept.values[0]);
  free(kept.values[1]);
  return good;
}

int refit_model(const CandidateSet *set, const RankChoice *choice, const UtteranceSet *calibration, unsigned threads,
                const RefitJudge *judge, ModelFile *model, RefitOutcome *outcome) {
  const Refit refit = {set, calibration, threads, judge, model};
  *outcome = (RefitOutcome){0};
  int good = judge->loss(judge->context, model, &outcome->before);
  outcome->after = outcome->before;
  for (size_t i = 0; good && i < set->count; i++) {
    const double before = outcome->after;
    if (!choice->ranks[i]) continue;
    for (int kind = 0; good && kind < REFIT_KINDS; kind++)
      good = try_fit(&refit, i, (RefitKind)kind, &outcome->after);
    outcome->tried++;
    outcome->kept += outcome->after < before;
  }
  return good;
}
