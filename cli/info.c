/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is in a model.
 */
#include "command.h"
#include "json_print.h"
#include "model_option.h"
#include "offline/rank/kernel_cost.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The delay is the same time at every rate, but for rounding to whole samples; this rate rounds nothing. */
#define LATENCY_RATE 48000

#define PROFILE_WIDTH 12 /* of most names */

/* What the maker of a model says about it. */
static const struct {
  const char *key, *label;
} texts[] = {
    {"name", "name"},
    {"version", "version"},
    {"licence", "licence"},
    {"training_data", "training data"},
};

static int latency_ms(QuellModel *model, double *latency) {
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = LATENCY_RATE;
  QuellDenoiser *denoiser;
  const QuellStatus status = quell_denoiser_create(model, &config, &denoiser);
  if (status != QUELL_OK) {
    complain("the model cannot be run: %s", quell_status_text(status));
    return 0;
  }
  *latency = 1000.0 * quell_denoiser_latency(denoiser) / LATENCY_RATE;
  quell_denoiser_free(denoiser);
  return 1;
}

static double ratio(uint64_t before, uint64_t after) {
  return (double)before / (double)after;
}

/* ---- JSON ---- */

static json_t *matrix_to_json(const QuellMatrixInfo *matrix) {
  json_t *object = json_object();
  json_object_set_new(object, "name", json_string(matrix->name));
  json_object_set_new(object, "rows", json_integer(matrix->rows));
  json_object_set_new(object, "cols", json_integer(matrix->columns));
  json_object_set_new(object, "rank", matrix->rank ? json_integer(matrix->rank) : json_null());
  json_object_set_new(object, "storage", json_string(matrix->storage));
  json_object_set_new(object, "right_storage", json_text_or_null(matrix->right_storage));
  json_object_set_new(object, "bytes", json_integer((json_int_t)matrix->bytes));
  json_object_set_new(object, "diagonal", json_boolean(matrix->diagonal));
  return object;
}

static json_t *matrices_to_json(const QuellModel *model, const QuellModelInfo *info) {
  json_t *matrices = json_array();
  for (uint32_t i = 0; i < info->matrices; i++) {
    QuellMatrixInfo matrix;
    quell_model_matrix(model, i, &matrix);
    json_array_append_new(matrices, matrix_to_json(&matrix));
  }
  return matrices;
}

static json_t *object_or_null(const char *text) {
  json_t *object = text ? json_loads(text, 0, NULL) : NULL;
  return object ? object : json_null();
}

static json_t *ranks_to_json(const QuellModel *model, const QuellModelInfo *info, uint32_t profile) {
  json_t *ranks = json_object();
  for (uint32_t i = 0; i < info->matrices; i++) {
    QuellMatrixInfo matrix;
    quell_model_matrix(model, i, &matrix);
    const uint32_t rank = quell_model_profile_rank(model, profile, i);
    if (rank) json_object_set_new(ranks, matrix.name, json_integer(rank));
  }
  return ranks;
}

static json_t *profile_to_json(const QuellModel *model, const QuellModelInfo *info, uint32_t index) {
  const size_t cache = second_level_cache();
  QuellProfileInfo profile;
  quell_model_profile(model, index, &profile);
  json_t *object = json_object();
  json_object_set_new(object, "name", json_string(profile.name));
  json_object_set_new(object, "parameters", json_integer((json_int_t)profile.parameters));
  json_object_set_new(object, "compression", json_real(ratio(info->dense_parameters, profile.parameters)));
  json_object_set_new(object, "macs_per_second", json_real(profile.macs_per_second));
  json_object_set_new(object, "packed_bytes", json_integer((json_int_t)profile.packed_bytes));
  json_object_set_new(object, "fits_l2", cache ? json_boolean(profile.packed_bytes <= cache) : json_null());
  json_object_set_new(object, "ranks", ranks_to_json(model, info, index));
  json_object_set_new(object, "scores", object_or_null(profile.scores));
  json_object_set_new(object, "cost", object_or_null(profile.cost));
  return object;
}

static json_t *profiles_to_json(const QuellModel *model, const QuellModelInfo *info) {
  json_t *profiles = json_array();
  for (uint32_t i = 0; i < info->profiles; i++)
    json_array_append_new(profiles, profile_to_json(model, info, i));
  return profiles;
}

static json_t *to_json(const QuellModel *model, const QuellModelInfo *info, double latency) {
  const size_t cache = second_level_cache();
  json_t *object = json_object();
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    json_object_set_new(object, texts[i].key, json_text_or_null(quell_model_text(model, texts[i].key)));
  json_object_set_new(object, "parameters", json_integer((json_int_t)info->parameters));
  json_object_set_new(object, "bytes", json_integer((json_int_t)info->bytes));
  json_object_set_new(object, "dense_parameters", json_integer((json_int_t)info->dense_parameters));
  json_object_set_new(object, "dense_bytes", json_integer((json_int_t)info->dense_bytes));
  json_object_set_new(object, "compression", json_real(ratio(info->dense_parameters, info->parameters)));
  json_object_set_new(object, "byte_compression", json_real(ratio(info->dense_bytes, info->bytes)));
  json_object_set_new(object, "latency_ms", json_real(latency));
  json_object_set_new(object, "macs_per_second", json_real(info->macs_per_second));
  json_object_set_new(object, "l2_cache_bytes", cache ? json_integer((json_int_t)cache) : json_null());
  json_object_set_new(object, "profiles", profiles_to_json(model, info));
  json_object_set_new(object, "matrices", matrices_to_json(model, info));
  return object;
}

