/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_run.h"

const char *tune_factors_name(TuneFactors factors) {
  static const char *const names[FACTORS_COUNT] = {"plain", "weighted", "two-sided"};
  return names[factors];
}
