/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "eval_report.h"

#include "command.h"
#include "eval_voice.h"
#include "json_print.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is left of a longer name would no longer fit a line. */
#define NAME_COLUMNS_MAX 40
#define VALUE_COLUMNS 9

/* Which of the two kinds of values of a score. */
typedef enum { NOISY, ENHANCED } Side;

static const double *side_values(const EvalScore *score, Side side) {
  return side == NOISY ? score->noisy : score->enhanced;
}

static size_t count_done(const EvalReport *report) {
  size_t done = 0;
  for (size_t i = 0; i < report->pairs->count; i++)
    done += report->scores[i].done != 0;
  return done;
}

/* Over the files that have a value; NaN when none has. */
static double mean(const EvalReport *report, Side side, int metric) {
  double sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < report->pairs->count; i++) {
    const double value = side_values(&report->scores[i], side)[metric];
    if (!report->scores[i].done || !isfinite(value)) continue;
    sum += value;
    count++;
  }
  return count ? sum / (double)count : NAN;
}

static EvalScore mean_score(const EvalReport *report) {
  EvalScore score = {.done = 1};
  for (int metric = 0; metric < METRIC_COUNT; metric++) {
    score.noisy[metric] = mean(report, NOISY, metric);
    score.enhanced[metric] = mean(report, ENHANCED, metric);
  }
  return score;
}

static int has_side(const EvalReport *report, Side side) {
  return side == NOISY ? report->noisy != NULL : report->enhanced || report->model;
}

static const char *alignment(const EvalReport *report) {
  return report->model ? "the model's delay is cut off to the sample; nothing else is shifted or scaled"
                       : "files are compared as they are; nothing is shifted or scaled";
}

/* ---- Table ---------------------------------------------------------------------------------------------------------
 */

static void print_value(Metric metric, double value) {
  const int decimals = *metric_info(metric)->unit ? 2 : 3;
  if (isfinite(value))
    printf("%*.*f", VALUE_COLUMNS, decimals, value);
  else
    printf("%*s", VALUE_COLUMNS, "-");
}

static void print_row(const EvalReport *report, const char *name, int name_columns, const EvalScore *score) {
  printf("%-*.*s", name_columns, name_columns, name);
  for (int metric = 0; metric < METRIC_COUNT; metric++)
    for (Side side = NOISY; side <= ENHANCED; side++)
      if (has_side(report, side)) print_value((Metric)metric, side_values(score, side)[metric]);
  putchar('\n');
}

static void print_head(const EvalReport *report, int name_columns) {
  const int both = has_side(report, NOISY) && has_side(report, ENHANCED);
  printf("%*s", name_columns, "");
  for (int metric = 0; metric < METRIC_COUNT; metric++)
    printf("%*s", (both ? 2 : 1) * VALUE_COLUMNS, metric_info((Metric)metric)->symbol);
  printf("\n%-*s", name_columns, "file");
  for (int metric = 0; metric < METRIC_COUNT; metric++) {
    if (has_side(report, NOISY)) printf("%*s", VALUE_COLUMNS, "noisy");
    if (has_side(report, ENHANCED)) printf("%*s", VALUE_COLUMNS, "enhanced");
  }
  putchar('\n');
}

static void print_rate(uint32_t rate) {
  if (rate)
    printf("%g kHz", rate / 1000.0);
  else
    printf("the file's rate");
}

static void print_legend(const EvalReport *report) {
  putchar('\n');
  for (int metric = 0; metric < METRIC_COUNT; metric++) {
    const MetricInfo *info = metric_info((Metric)metric);
    printf("%-7s %s%s%s, %s is better (%s), at ", info->symbol, info->name, *info->unit ? ", " : "", info->unit,
           info->better == METRIC_HIGHER_IS_BETTER ? "higher" : "lower", info->paper);
    print_rate(info->rate);
    printf("\n        %s\n", info->variant);
  }
  printf("alignment: %s\n", alignment(report));
  if (report->model) printf("model: %s, attenuation limit %g dB\n", report->model, report->limit_db);
  printf("files measured: %zu, failed: %zu\n", count_done(report), report->failures);
}

