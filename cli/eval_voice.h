/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What eval --voice tells: how well the model's probability of a voice tells speech from the rest.
 */
#ifndef QUELL_EVAL_VOICE_H
#define QUELL_EVAL_VOICE_H

#include "eval_report.h"

#include <jansson.h>

/* Returns 0, after one sentence, without memory. */
int eval_voice_print(const EvalReport *report);
/* NULL without memory. */
json_t *eval_voice_to_json(const EvalReport *report);

#endif
