/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The network that `quell train` builds when it is given none: bands as fine as bins where harmonics lie and ERB-wide
 * above, one dense layer, recurrent layers, and heads that see all recurrent layers. */
#ifndef QUELL_NETWORK_PLAN_H
#define QUELL_NETWORK_PLAN_H

#include "shared_stage.h"

typedef struct {
  uint32_t linear_bands; /* 31.25 Hz apart, from 31.25 Hz on */
  uint32_t erb_bands;    /* above, evenly spaced on the ERB-rate scale */
  double top_hz;         /* centre of the highest band */
  uint32_t filter_bins, filter_taps;
  uint32_t input_size, recurrent_size, recurrent_layers;
  LayerType recurrent_type; /* LAYER_GRU or LAYER_LSTM */
  SharedStagePlan shared;
} NetworkPlan;

void network_plan_defaults(NetworkPlan *plan);
/* Returns 0 when the plan is beyond the limits of a description. */
int network_plan_describe(const NetworkPlan *plan, NetworkDescription *description);

#endif