static int widest_name(const EvalReport *report) {
  size_t widest = strlen("file");
  for (size_t i = 0; i < report->pairs->count; i++) {
    const size_t length = strlen(report->pairs->pairs[i].name);
    if (report->scores[i].done && length > widest) widest = length;
  }
  return (int)(widest < NAME_COLUMNS_MAX ? widest : NAME_COLUMNS_MAX);
}

int eval_report_print(const EvalReport *report) {
  const int name_columns = widest_name(report);
  print_head(report, name_columns);
  for (size_t i = 0; i < report->pairs->count; i++)
    if (report->scores[i].done) print_row(report, report->pairs->pairs[i].name, name_columns, &report->scores[i]);
  const EvalScore means = mean_score(report);
  print_row(report, "MEAN", name_columns, &means);
  print_legend(report);
  return !report->voice || eval_voice_print(report) ? EXIT_DONE : EXIT_FAILED;
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------
 */

static json_t *values_to_json(const EvalReport *report, Side side, const EvalScore *score) {
  if (!has_side(report, side)) return json_null();
  json_t *object = json_object();
  for (int metric = 0; metric < METRIC_COUNT; metric++)
    json_object_set_new(object, metric_info((Metric)metric)->symbol,
                        json_number_or_null(side_values(score, side)[metric]));
  return object;
}

static json_t *file_to_json(const EvalReport *report, const char *name, const EvalScore *score) {
  json_t *object = json_object();
  json_object_set_new(object, "name", json_string(name));
  json_object_set_new(object, "sample_rate", json_integer(score->sample_rate));
  json_object_set_new(object, "samples", json_integer((json_int_t)score->frames));
  json_object_set_new(object, "latency_samples", json_integer(score->latency));
  json_object_set_new(object, "noisy", values_to_json(report, NOISY, score));
  json_object_set_new(object, "enhanced", values_to_json(report, ENHANCED, score));
  return object;
}

static json_t *metrics_to_json(void) {
  json_t *object = json_object();
  for (int metric = 0; metric < METRIC_COUNT; metric++) {
    const MetricInfo *info = metric_info((Metric)metric);
    json_t *entry = json_object();
    json_object_set_new(entry, "name", json_string(info->name));
    json_object_set_new(entry, "unit", json_string(info->unit));
    json_object_set_new(entry, "better", json_string(info->better == METRIC_HIGHER_IS_BETTER ? "higher" : "lower"));
    json_object_set_new(entry, "rate", info->rate ? json_integer(info->rate) : json_string("file"));
    json_object_set_new(entry, "paper", json_string(info->paper));
    json_object_set_new(entry, "variant", json_string(info->variant));
    json_object_set_new(object, info->symbol, entry);
  }
  return object;
}

int eval_report_print_json(const EvalReport *report) {
  const EvalScore means = mean_score(report);
  json_t *object = json_object(), *files = json_array();
  json_object_set_new(object, "version", json_string(quell_version()));
  json_object_set_new(object, "model", json_text_or_null(report->model));
  json_object_set_new(object, "limit_db", report->model ? json_real(report->limit_db) : json_null());
  json_object_set_new(object, "alignment", json_string(alignment(report)));
  json_object_set_new(object, "metrics", metrics_to_json());
  json_object_set_new(object, "count", json_integer((json_int_t)count_done(report)));
  json_object_set_new(object, "failed", json_integer((json_int_t)report->failures));
  json_object_set_new(object, "noisy", values_to_json(report, NOISY, &means));
  json_object_set_new(object, "enhanced", values_to_json(report, ENHANCED, &means));
  for (size_t i = 0; i < report->pairs->count; i++)
    if (report->scores[i].done)
      json_array_append_new(files, file_to_json(report, report->pairs->pairs[i].name, &report->scores[i]));
  if (report->voice) json_object_set_new(object, "voice", eval_voice_to_json(report));
  json_object_set_new(object, "files", files);
  return json_print(object);
}
