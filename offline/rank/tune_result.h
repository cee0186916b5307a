/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What a search for ranks has found, in numbers that stand for themselves: what a report is drawn from. It owns all it
 * points to, so it outlives the search. Losses are relative to the reference (score.h): 0.014 is 1.4 %. */
#ifndef QUELL_TUNE_RESULT_H
#define QUELL_TUNE_RESULT_H

#include "confidence.h"
#include "kernel_cost.h"
#include "tuner.h"

/* One matrix alone truncated to a rank. */
typedef struct {
  uint32_t rank;
  double plain_error;  /* share of the squared Frobenius norm that truncation leaves out */
  double chosen_error; /* the same in the metric of the factors in use; equal to plain_error for plain ones */
  double benefit;      /* mean score of the network, more is better */
  RelativeLoss loss;   /* of that score */
} MatrixCurvePoint;

/* What a matrix takes, dense or as a pair of factors, with or without a diagonal. */
typedef struct {
  char storage[8]; /* of its numbers: "F32" ... (tensor_storage.h) */
  int diagonal;    /* there is one beside the factors */
  size_t parameters, bytes;
  double nanoseconds; /* of one product, weights in the caches; NAN: not measured */
} MatrixCost;

typedef struct {
  char name[160];
  uint32_t rows, columns;
  int recurrent;
  uint32_t stored_rank;  /* in the model at hand; 0: dense */
  uint32_t largest_rank; /* that still saves parameters */
  uint32_t value_count;
  double *plain_values;    /* [value_count] singular values of the matrix, falling */
  double *chosen_values;   /* [value_count] in the metric of the factors in use */
  MatrixCurvePoint *curve; /* [curve_count] rank ascending */
  size_t curve_count;
  MatrixCost before, after; /* in the model at hand and in the chosen network; equal when none was chosen */
} MatrixResult;

/* One network that was scored. */
typedef struct {
  char strategy[32];
  double target;      /* that its ranks were chosen for; NAN: part of a sweep, or for a budget */
  uint32_t *ranks;    /* [matrix_count]; 0: dense */
  size_t parameters;  /* of the whole network, biases too */
  size_t bytes;       /* that they take in a file */
  double nanoseconds; /* its products, for one frame, weights in the caches; NAN: not measured */
  double benefit;
  RelativeLoss search; /* on the recordings that ranks were chosen by */
  int is_confirmed;
  RelativeLoss confirmation; /* on those that nothing was chosen by */
} NetworkResult;

/* One of several sizes that one file holds, measured with that file. */
typedef struct {
  char name[32];
  double target;      /* share that may be lost; NAN: a budget decided */
  double compression; /* how many times less it has to cost; NAN: a target decided */
  uint32_t *ranks;    /* [matrix_count]; 0: dense */
  size_t parameters, bytes;
  double nanoseconds;
  double benefit;                    /* on the recordings that nothing was chosen by */
  RelativeLoss search, confirmation; /* as of networks */
  int kept;                          /* it is what was asked for */
} ProfileResult;

/* The best network of a strategy for one question. */
typedef struct {
  char strategy[32];
  double target;  /* NAN: the budget asked */
  size_t network; /* of networks; network_count: none does what was asked */
} StrategyAnswer;

/* What the chosen network was to be, and what came of it. */
typedef struct {
  char promise[120], finding[200]; /* a sentence each */
  double confidence;               /* 0..1, that the finding is meant with; NAN: it is a plain fact */
  int holds;
} Claim;

typedef struct {
  char model[160];     /* name of the file, without folders */
  char recordings[24]; /* equal for results that were measured on the same */
  char score[32];      /* symbol */
  char factors[32];    /* how truncations were made */
  double confidence;   /* 0..1, with which a target is to be kept; 0: in the mean, and bounds are of 95 % */
  double targets[TUNE_TARGETS_MAX];        /* losses that are allowed, strictest first */
  size_t target_count;                     /* 0: a budget decided */
  char currency[16];                       /* of costs: "parameters", "bytes", "ns" */
  double budget;                           /* that the network may cost at most; 0: targets decided */
  size_t dense_parameters;                 /* of the network with all matrices dense */
  size_t search_count, confirmation_count; /* recordings; confirmation_count 0: none was made */
  size_t cache_bytes;                      /* second-level cache of this processor; 0: unknown */
  MatrixResult *matrices;
  size_t matrix_count;
  NetworkResult *networks; /* in the order in which they were found; the first is the reference */
  size_t network_count;
  size_t chosen; /* of networks; network_count: none */
  StrategyAnswer *answers;
  size_t answer_count;
  ProfileResult *profiles; /* dearest first */
  size_t profile_count;    /* 0: one size, that of the chosen network */
  Claim *claims;
  size_t claim_count;
} TuneResult;

/* What a search does not know itself. */
typedef struct {
  const char *model; /* path; NULL: unknown */
  int score;
  const char *factors;
  KernelCost *cost;                 /* NULL: times are not measured */
  const TunePoint *chosen;          /* one of the tuner's, or NULL */
  const RelativeLoss *confirmation; /* of the chosen one, or NULL */
  size_t confirmation_count;
  const ProfileResult *profiles; /* copied, with their ranks */
  size_t profile_count;
} TuneResultSource;

/* Returns 0 without memory; tune_result_clear() is needed in any case. */
int tune_result_make(const Tuner *tuner, const TuneResultSource *source, TuneResult *result);
void tune_result_clear(TuneResult *result);

/* Reads what tune_result_json() has written. The result holds together: all indices lie within it. Returns 0 after a
 * sentence that starts with what is wrong; tune_result_clear() is needed in any case. */
int tune_result_parse(const char *text, size_t size, TuneResult *result, Message *message);

/* Writes result.json, matrices.csv (a row for each matrix, rank of the chosen network), singular_values.csv, curves.csv
 * and networks.csv into a folder, which is made when it is not there. Each file is written beside its name and renamed.
 * Returns 0 after a sentence. */
int tune_result_write(const TuneResult *result, const char *folder, Message *message);

#endif
