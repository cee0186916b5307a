/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "made_result.h"

#include <math.h>

static double values[2][3] = {{4, 2, 1}, {3, 3, 0.5}};
static uint32_t ranks[3][2] = {{0, 0}, {1, 0}, {1, 2}};
static MatrixCurvePoint curve[2];
static MatrixResult matrices[2];
static NetworkResult networks[3];
static StrategyAnswer answers[2];
static Claim claims[2];
static ProfileResult profile;
static TuneResult result;

static void make_matrices(void) {
  curve[0] = (MatrixCurvePoint){1, 0.2, 0.2, -0.53, {0.06, 0.08}};
  curve[1] = (MatrixCurvePoint){2, 0.1, 0.1, -0.51, {0.02, 0.03}};
  matrices[0] = (MatrixResult){.name = "gru.weight_hh_l0",
                               .rows = 90,
                               .columns = 30,
                               .recurrent = 1,
                               .largest_rank = 22,
                               .value_count = 3,
                               .plain_values = values[0],
                               .chosen_values = values[0],
                               .curve = curve,
                               .curve_count = 2,
                               .before = {"F32", 0, 2700, 10800, 1234.25},
                               .after = {"F16", 1, 210, 480, 98.5}};
  matrices[1] = (MatrixResult){.name = "gains.weight",
                               .rows = 7,
                               .columns = 30,
                               .largest_rank = 5,
                               .value_count = 3,
                               .plain_values = values[1],
                               .chosen_values = values[1],
                               .before = {"F32", 0, 210, 840, 55.75},
                               .after = {"F32", 0, 74, 296, 44.5}};
}

static void make_networks(void) {
  networks[0] = (NetworkResult){"reference", NAN, ranks[0], 2977, 11908, 1290, -0.5, {0, 0}, 0, {0, 0}};
  networks[1] = (NetworkResult){"one-rank", NAN, ranks[1], 397, 800, 154.25, -0.52, {0.04, 0.05}, 0, {0, 0}};
  networks[2] =
      (NetworkResult){"joint", 0.05, ranks[2], 261, 1044, 143, -0.51, {0.0234, 0.0456}, 1, {0.03515625, 0.0703125}};
}

TuneResult *made_result(void) {
  make_matrices();
  make_networks();
  answers[0] = (StrategyAnswer){"joint", 0.05, 2};
  answers[1] = (StrategyAnswer){"one-rank", 0.05, 3};
  claims[0] = (Claim){"It is small.", "It has 261 parameters.", NAN, 1};
  claims[1] = (Claim){"It is good.", "It loses 3.52 %.", 0.95, 0};
  profile = (ProfileResult){"thrifty", NAN, 8, ranks[2], 777, 3108, 143, -0.51, {0.125, 0.25}, {0.375, 0.5}, 1};
  result = (TuneResult){.profiles = &profile,
                        .profile_count = 1,
                        .model = "made.safetensors",
                        .recordings = "00112233",
                        .score = "loss",
                        .factors = "plain",
                        .currency = "parameters",
                        .confidence = 0.95,
                        .targets = {0.05},
                        .target_count = 1,
                        .dense_parameters = 2977,
                        .search_count = 17,
                        .confirmation_count = 9,
                        .cache_bytes = 524288,
                        .matrices = matrices,
                        .matrix_count = 2,
                        .networks = networks,
                        .network_count = 3,
                        .chosen = 2,
                        .answers = answers,
                        .answer_count = 2,
                        .claims = claims,
                        .claim_count = 2};
  return &result;
}
