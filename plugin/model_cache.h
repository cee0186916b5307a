/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Models that are open in this process, shared by all instances: twenty tracks hold one copy of the weights.
 */
#ifndef QUELL_MODEL_CACHE_H
#define QUELL_MODEL_CACHE_H

#include "quell.h"

#include <stddef.h>

#define HASH_TEXT 17 /* 16 digits of a 64-bit FNV-1a sum over the file's bytes, and the end */
#define BUILT_IN "built-in"

/* setup. The model in a file, or the built-in one for "". `hash` gets the content's sum as text, or BUILT_IN. NULL,
 * and one sentence in `why`, when it cannot be used. */
QuellModel *model_cache_open(const char *path, char hash[HASH_TEXT], char *why, size_t why_size);
/* setup. NULL is allowed. */
void model_cache_close(QuellModel *model);

#endif
