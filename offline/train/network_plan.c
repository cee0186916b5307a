/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "network_plan.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LINEAR_STEP_HZ 31.25

void network_plan_defaults(NetworkPlan *plan) {
  *plan = (NetworkPlan){.linear_bands = 48,
                        .erb_bands = 40,
                        .top_hz = 20000,
                        .filter_bins = 64,
                        .filter_taps = 3,
                        .input_size = 256,
                        .recurrent_size = 256,
                        .recurrent_layers = 2,
                        .recurrent_type = LAYER_GRU};
  shared_stage_defaults(&plan->shared);
}

/* Number of ERBs below a frequency (Glasberg, Moore 1990). */
static double erb_rate(double hz) {
  return 21.4 * log10(1 + 0.00437 * hz);
}

static double erb_rate_to_hz(double rate) {
  return (pow(10, rate / 21.4) - 1) / 0.00437;
}

static void describe_bands(const NetworkPlan *plan, NetworkDescription *description) {
  const double edge = plan->linear_bands * LINEAR_STEP_HZ;
  description->band_count = plan->linear_bands + plan->erb_bands;
  for (uint32_t i = 0; i < plan->linear_bands; i++)
    description->bands_hz[i] = (float)((i + 1) * LINEAR_STEP_HZ);
  for (uint32_t i = 0; i < plan->erb_bands; i++) {
    const double share = (double)(i + 1) / plan->erb_bands;
    const double rate = erb_rate(edge) + share * (erb_rate(plan->top_hz) - erb_rate(edge));
    description->bands_hz[plan->linear_bands + i] = (float)erb_rate_to_hz(rate);
  }
}

static LayerDescription *add_layer(NetworkDescription *description, const char *name, LayerType type,
                                   Activation activation, uint32_t size) {
  LayerDescription *layer = &description->layers[description->layer_count++];
  snprintf(layer->name, sizeof layer->name, "%s", name);
  layer->type = type;
  layer->activation = activation;
  layer->size = size;
  return layer;
}

static void add_input(const NetworkDescription *description, LayerDescription *layer, int source) {
  layer->inputs[layer->input_count++] = source;
  layer->input_size = layer_input_size(description, layer);
}

static int add_head(const NetworkPlan *plan, NetworkDescription *description, const char *name, Activation activation,
                    uint32_t size) {
  LayerDescription *head = add_layer(description, name, LAYER_DENSE, activation, size);
  for (uint32_t i = 0; i < plan->recurrent_layers; i++)
    add_input(description, head, (int)i + 1);
  return (int)description->layer_count - 1;
}

int network_plan_describe(const NetworkPlan *plan, NetworkDescription *description) {
  memset(description, 0, sizeof *description);
  if (plan->linear_bands + plan->erb_bands > BANDS_MAX || plan->linear_bands < 1 ||
      plan->recurrent_layers > LAYER_INPUTS_MAX || plan->recurrent_layers < 1)
    return 0;
  describe_bands(plan, description);
  description->filter_bins = plan->filter_bins;
  description->filter_taps = plan->filter_bins ? plan->filter_taps : 0;
  description->feature_count = 2 * description->band_count + 2 * description->filter_bins;
  add_input(description, add_layer(description, "input", LAYER_DENSE, ACTIVATION_TANH, plan->input_size),
            INPUT_FEATURES);
  for (uint32_t i = 0; i < plan->recurrent_layers; i++) {
    char name[32];
    snprintf(name, sizeof name, "%s%u", plan->recurrent_type == LAYER_GRU ? "gru" : "lstm", i + 1);
    add_input(description, add_layer(description, name, plan->recurrent_type, ACTIVATION_LINEAR, plan->recurrent_size),
              (int)i);
  }
  description->gains = add_head(plan, description, "gains", ACTIVATION_SIGMOID, description->band_count);
  description->filter = -1;
  if (description->filter_bins)
    description->filter =
        add_head(plan, description, "filter", ACTIVATION_TANH, 2 * description->filter_bins * description->filter_taps);
  description->voice = add_head(plan, description, "voice", ACTIVATION_SIGMOID, 1);
  return !plan->shared.units || shared_stage_describe(&plan->shared, description);
}
