/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A network run over several utterances at once, piece by piece, so that its products are those of matrices. An
 * utterance that is over goes on with zeros. */
#ifndef QUELL_LANE_H
#define QUELL_LANE_H

#include "offline/train/batch_network.h"
#include "utterance.h"

#define LANE_PIECE 50 /* frames */
#define LANE_WIDTH 16 /* utterances at most */

typedef struct {
  const Utterance *members[LANE_WIDTH];
  size_t places[LANE_WIDTH]; /* of the members in their set */
  size_t count;
  size_t frames; /* of the longest member */
} Lane;

/* Cuts a set into lanes of utterances that are about equally long; how it is cut depends on the set alone. From malloc;
 * NULL without memory. */
Lane *lanes_make(const UtteranceSet *set, size_t *count);

/* Called after each piece: frames first..first + count - 1 of all members; row t * members + n of an output belongs to
 * frame first + t of member n. */
typedef void (*LaneVisitor)(void *context, BatchNetwork *network, size_t first, size_t count);

/* Layers from `first_layer` on are computed, those before it read from stored[layer], [frames][members][size]. Returns
 * 0 without memory. Any thread. */
int lane_run(const Lane *lane, const ParameterLayout *layout, const float *parameters, uint32_t first_layer,
             const float *const *stored, LaneVisitor visit, void *context);

/* How many lanes a set is cut into. */
size_t lanes_count(const UtteranceSet *set);

/* Work on one lane, lanes[number] of its set; returns 0 when it fails. */
typedef int (*LaneJob)(void *context, size_t number, const Lane *lane, const ParameterLayout *layout,
                       const float *parameters);
/* Has a job done for every lane of a set, with the weights of a model, on up to `threads` threads. Returns 0 without
 * memory or when one fails. */
int lanes_run(const NetworkDescription *description, const ModelFile *model, const UtteranceSet *set, unsigned threads,
              LaneJob job, void *context);

#endif
