/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The model that a command works with.
 */
#ifndef QUELL_MODEL_OPTION_H
#define QUELL_MODEL_OPTION_H

#include "quell.h"

/* The model in that file, or the one that is built in when `path` is NULL. NULL after one sentence on stderr. To be
 * freed by quell_model_free(). */
QuellModel *open_model(const char *path);

/* Index of the profile of that name, 0 when `name` is NULL. Returns 0 after one sentence on stderr that lists the names
 * when there is none: the command then returns EXIT_USAGE. */
int choose_profile(const QuellModel *model, const char *name, uint32_t *index);

/* The metadata "name" of a model, or `absent`. */
const char *model_name(const QuellModel *model, const char *absent);

#endif
