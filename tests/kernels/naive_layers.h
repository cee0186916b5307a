/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The layers once more, straight from their formulas in double precision, weight by weight out of the file.
 */
#ifndef QUELL_TESTS_NAIVE_LAYERS_H
#define QUELL_TESTS_NAIVE_LAYERS_H

#include "engine/network_description.h"

/* h and cell are [size], zero at the start; h holds the output after the call. */
void naive_layer(const LayerDescription *layer, const ModelFile *file, const double *x, double *h, double *cell);

/* A weight of the matrix LAYER.SUFFIX, multiplied out when it is stored as factors, with its diagonal. */
double naive_weight(const LayerDescription *layer, const char *suffix, const ModelFile *file, uint32_t row,
                    uint32_t column);

#endif
