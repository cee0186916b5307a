/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_PLANTED_ALLOCATION_H
#define QUELL_PLANTED_ALLOCATION_H

#include "quell.h"

QUELL_API void quell_planted_process(float *samples, size_t count) QUELL_REALTIME;

#endif
