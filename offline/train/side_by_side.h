/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Jobs of one kind on several threads. */
#ifndef QUELL_SIDE_BY_SIDE_H
#define QUELL_SIDE_BY_SIDE_H

#include <stddef.h>

/* Runs job(context, 0..count-1), each number once, on up to `threads` threads (at most 64), the caller's among them;
 * returns when all are done. Fewer threads serve when the system gives no more. */
void side_by_side(unsigned threads, size_t count, void (*job)(void *context, size_t number), void *context);

#endif
