/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A trained network that another one imitates (distillation in two steps: Nathoo et al. 2023). Teacher and student hear
 * the same mixtures, each with its own carried states. What is compared is what is heard: the spectra that both make of
 * the mixture with their gains and filters, compressed and weighted as in spectral_loss.h with the teacher's in the
 * place of the clean one, but with lost and left energy at the same price; and the voice probabilities, by
 * cross-entropy. For the first `updates` updates this is the whole loss. Then the true loss counts, with `weight` times
 * the imitation beside it. */
#ifndef QUELL_TEACHER_H
#define QUELL_TEACHER_H

#include "batch_network.h"

typedef struct {
  const ModelFile *model; /* NULL: no teacher */
  double weight;          /* of the imitation beside the true loss */
  uint64_t updates;       /* of imitation alone */
  double states_weight;   /* within the imitation: mean squared difference of the outputs of recurrent layers that have
                             the same name and size in both */
} TeacherOptions;

void teacher_defaults(TeacherOptions *options);

/* What counts how much in an update. */
typedef struct {
  float truth, imitation;
} LossShares;
LossShares teacher_shares(const TeacherOptions *options, uint64_t update);

/* The teacher's weights; immutable. Activations are those of a BatchNetwork made for `layout`. */
typedef struct {
  ParameterLayout layout;
  float *parameters;
} Teacher;

/* NULL after a sentence in message: the model must have the bands and the filter of the student. */
Teacher *teacher_create(const ModelFile *model, const NetworkDescription *student, Message *message);
void teacher_free(Teacher *teacher);

/* Pairs of layers whose outputs can be compared: pairs[i][0] in the student, [1] in the teacher. Returns how many. */
size_t teacher_match_layers(const NetworkDescription *student, const NetworkDescription *teacher, int (*pairs)[2]);

#endif
