/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_REPORT_MODEL_H
#define QUELL_REPORT_MODEL_H

#include "offline/rank/tune_result.h"

/* A result, and what the page calls it. */
typedef struct {
  const char *label;
  const TuneResult *result;
} ReportModel;

typedef struct {
  const ReportModel *items; /* the first is the one that the others are compared with */
  size_t count;             /* at least 1 */
} ReportModels;

/* The network whose ranks are shown: the chosen one, or the reference where none was chosen. */
static inline const NetworkResult *shown_network(const TuneResult *result) {
  return &result->networks[result->chosen < result->network_count ? result->chosen : 0];
}

#endif
