/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* A model as the denoisers share it. */
#ifndef QUELL_MODEL_H
#define QUELL_MODEL_H

#include "network.h"

#include <pthread.h>
#include <stdatomic.h>

#define KERNEL_SETS_MAX 8

struct QuellModel {
  atomic_uint users; /* the opener and every denoiser */
  ModelFile *file;
  NetworkDescription description;
  QuellMatrixInfo *matrices; /* their names are owned, too */
  uint32_t matrix_count;
  pthread_mutex_t lock; /* for `networks` */
  struct {
    const Kernels *kernels;
    Network *network;
  } networks[KERNEL_SETS_MAX]; /* packed at first use */
};

/* setup. The network packed for a set of kernels, owned by the model; NULL without memory. */
const Network *model_network(QuellModel *model, const Kernels *kernels);
/* setup. One more user; quell_model_free() takes it back. */
void model_share(QuellModel *model);

#endif
