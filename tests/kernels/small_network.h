/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Networks for tests, described and filled with random weights.
 */
#ifndef QUELL_TESTS_SMALL_NETWORK_H
#define QUELL_TESTS_SMALL_NETWORK_H

#include "engine/network.h"

/* Adds a layer that reads the `input_count` layers (or INPUT_FEATURES) in `inputs`; feature_count must stand already.
 */
LayerDescription *small_network_add(NetworkDescription *description, const char *name, LayerType type, uint32_t size,
                                    uint32_t input_count, const int *inputs);

/* Random tensors for all layers, of about `magnitude` divided by the root of a row's length; every matrix is stored as
 * factors of that rank unless it is 0. NULL without memory. */
ModelFile *small_network_fill(const NetworkDescription *description, float magnitude, uint32_t rank, uint64_t seed);

#endif
