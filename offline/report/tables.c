/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tables.h"
#include "html.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define DASH "\xe2\x80\x93"
#define TIMES "\xc3\x97"

static double compression(const TuneResult *result, const NetworkResult *network) {
  return (double)result->dense_parameters / (double)network->parameters;
}

/* With which the bounds are meant. */
static double bound_confidence(const TuneResult *result) {
  return result->confidence > 0 ? result->confidence : 0.95;
}

static void put_time(FILE *stream, double nanoseconds) {
  html_number(stream, nanoseconds, nanoseconds, 0, "\xc2\xa0ns");
}

/* However they are stored, the engine holds weights in single precision. */
static int fits_cache(const TuneResult *result, const NetworkResult *network) {
  return network->parameters * sizeof(float) <= result->cache_bytes;
}

static void put_fit(FILE *stream, const TuneResult *result, const NetworkResult *network) {
  if (result->cache_bytes)
    fputs(fits_cache(result, network) ? "yes" : "no", stream);
  else
    fputs(DASH, stream);
}

/* Four digits, however small. */
static void put_score(FILE *stream, double score) {
  const double digits = score != 0 ? floor(log10(fabs(score))) : 0;
  html_number(stream, score, score, (int)fmin(fmax(3 - digits, 0), 12), "");
}

/* ---- In a few numbers ---- */

static void put_loss_tile(FILE *stream, const TuneResult *result, const NetworkResult *chosen) {
  const RelativeLoss loss = chosen->is_confirmed ? chosen->confirmation : chosen->search;
  fputs("<li><b>", stream);
  html_share(stream, loss.loss);
  fputs(" lost</b>of ", stream);
  html_text(stream, result->score);
  fputs(chosen->is_confirmed ? " on " : " on the search recordings, ", stream);
  html_count(stream, chosen->is_confirmed ? result->confirmation_count : result->search_count);
  fputs(chosen->is_confirmed ? " recordings that nothing was chosen by; at most " : "; at most ", stream);
  html_share(stream, loss.bound);
  fprintf(stream, " with %g %% confidence</li>\n", 100 * bound_confidence(result));
}

void tables_tiles(FILE *stream, const TuneResult *result) {
  if (result->chosen >= result->network_count) return;
  const NetworkResult *chosen = &result->networks[result->chosen], *before = &result->networks[0];
  fputs("<ul class=\"tiles\">\n<li><b>", stream);
  html_number(stream, compression(result, chosen), compression(result, chosen), 2, TIMES);
  fputs(" fewer parameters</b>", stream);
  html_count(stream, chosen->parameters);
  fputs(" instead of ", stream);
  html_count(stream, result->dense_parameters);
  fputs("</li>\n", stream);
  put_loss_tile(stream, result, chosen);
  fputs("<li><b>", stream);
  html_count(stream, chosen->bytes);
  fputs(" bytes</b>", stream);
  if (result->cache_bytes) {
    fprintf(stream, "in the file; in memory they %s the second-level cache of ",
            fits_cache(result, chosen) ? "fit" : "do not fit");
    html_count(stream, result->cache_bytes);
    fputs("; ", stream);
  }
  fputs("before, ", stream);
  html_count(stream, before->bytes);
  fputs("</li>\n", stream);
  if (isfinite(chosen->nanoseconds) && isfinite(before->nanoseconds)) {
    fputs("<li><b>", stream);
    put_time(stream, chosen->nanoseconds);
    fputs(" a frame</b>for all matrix products, weights in the caches; before, ", stream);
    put_time(stream, before->nanoseconds);
    fputs("</li>\n", stream);
  }
  fputs("</ul>\n", stream);
}

/* ---- Claims ---- */

