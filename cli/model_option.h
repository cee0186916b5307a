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

/* The metadata "name" of a model, or `absent`. */
const char *model_name(const QuellModel *model, const char *absent);

#endif