/* ---- Tables ---- */

static void print_matrix(const QuellMatrixInfo *matrix, int name_width) {
  char rank[32] = "dense", storage[32];
  if (matrix->rank) snprintf(rank, sizeof rank, "%" PRIu32, matrix->rank);
  const int pair = matrix->right_storage && strcmp(matrix->storage, matrix->right_storage) != 0;
  snprintf(storage, sizeof storage, "%s%s%s", matrix->storage, pair ? "*" : "", pair ? matrix->right_storage : "");
  printf("%-*s  %8" PRIu32 "  %8" PRIu32 "  %8s  %8s  %8" PRIu64 "%s\n", name_width, matrix->name, matrix->rows,
         matrix->columns, rank, storage, matrix->bytes, matrix->diagonal ? "  and a diagonal" : "");
}

static void print_matrices(const QuellModel *model, const QuellModelInfo *info) {
  int widest = (int)strlen("matrix");
  QuellMatrixInfo matrix;
  for (uint32_t i = 0; i < info->matrices; i++) {
    quell_model_matrix(model, i, &matrix);
    if ((int)strlen(matrix.name) > widest) widest = (int)strlen(matrix.name);
  }
  printf("\n%-*s  %8s  %8s  %8s  %8s  %8s\n", widest, "matrix", "rows", "columns", "rank", "storage", "bytes");
  for (uint32_t i = 0; i < info->matrices; i++) {
    quell_model_matrix(model, i, &matrix);
    print_matrix(&matrix, widest);
  }
}

static const char *fits_cache(uint64_t bytes) {
  const size_t cache = second_level_cache();
  return !cache ? "not known" : bytes <= cache ? "yes" : "no";
}

static void print_profiles(const QuellModel *model, const QuellModelInfo *info) {
  printf("\n%-*s  %10s  %11s  %9s  %9s  %s\n", PROFILE_WIDTH, "profile", "parameters", "compression", "in memory",
         "fits L2", "scores");
  for (uint32_t i = 0; i < info->profiles; i++) {
    QuellProfileInfo profile;
    quell_model_profile(model, i, &profile);
    printf("%-*s  %10" PRIu64 "  %11.2f  %6.0f kB  %9s  %s\n", PROFILE_WIDTH, profile.name, profile.parameters,
           ratio(info->dense_parameters, profile.parameters), (double)profile.packed_bytes / 1e3,
           fits_cache(profile.packed_bytes), profile.scores ? profile.scores : "not stated");
  }
}

static int print_table(const QuellModel *model, const QuellModelInfo *info, double latency) {
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    const char *text = quell_model_text(model, texts[i].key);
    printf("%-16s%s\n", texts[i].label, text && *text ? text : "not stated");
  }
  printf("%-16s%" PRIu64 "\n", "parameters", info->parameters);
  printf("%-16s%.2f times smaller than with dense matrices (%" PRIu64 ")\n", "compression",
         ratio(info->dense_parameters, info->parameters), info->dense_parameters);
  printf("%-16s%.2f MB\n", "size", (double)info->bytes / 1e6);
  printf("%-16s%.2f times smaller than with dense matrices of F32 (%.2f MB)\n", "in bytes",
         ratio(info->dense_bytes, info->bytes), (double)info->dense_bytes / 1e6);
  printf("%-16s%.1f ms\n", "latency", latency);
  printf("%-16s%.1f million multiply-adds a second\n", "work", info->macs_per_second / 1e6);
  print_profiles(model, info);
  print_matrices(model, info);
  return EXIT_DONE;
}

static int run(const Arguments *arguments) {
  QuellModel *model = open_model(positional(arguments, 0));
  if (!model) return EXIT_FAILED;
  QuellModelInfo info;
  quell_model_info(model, &info);
  double latency;
  int exit_code = EXIT_FAILED;
  if (latency_ms(model, &latency))
    exit_code = argument_given(arguments, "json") ? json_print(to_json(model, &info, latency))
                                                  : print_table(model, &info, latency);
  quell_model_free(model);
  return exit_code;
}

static const Option options[] = {
    {"json", 0, NULL, "print JSON"},
    {0},
};

const Command command_info = {
    .name = "info",
    .summary = "say what is in a model: size, work, profiles, matrices and their ranks",
    .arguments = "[MODEL]",
    .description = "Prints the name, licence and training data of a model, how many numbers and bytes it has, how much "
                   "work it is, its "
                   "profiles, and each of its matrices with its rank. Without MODEL: of the model that is built in.",
    .example = "quell info models/baseline.safetensors",
    .options = options,
    .run = run,
};