void tables_claims(FILE *stream, const TuneResult *result) {
  fputs("<div class=\"wide\"><table class=\"words "
        "claims\">\n<thead><tr><th>Promised</th><th>Found</th><th>Confidence</th>"
        "<th>Confirmed</th></tr></thead>\n<tbody>\n",
        stream);
  for (size_t i = 0; i < result->claim_count; i++) {
    const Claim *claim = &result->claims[i];
    fputs("<tr><td>", stream);
    html_text(stream, claim->promise);
    fputs("</td><td>", stream);
    html_text(stream, claim->finding);
    fputs("</td><td data-name=\"Confidence\">", stream);
    html_number(stream, claim->confidence, 100 * claim->confidence, 0, "\xc2\xa0%");
    fprintf(stream, "</td><td data-name=\"Confirmed\"><span class=\"%s</span></td></tr>\n",
            claim->holds ? "yes\">\xe2\x9c\x93 yes" : "no\">\xe2\x9c\x97 no");
  }
  fputs("</tbody></table></div>\n", stream);
}

/* ---- Matrices ---- */

/* "F16, diagonal"; nothing for the sum. */
static void put_form(FILE *stream, MatrixCost cost) {
  fputs("<td>", stream);
  html_text(stream, cost.storage);
  if (cost.diagonal) fputs(", diagonal", stream);
  fputs("</td>", stream);
}

static void put_cost(FILE *stream, MatrixCost cost) {
  put_form(stream, cost);
  fputs("<td>", stream);
  html_count(stream, cost.parameters);
  fputs("</td><td>", stream);
  html_count(stream, cost.bytes);
  fputs("</td><td>", stream);
  html_number(stream, cost.nanoseconds, cost.nanoseconds, 0, "");
  fputs("</td>", stream);
}

static void add_cost(MatrixCost *sum, MatrixCost cost) {
  sum->parameters += cost.parameters;
  sum->bytes += cost.bytes;
  sum->nanoseconds += cost.nanoseconds;
}

static void put_matrix(FILE *stream, const MatrixResult *matrix, uint32_t rank) {
  fputs("<tr><td>", stream);
  html_text(stream, matrix->name);
  fprintf(stream, "</td><td>%" PRIu32 "\xc2\xa0" TIMES "\xc2\xa0%" PRIu32 "</td>", matrix->rows, matrix->columns);
  html_rank_cell(stream, matrix->stored_rank);
  html_rank_cell(stream, rank);
  put_cost(stream, matrix->before);
  put_cost(stream, matrix->after);
  fputs("</tr>\n", stream);
}

void tables_matrices(FILE *stream, const TuneResult *result) {
  const NetworkResult *network = shown_network(result);
  MatrixCost before = {0}, after = {0};
  fputs("<div class=\"wide\"><table class=\"matrices\">\n<thead><tr><th rowspan=\"2\">Matrix</th><th "
        "rowspan=\"2\">Size</th>"
        "<th colspan=\"2\">Rank</th><th colspan=\"4\">Before</th><th colspan=\"4\">After</th></tr>\n"
        "<tr><th>before</th><th>after</th><th>stored as</th><th>parameters</th><th>bytes</th><th>ns</th><th>stored "
        "as</th><th>parameters</th><th>bytes</th>"
        "<th>ns</th></tr></thead>\n<tbody>\n",
        stream);
  for (size_t i = 0; i < result->matrix_count; i++) {
    put_matrix(stream, &result->matrices[i], network->ranks[i]);
    add_cost(&before, result->matrices[i].before);
    add_cost(&after, result->matrices[i].after);
  }
  fputs("</tbody>\n<tfoot><tr><th>all matrices</th><td></td><td></td><td></td>", stream);
  put_cost(stream, before);
  put_cost(stream, after);
  fputs("</tr></tfoot></table></div>\n", stream);
}

/* ---- Networks ---- */

