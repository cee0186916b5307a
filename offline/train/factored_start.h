/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Weights to begin with whose matrices are factor pairs. */
#ifndef QUELL_FACTORED_START_H
#define QUELL_FACTORED_START_H

#include "network_description.h"

/* A model of that network whose dense matrices are split by their singular values into pairs of rank `rank`, or of the
 * smaller side where that is less; pairs stay as they are. `start` gives the weights and the texts; NULL: a first guess
 * from `seed`. Owned by the caller; NULL without memory or when a weight is not finite. */
ModelFile *factored_start(const NetworkDescription *description, const ModelFile *start, uint64_t seed, uint32_t rank);

#endif
