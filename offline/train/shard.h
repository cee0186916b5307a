/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A part of the batch that one thread works on: some sequences, each playing one example after another. All shards see
 * the same parameters; each has a gradient of its own, so the sum does not depend on how many threads there are. */
#ifndef QUELL_SHARD_H
#define QUELL_SHARD_H

#include "example_loss.h"

typedef struct {
  const ParameterLayout *layout;
  Corpus *corpus;
  const MixtureRecipe *recipe;
  LossWeights weights;
  const Teacher *teacher; /* or NULL */
  float states_weight;
  uint64_t seed;
  size_t frames;          /* in a piece */
  size_t batch;           /* sequences of all shards */
  double seconds;         /* of an example */
  uint64_t passes;        /* how often each example is played, one time after the other */
  float keep_state_share; /* how often a new example starts with the state that the last one left */
} ShardOptions;

/* Where a sequence stands: enough, with the seed, to go on from there. */
typedef struct {
  uint64_t play;   /* numbers all plays of the batch: the sequence's place in it, plus the batch for each further one */
  size_t position; /* first frame not yet played */
  float *state;    /* [batch_network_state_size()] */
  float *taught;   /* likewise of the teacher; NULL without one */
  int loaded;      /* the example is in memory */
} SequencePlace;

typedef struct Shard Shard;

/* Sequences first..first + count - 1 of the batch. NULL without memory. */
Shard *shard_create(const ShardOptions *options, size_t first, size_t count);
void shard_free(Shard *shard);
size_t shard_count(const Shard *shard);
size_t shard_example_frames(const Shard *shard);
SequencePlace *shard_place(Shard *shard, size_t sequence);

/* The mixture that a sequence plays, by its index in the corpus's endless row of them. */
uint64_t shard_mixture(const Shard *shard, size_t sequence);

/* Plays one piece of each sequence forward and backward. The parameters lie as `layout` says: the one of the options,
 * or one with lower ranks. Returns 0, with a sentence in shard_message(), when sound cannot be read. */
int shard_run(Shard *shard, const ParameterLayout *layout, const float *parameters, LossShares shares);
const char *shard_message(const Shard *shard);
const float *shard_gradient(const Shard *shard); /* of the last run, as its layout says */
LossSums shard_sums(const Shard *shard);         /* of the last run */

#endif
