/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is in a model.
 */
#include "command.h"
#include "json_print.h"
#include "model_option.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The delay is the same time at every rate, but for rounding to whole samples; this rate rounds nothing. */
#define LATENCY_RATE 48000

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

static double compression(const QuellModelInfo *info) {
  return (double)info->dense_parameters / (double)info->parameters;
}

static json_t *matrix_to_json(const QuellMatrixInfo *matrix) {
  json_t *object = json_object();
  json_object_set_new(object, "name", json_string(matrix->name));
  json_object_set_new(object, "rows", json_integer(matrix->rows));
  json_object_set_new(object, "cols", json_integer(matrix->columns));
  json_object_set_new(object, "rank", matrix->rank ? json_integer(matrix->rank) : json_null());
  return object;
}

static json_t *to_json(const QuellModel *model, const QuellModelInfo *info, double latency) {
  json_t *object = json_object();
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    json_object_set_new(object, texts[i].key, json_text_or_null(quell_model_text(model, texts[i].key)));
  json_object_set_new(object, "parameters", json_integer((json_int_t)info->parameters));
  json_object_set_new(object, "bytes", json_integer((json_int_t)info->bytes));
  json_object_set_new(object, "dense_parameters", json_integer((json_int_t)info->dense_parameters));
  json_object_set_new(object, "compression", json_real(compression(info)));
  json_object_set_new(object, "latency_ms", json_real(latency));
  json_object_set_new(object, "macs_per_second", json_real(info->macs_per_second));
  json_t *matrices = json_array();
  for (uint32_t i = 0; i < info->matrices; i++) {
    QuellMatrixInfo matrix;
    quell_model_matrix(model, i, &matrix);
    json_array_append_new(matrices, matrix_to_json(&matrix));
  }
  json_object_set_new(object, "matrices", matrices);
  return object;
}

static void print_matrices(const QuellModel *model, const QuellModelInfo *info) {
  int widest = (int)strlen("matrix");
  QuellMatrixInfo matrix;
  for (uint32_t i = 0; i < info->matrices; i++) {
    quell_model_matrix(model, i, &matrix);
    if ((int)strlen(matrix.name) > widest) widest = (int)strlen(matrix.name);
  }
  printf("\n%-*s  %8s  %8s  %8s\n", widest, "matrix", "rows", "columns", "rank");
  for (uint32_t i = 0; i < info->matrices; i++) {
    quell_model_matrix(model, i, &matrix);
    printf("%-*s  %8" PRIu32 "  %8" PRIu32 "  ", widest, matrix.name, matrix.rows, matrix.columns);
    if (matrix.rank)
      printf("%8" PRIu32 "\n", matrix.rank);
    else
      printf("%8s\n", "dense");
  }
}

static int print_table(const QuellModel *model, const QuellModelInfo *info, double latency) {
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    const char *text = quell_model_text(model, texts[i].key);
    printf("%-16s%s\n", texts[i].label, text && *text ? text : "not stated");
  }
  printf("%-16s%" PRIu64 "\n", "parameters", info->parameters);
  printf("%-16s%.2f times smaller than with dense matrices (%" PRIu64 ")\n", "compression", compression(info),
         info->dense_parameters);
  printf("%-16s%.2f MB\n", "size", (double)info->bytes / 1e6);
  printf("%-16s%.1f ms\n", "latency", latency);
  printf("%-16s%.1f million multiply-adds a second\n", "work", info->macs_per_second / 1e6);
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
    .summary = "say what is in a model: size, work, matrices and their ranks",
    .arguments = "[MODEL]",
    .description =
        "Prints the name, licence and training data of a model, how many numbers it has, how much work it is, and each "
        "of its matrices with its rank. Without MODEL: of the model that is built in.",
    .example = "quell info models/baseline.safetensors",
    .options = options,
    .run = run,
};
