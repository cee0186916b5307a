/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A result of two matrices and three networks, with numbers that stand nowhere else.
 */
#ifndef QUELL_MADE_RESULT_H
#define QUELL_MADE_RESULT_H

#include "offline/report/report_model.h"

/* Points into static arrays: not to be cleared. Each call makes it anew. */
TuneResult *made_result(void);

#endif
