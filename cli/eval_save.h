/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_EVAL_SAVE_H
#define QUELL_EVAL_SAVE_H

#include <stddef.h>
#include <stdint.h>

/* Makes the folder unless it is there. Returns 0 after one sentence on stderr, also when the folder is `other` or
 * `another` (each may be NULL), in which nothing may be overwritten. */
int eval_save_prepare(const char *folder, const char *other, const char *another);

/* Writes FOLDER/NAME.wav, one channel of float samples. Returns 0 after one sentence on stderr; nothing half-written
 * stays. */
int eval_save(const char *folder, const char *name, uint32_t sample_rate, const float *samples, size_t frames);

#endif
