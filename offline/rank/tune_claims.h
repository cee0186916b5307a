/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_TUNE_CLAIMS_H
#define QUELL_TUNE_CLAIMS_H

#include "tune_result.h"

/* Says of each profile what it was to be, and of the chosen network what it was to be and what it is: budget, size,
 * what is lost where nothing was chosen by, cache, speed. What was not asked for or not measured is no claim. Without a
 * chosen network there is one that does not hold. Returns 0 without memory. */
int tune_claims_make(TuneResult *result);

#endif
