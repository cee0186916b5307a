/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a host does to a denoiser from its audio thread, at random: blocks of all sizes, in place or not, changes of the
 * parameters, meters, resets; speech-like sound, silence, and numbers that are none.
 */
#ifndef QUELL_WORKLOAD_H
#define QUELL_WORKLOAD_H

#include "engine/quell.h"

typedef struct Workload Workload;

/* Prepares everything that runs later. NULL, after a message on stderr, when that fails. */
Workload *workload_create(QuellModel *model, uint32_t sample_rate, uint32_t channels, int independent, uint32_t seed);
void workload_free(Workload *workload);
/* The same blocks for the same seed. Itself without allocations, locks and system calls. */
void workload_run(Workload *workload, unsigned blocks) QUELL_REALTIME;
/* A sum over the bits of all output so far. */
uint64_t workload_checksum(const Workload *workload);
/* For another thread to set parameters and read meters meanwhile. */
QuellDenoiser *workload_denoiser(const Workload *workload);

/* A model of tests/small_model.h, opened through a file. NULL after a message on stderr. */
QuellModel *open_small_model(unsigned kind);

#endif
