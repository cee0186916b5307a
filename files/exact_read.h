/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads whole pieces, from an open source file or from the file that is being written, behind one type, so that a
 * parser serves both.
 */
#ifndef QUELL_EXACT_READ_H
#define QUELL_EXACT_READ_H

#include <stddef.h>
#include <stdint.h>

/* `count` bytes at `offset`. Returns 0 when there are fewer. */
typedef int (*ExactRead)(void *from, int64_t offset, void *bytes, size_t count);

/* `from` is a pointer to the descriptor of an open file. */
int exact_read_descriptor(void *from, int64_t offset, void *bytes, size_t count);
/* `from` is a PendingFile. */
int exact_read_pending(void *from, int64_t offset, void *bytes, size_t count);

#endif
