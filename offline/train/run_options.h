/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The options that make a run what it is, kept as texts in its checkpoints under the names that the command gives them:
 * a run that went on with others would be neither the old one nor a new one. Threads and caches are none of them. */
#ifndef QUELL_RUN_OPTIONS_H
#define QUELL_RUN_OPTIONS_H

#include "trainer.h"

/* Returns 0 without memory. */
int run_options_store(const Trainer *trainer, ModelFile *checkpoint);
/* QUELL_OTHER_MODEL, after a sentence that names the first difference, when the checkpoint's run had other options.
 * What the checkpoint does not tell is taken to be the same. */
QuellStatus run_options_compare(const Trainer *trainer, const ModelFile *checkpoint, const char *path,
                                Message *message);

#endif
