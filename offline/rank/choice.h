/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A rank for each candidate, the form in which it is stored, and the network that comes of it. */
#ifndef QUELL_CHOICE_H
#define QUELL_CHOICE_H

#include "candidate.h"

/* Starts as {0}: the model at hand. */
typedef struct {
  uint32_t ranks[CANDIDATES_MAX];          /* 0: as it is stored */
  unsigned char storage[CANDIDATES_MAX];   /* StorageType of the matrix or its two factors */
  unsigned char diagonals[CANDIDATES_MAX]; /* 1: with a diagonal beside the factors */
  unsigned char others;                    /* StorageType of all other tensors: STORAGE_F32 or STORAGE_F16 */
} RankChoice;

/* What a choice says of one matrix. */
typedef struct {
  uint32_t rank;
  StorageType storage;
  int diagonal;
} CandidateForm;

CandidateForm choice_form(const RankChoice *choice, size_t candidate);
void choice_set_form(RankChoice *choice, size_t candidate, CandidateForm form);
/* All matrices in that form of storage, all else in no wider one than half precision unless it is single precision. */
void choice_store_all(RankChoice *choice, const CandidateSet *set, StorageType storage);

/* Numbers of one matrix, and what they take in a file, scales included; the bytes of a diagonal are for single
 * precision. */
size_t form_parameters(const Candidate *candidate, CandidateForm form);
size_t form_bytes(const Candidate *candidate, CandidateForm form);
/* Share of the squared error of a matrix in that form, rounding included. */
double form_error(const Candidate *candidate, CandidateForm form);

/* First layer of which a number differs from the model at hand; layer_count when none does. */
uint32_t choice_first_layer(const CandidateSet *set, const RankChoice *choice);
/* All parameters of the network, biases too. */
size_t choice_parameters(const CandidateSet *set, const RankChoice *choice);
/* What they take in a file. */
size_t choice_bytes(const CandidateSet *set, const RankChoice *choice);

/* The network of that choice, numbers rounded to what they are stored as, its texts those of the model but for the
 * profiles, whose ranks are no longer there; NULL without memory. A vector with a number too large for half precision
 * stays in single precision. Owned by the caller. */
ModelFile *choice_model(const CandidateSet *set, const RankChoice *choice);

#endif
