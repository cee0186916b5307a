/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the texts and tensors of a model file mean: the band layout and the layers, in order of execution. The trainer
 * and the engine both build their networks from this, so that they cannot differ. Class setup.
 *
 * The metadata "network" is a JSON object:
 *
 *   {"version": 1,
 *    "bands_hz": [31.25, 62.5, ...],
 *    "filter": {"bins": 48, "taps": 3},
 *    "layers": [
 *      {"name": "input", "type": "dense", "activation": "tanh", "size": 256, "inputs": ["features"]},
 *      {"name": "gru1", "type": "gru", "size": 256, "inputs": ["input"]},
 *      {"name": "gains", "type": "dense", "activation": "sigmoid", "size": 88, "inputs": ["gru1", "input"]}]}
 *
 * bands_hz: centres, ascending; gains and band features stand at these frequencies. filter: the complex filter of the
 * lowest bins; bins and taps are 0 when there is none. Inputs are concatenated in the order named. Layers named "gains"
 * (size: bands), "filter" (size: bins * taps * 2) and "voice" (size: 1) are the outputs; "gains" must exist.
 *
 * Tensors follow PyTorch:
 *
 * - dense: NAME.weight (size, inputs), NAME.bias (size);
 * - gru (gates r, z, n) and lstm (gates i, f, g, o): NAME.weight_ih_l0 (gates * size, inputs), NAME.weight_hh_l0
 *   (gates * size, size), NAME.bias_ih_l0 and NAME.bias_hh_l0 (gates * size).
 *
 * Any two-dimensional tensor T may be stored as T.left (rows, rank) and T.right (rank, columns). A weight_hh_l0 stored
 * so may have a T.diagonal (gates * size) besides: its part of each gate is added to the diagonal of the gate's square.
 */
#ifndef QUELL_NETWORK_DESCRIPTION_H
#define QUELL_NETWORK_DESCRIPTION_H

#include "model_file.h"

#define BANDS_MAX 256
#define FILTER_BINS_MAX 120 /* below half of the lowest sample rate */
#define FILTER_TAPS_MAX 5
#define LAYERS_MAX 32
#define LAYER_INPUTS_MAX 8
#define LAYER_SIZE_MAX 4096

typedef enum {
#define LAYER(identifier, name, gates) LAYER_##identifier,
#include "layers/layers.def"
#undef LAYER
} LayerType;
typedef enum { ACTIVATION_LINEAR, ACTIVATION_TANH, ACTIVATION_SIGMOID, ACTIVATION_RELU } Activation;

#define INPUT_FEATURES (-1) /* a layer input that is the feature vector, not another layer */

typedef struct {
  char name[64];
  LayerType type;
  Activation activation;        /* dense only */
  uint32_t size;                /* outputs */
  uint32_t input_count;         /* 1.. */
  int inputs[LAYER_INPUTS_MAX]; /* index of an earlier layer, or INPUT_FEATURES */
  uint32_t input_size;          /* sum of the inputs' sizes */
} LayerDescription;

typedef struct {
  uint32_t band_count;
  float bands_hz[BANDS_MAX];
  uint32_t filter_bins, filter_taps;
  uint32_t feature_count; /* frame_features.h: 2 * band_count + 2 * filter_bins */
  uint32_t layer_count;
  LayerDescription layers[LAYERS_MAX];
  int gains, filter, voice; /* indices of the output layers; -1 when absent */
} NetworkDescription;

/* Rows of a layer's matrices are gates * size: 1 for dense, 3 for gru, 4 for lstm. */
uint32_t layer_gates(LayerType type);

/* Parses and checks the metadata "network". */
QuellStatus network_description_parse(const char *json, NetworkDescription *description, Message *message);
/* The same as JSON text, from malloc; NULL without memory. */
char *network_description_format(const NetworkDescription *description);
/* Checks that the file holds every tensor that the description asks for, in the right shape, and no other. */
QuellStatus network_description_check(const NetworkDescription *description, const ModelFile *file, Message *message);
/* Index of the layer of that name, INPUT_FEATURES for "features", -2 when there is none. */
int network_description_find(const NetworkDescription *description, const char *name);

#endif
