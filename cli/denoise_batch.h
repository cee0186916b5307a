/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Denoises many files on many threads, shows how far it is, and stops without litter when asked to.
 */
#ifndef QUELL_DENOISE_BATCH_H
#define QUELL_DENOISE_BATCH_H

#include "denoise_file.h"

/* Called once for each file as it is finished, one at a time. */
typedef void (*DenoiseFinished)(void *user, const FileJob *job, const DenoiseResult *result);

/* Works on up to `threads` files at a time; results[list->count] are filled in. Returns 0 or the number of the signal
 * that stopped it: SIGINT, SIGTERM or SIGHUP. On a terminal standard error shows the share done and the time left. */
int denoise_batch(const DenoiseSettings *settings, const FileList *list, size_t threads, DenoiseResult *results,
                  DenoiseFinished finished, void *user);

#endif
