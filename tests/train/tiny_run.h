/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A training run that takes seconds: made-up recordings, a network of a few units.
 */
#ifndef QUELL_TESTS_TINY_RUN_H
#define QUELL_TESTS_TINY_RUN_H

#include "offline/train/network_plan.h"
#include "offline/train/trainer.h"

typedef struct {
  char *folder; /* of the recordings and whatever a test writes */
  Corpus *corpus;
  MixtureRecipe recipe;
  NetworkDescription description;
  TrainerOptions options;
  char text[400];
  Message message; /* writes into text */
} TinyRun;

/* Makes recordings and corpus; the rest stands after tiny_run_reset(), once a test. */
void tiny_run_open(TinyRun *run);
void tiny_run_reset(TinyRun *run);
void tiny_run_close(TinyRun *run);
/* Owned by the caller; fails the test when it cannot be made. */
Trainer *tiny_run_trainer(TinyRun *run);
void tiny_run_update(TinyRun *run, Trainer *trainer, unsigned updates);
/* A path below the folder; holds until the next but seven. */
const char *tiny_run_path(const TinyRun *run, const char *name);
/* Fails the test unless both trainers would write the same checkpoint and the same model, byte by byte. */
void tiny_run_assert_same(TinyRun *run, const Trainer *a, const Trainer *b);

#endif
