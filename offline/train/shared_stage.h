/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A second stage for a network of the form that network_plan.h makes: a small recurrent layer that is shared over the
 * bands, and one that is shared over the bins of the filter. Each sees what the large layers propose for its band and a
 * few hints from them, beside the features of the band and its neighbours, and corrects the proposal. What a voice
 * looks like in one band it looks like in all, so few weights do much (Hao and others 2021, FullSubNet; Rong and others
 * 2024, GTCRN).
 *
 *   features → input → gru1 → gru2 → gains_first, band_hints → band_gru → gains
 *                                    filter_first, bin_hints → bin_gru → filter
 */
#ifndef QUELL_SHARED_STAGE_H
#define QUELL_SHARED_STAGE_H

#include "network_description.h"

typedef struct {
  uint32_t units; /* of each shared layer; 0: no second stage */
  uint32_t hints; /* that the large layers give to each band and bin */
  uint32_t band_reach, bin_reach;
} SharedStagePlan;

void shared_stage_defaults(SharedStagePlan *plan);

/* Appends the stage. Returns 0 when the network has one already, has a layer of one of its names or one that reads
 * gains or filter, or would become larger than a description may be. */
int shared_stage_describe(const SharedStagePlan *plan, NetworkDescription *description);

/* The weights of a network that has just got the stage: those of `start`, which had none, and a first guess of the rest
 * that changes nothing yet. Matrices of hints become factor pairs where those of gains are. Owned by the caller; NULL
 * without memory. */
ModelFile *shared_stage_start(const NetworkDescription *description, const ModelFile *start, uint64_t seed);

#endif
