/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Scores networks that differ from a reference in some matrices. What the reference computes before the first layer
 * that differs is kept and not computed again. */
#ifndef QUELL_EVALUATOR_H
#define QUELL_EVALUATOR_H

#include "score.h"

typedef struct Evaluator Evaluator;

/* Runs the reference. Utterances of `set` that cannot be scored count as absent. NULL, after a sentence in message,
 * when none is left or memory is short. The set must outlive the evaluator. */
Evaluator *evaluator_create(const NetworkDescription *description, const ModelFile *reference, const UtteranceSet *set,
                            int score, unsigned threads, Message *message);
void evaluator_free(Evaluator *evaluator);

/* Utterances that are scored, and what the reference reaches with each. */
size_t evaluator_count(const Evaluator *evaluator);
const double *evaluator_reference(const Evaluator *evaluator);
/* A number that differs between sets of recordings that differ in any sample. */
uint64_t evaluator_recordings(const Evaluator *evaluator);
/* What a loss is put in relation to: the mean benefit of the reference, or the size of its loss. Above 0. */
double evaluator_scale(const Evaluator *evaluator);

/* benefits[evaluator_count()] of `model`, whose layers before `first_layer` are the reference's. The result does not
 * depend on the number of threads. Returns 0 after a sentence. */
int evaluator_run(const Evaluator *evaluator, const ModelFile *model, uint32_t first_layer, double *benefits,
                  Message *message);

#endif
