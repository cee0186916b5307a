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
 * (outputs: bands), "filter" (outputs: bins * taps * 2, see filter_shape.h) and "voice" (1 output) are the outputs;
 * "gains" must exist.
 *
 * A layer may be shared over the bands, or over the bins of the filter:
 *
 *   {"name": "band_gru", "type": "gru", "size": 16, "over": "bands", "reach": 2, "inputs": ["features", "hint"]}
 *
 * It then stands once at each band, everywhere with the same weights but with a state of its own, and has size outputs
 * there: size * bands in all, band after band. At a band it sees what belongs to that band and to the `reach` bands on
 * either side, from the lowest to the highest; beyond the ends are zeros. Of "features" these are the two of a band, or
 * the product of a bin; any other input must have the same number of outputs for each band, band after band.
 *
 * Tensors follow PyTorch:
 *
 * - dense: NAME.weight (size, inputs), NAME.bias (size); inputs: those of one band when it is shared;
 * - gru (gates r, z, n) and lstm (gates i, f, g, o): NAME.weight_ih_l0 (gates * size, inputs), NAME.weight_hh_l0
 *   (gates * size, size), NAME.bias_ih_l0 and NAME.bias_hh_l0 (gates * size).
 *
 * Any two-dimensional tensor T may be stored as T.left (rows, rank) and T.right (rank, columns). A weight_hh_l0 stored
 * so may have a T.diagonal (gates * size) besides: its part of each gate is added to the diagonal of the gate's square.
 */
#ifndef QUELL_NETWORK_DESCRIPTION_H
#define QUELL_NETWORK_DESCRIPTION_H

#include "filter_shape.h"
#include "model_file.h"

#define BANDS_MAX 256
#define FILTER_BINS_MAX 120 /* below half of the lowest sample rate */
#define FILTER_TAPS_MAX 5
#define LAYERS_MAX 32
#define LAYER_INPUTS_MAX 8
#define LAYER_SIZE_MAX 4096
#define LAYER_REACH_MAX 8

typedef enum {
#define LAYER(identifier, name, gates) LAYER_##identifier,
#include "layers/layers.def"
#undef LAYER
} LayerType;
typedef enum { ACTIVATION_LINEAR, ACTIVATION_TANH, ACTIVATION_SIGMOID, ACTIVATION_RELU } Activation;

typedef enum { OVER_NOTHING, OVER_BANDS, OVER_BINS } LayerAxis;

#define INPUT_FEATURES (-1) /* a layer input that is the feature vector, not another layer */

typedef struct {
  char name[64];
  LayerType type;
  Activation activation;        /* dense only */
  uint32_t size;                /* outputs, at each position */
  uint32_t input_count;         /* 1.. */
  int inputs[LAYER_INPUTS_MAX]; /* index of an earlier layer, or INPUT_FEATURES */
  uint32_t input_size;          /* columns of the input matrix: the inputs of one position */
  LayerAxis over;               /* what it is shared over */
  uint32_t reach;               /* neighbours that a shared layer sees on either side */
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
/* How many times a layer stands beside itself: bands or bins that it is shared over; 1 when it is not. */
uint32_t layer_positions(const NetworkDescription *description, const LayerDescription *layer);
/* Outputs of a layer at all positions. `index` may be INPUT_FEATURES: the number of features. */
uint32_t layer_outputs(const NetworkDescription *description, int index);

/* How the outputs of the layer "filter" lie; without one it has no bins. */
FilterShape network_filter_shape(const NetworkDescription *description);

/* Where the values of one input of a layer lie: channel c at position p is values[offset + p * position_stride + c *
 * channel_stride]. */
typedef struct {
  uint32_t offset, channels, position_stride, channel_stride;
} LayerInput;

/* `channels` is 0 when the input cannot be split over the layer's positions. */
LayerInput layer_input(const NetworkDescription *description, const LayerDescription *layer, uint32_t input);
/* Sum of the inputs' channels, times the positions that are seen from one; 0 when an input cannot be split. */
uint32_t layer_input_size(const NetworkDescription *description, const LayerDescription *layer);

/* Parses and checks the metadata "network". */
QuellStatus network_description_parse(const char *json, NetworkDescription *description, Message *message);
/* The same as JSON text, from malloc; NULL without memory. */
char *network_description_format(const NetworkDescription *description);
/* Checks that the file holds every tensor that the description asks for, in the right shape, and no other. */
QuellStatus network_description_check(const NetworkDescription *description, const ModelFile *file, Message *message);
/* Index of the layer of that name, INPUT_FEATURES for "features", -2 when there is none. */
int network_description_find(const NetworkDescription *description, const char *name);

#endif
