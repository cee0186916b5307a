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
  Profiles profiles;
  pthread_mutex_t lock; /* for `packed` */
  struct {
    const Kernels *kernels;
    Network *networks[PROFILES_MAX];
  } packed[KERNEL_SETS_MAX]; /* at first use */
};

/* setup. The networks of all profiles, packed for a set of kernels, owned by the model; NULL without memory. */
Network *const *model_networks(QuellModel *model, const Kernels *kernels);
/* setup. One more user; quell_model_free() takes it back. */
void model_share(QuellModel *model);

#endif
