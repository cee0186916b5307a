/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Scores of networks that were computed before, in a text file: one line an evaluation, written as soon as it is known,
 * so that a run that was killed goes on where it was. A line that is cut off is passed over. */
#ifndef QUELL_EVALUATION_CACHE_H
#define QUELL_EVALUATION_CACHE_H

#include "model_file.h"

typedef struct EvaluationCache EvaluationCache;

/* Reads what is there; the file is made with the first score. `path` NULL: only in memory. `key` tells model, data and
 * settings apart: lines of other keys are kept in the file, but are not used. NULL after a sentence. Any thread may use
 * it, one at a time. */
EvaluationCache *evaluation_cache_open(const char *path, uint64_t key, Message *message);
void evaluation_cache_close(EvaluationCache *cache);

/* Returns 0 when `name` is not there with that many values. */
int evaluation_cache_find(const EvaluationCache *cache, const char *name, double *values, size_t count);
/* `name` has no spaces. Returns 0, after a sentence, when the file cannot be written. */
int evaluation_cache_add(EvaluationCache *cache, const char *name, const double *values, size_t count,
                         Message *message);

/* Adds what another file holds under the same key. Returns how many evaluations it held; -1 after a sentence when it
 * cannot be read, or holds none of this key. */
long evaluation_cache_merge(EvaluationCache *cache, const char *path, Message *message);

#endif
