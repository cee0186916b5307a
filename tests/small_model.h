/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small models with random weights for tests: every type of layer, dense and factored matrices, with and without
 * filter, layers shared over bands and bins. SMALL_MODEL_WITH_PROFILES has a diagonal, two profiles ("full", "eco") and
 * tensors in every form of storage.
 */
#ifndef QUELL_SMALL_MODEL_H
#define QUELL_SMALL_MODEL_H

#include "engine/model_file.h"

/* How many kinds small_model_make() knows. */
#define SMALL_MODELS 7
#define SMALL_MODEL_WITH_PROFILES 4

/* Owned by the caller; NULL without memory. The same `kind` gives the same weights. */
ModelFile *small_model_make(unsigned kind);

#endif