static void put_heading(FILE *stream) {
  fputs("<div class=\"wide\"><table class=\"networks\">\n<thead><tr><th rowspan=\"2\">Strategy</th><th "
        "rowspan=\"2\">Target</th>"
        "<th rowspan=\"2\">Parameters</th><th rowspan=\"2\">Times<br>fewer</th><th rowspan=\"2\">Bytes</th>"
        "<th rowspan=\"2\">ns a frame</th><th rowspan=\"2\">Fits the<br>L2 cache</th><th rowspan=\"2\">Score</th>"
        "<th colspan=\"2\">Lost, search</th><th colspan=\"2\">Lost, others</th></tr>\n"
        "<tr><th>mean</th><th>at most</th><th>mean</th><th>at most</th></tr></thead>\n<tbody>\n",
        stream);
}

static void put_loss(FILE *stream, RelativeLoss loss) {
  fputs("<td>", stream);
  html_share(stream, loss.loss);
  fputs("</td><td>", stream);
  html_share(stream, loss.bound);
  fputs("</td>", stream);
}

static void put_network(FILE *stream, const TuneResult *result, const NetworkResult *network, double target,
                        const char *remark) {
  const RelativeLoss unknown = {NAN, NAN};
  const int is_chosen = network == &result->networks[result->chosen] && result->chosen < result->network_count;
  fprintf(stream, "<tr%s><td>", is_chosen ? " class=\"chosen\"" : "");
  html_text(stream, network->strategy);
  fputs(remark, stream);
  fputs("</td><td>", stream);
  html_share(stream, target);
  fputs("</td><td>", stream);
  html_count(stream, network->parameters);
  fputs("</td><td>", stream);
  html_number(stream, compression(result, network), compression(result, network), 2, TIMES);
  fputs("</td><td>", stream);
  html_count(stream, network->bytes);
  fputs("</td><td>", stream);
  html_number(stream, network->nanoseconds, network->nanoseconds, 0, "");
  fputs("</td><td>", stream);
  put_fit(stream, result, network);
  fputs("</td><td>", stream);
  put_score(stream, network->benefit);
  fputs("</td>", stream);
  put_loss(stream, network->search);
  put_loss(stream, network->is_confirmed ? network->confirmation : unknown);
  fputs("</tr>\n", stream);
}

/* The one network that a strategy made for a target; NULL when it made none or searched among several. */
static const NetworkResult *only_attempt(const TuneResult *result, const StrategyAnswer *answer) {
  const NetworkResult *attempt = NULL;
  for (size_t i = 0; i < result->network_count; i++) {
    const NetworkResult *network = &result->networks[i];
    if (network->target != answer->target || strcmp(network->strategy, answer->strategy) != 0) continue;
    if (attempt) return NULL;
    attempt = network;
  }
  return attempt;
}

static void put_answer(FILE *stream, const TuneResult *result, const StrategyAnswer *answer) {
  const NetworkResult *attempt = only_attempt(result, answer);
  if (answer->network < result->network_count) {
    put_network(stream, result, &result->networks[answer->network], answer->target, "");
  } else if (attempt) {
    put_network(stream, result, attempt, answer->target, " <small>misses it</small>");
  } else {
    fputs("<tr><td>", stream);
    html_text(stream, answer->strategy);
    fputs("</td><td>", stream);
    html_share(stream, answer->target);
    fputs("</td><td colspan=\"10\">none of its networks does it</td></tr>\n", stream);
  }
}

static void put_end(FILE *stream) {
  fputs("</tbody></table></div>\n", stream);
}

void tables_answers(FILE *stream, const TuneResult *result) {
  put_heading(stream);
  put_network(stream, result, &result->networks[0], NAN, "");
  for (size_t i = 0; i < result->answer_count; i++)
    put_answer(stream, result, &result->answers[i]);
  put_end(stream);
}

void tables_networks(FILE *stream, const TuneResult *result) {
  fprintf(stream, "<details><summary>All %zu networks that were scored</summary>\n", result->network_count);
  put_heading(stream);
  for (size_t i = 0; i < result->network_count; i++)
    put_network(stream, result, &result->networks[i], result->networks[i].target, "");
  put_end(stream);
  fputs("</details>\n", stream);
}
