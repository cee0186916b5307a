/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "html.h"
#include "tables.h"

#include <math.h>

#define TIMES "\xc3\x97"

static void put_asked(FILE *stream, const ProfileResult *profile) {
  if (isfinite(profile->target))
    html_share(stream, profile->target);
  else
    html_number(stream, profile->compression, profile->compression, 1, TIMES);
}

static void put_loss(FILE *stream, RelativeLoss loss) {
  fputs("<td>", stream);
  html_share(stream, loss.loss);
  fputs("</td><td>", stream);
  html_share(stream, loss.bound);
  fputs("</td>", stream);
}

static void put_profile(FILE *stream, const TuneResult *result, const ProfileResult *profile) {
  const double fewer = (double)result->dense_parameters / (double)profile->parameters;
  fputs("<tr><td>", stream);
  html_text(stream, profile->name);
  fputs("</td><td>", stream);
  put_asked(stream, profile);
  fputs("</td><td>", stream);
  html_count(stream, profile->parameters);
  fputs("</td><td>", stream);
  html_number(stream, fewer, fewer, 2, TIMES);
  fputs("</td><td>", stream);
  html_count(stream, profile->bytes);
  fputs("</td><td>", stream);
  html_number(stream, profile->nanoseconds, profile->nanoseconds, 0, "");
  fputs("</td>", stream);
  put_loss(stream, profile->search);
  put_loss(stream, profile->confirmation);
  fprintf(stream, "<td>%s</td></tr>\n", profile->kept ? "yes" : "no");
}

static void put_costs(FILE *stream, const TuneResult *result) {
  fputs("<div class=\"wide\"><table class=\"profiles\">\n<thead><tr><th rowspan=\"2\">Profile</th>"
        "<th rowspan=\"2\">Asked</th><th rowspan=\"2\">Parameters</th><th rowspan=\"2\">Times<br>fewer</th>"
        "<th rowspan=\"2\">Bytes</th><th rowspan=\"2\">ns a frame</th><th colspan=\"2\">Lost, search</th>"
        "<th colspan=\"2\">Lost, others</th><th rowspan=\"2\">Kept</th></tr>\n"
        "<tr><th>mean</th><th>at most</th><th>mean</th><th>at most</th></tr></thead>\n<tbody>\n",
        stream);
  for (size_t i = 0; i < result->profile_count; i++)
    put_profile(stream, result, &result->profiles[i]);
  fputs("</tbody></table></div>\n", stream);
}

static void put_ranks(FILE *stream, const TuneResult *result) {
  fputs("<div class=\"wide\"><table class=\"profile-ranks\">\n<thead><tr><th>Ranks</th>", stream);
  for (size_t p = 0; p < result->profile_count; p++) {
    fputs("<th>", stream);
    html_text(stream, result->profiles[p].name);
    fputs("</th>", stream);
  }
  fputs("</tr></thead>\n<tbody>\n", stream);
  for (size_t i = 0; i < result->matrix_count; i++) {
    fputs("<tr><td>", stream);
    html_text(stream, result->matrices[i].name);
    fputs("</td>", stream);
    for (size_t p = 0; p < result->profile_count; p++)
      html_rank_cell(stream, result->profiles[p].ranks[i]);
    fputs("</tr>\n", stream);
  }
  fputs("</tbody></table></div>\n", stream);
}

void tables_profiles(FILE *stream, const TuneResult *result) {
  if (!result->profile_count) return;
  fputs("<h3>Profiles, several sizes in one file</h3>\n", stream);
  put_costs(stream, result);
  put_ranks(stream, result);
}
