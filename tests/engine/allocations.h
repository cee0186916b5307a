/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts what a program allocates, and makes one allocation fail. The linker sends the program's own calls here
 * (allocation_wraps in meson.build); those of other libraries are theirs, but for the JSON reader, which asks us.
 */
#ifndef QUELL_TESTS_ALLOCATIONS_H
#define QUELL_TESTS_ALLOCATIONS_H

#include <stddef.h>

/* What is allocated now and not yet freed. */
long allocations_live(void);
/* The largest number of bytes allocated at one time since allocations_watch_peak(). */
void allocations_watch_peak(void);
size_t allocations_peak(void);

/* The allocation after the next `count` ones fails, once; negative: none. With `of_json_too` those of the JSON reader
 * count as well, and all that follow fail, since that reader loses a letter when a failure is not repeated. */
void allocations_fail_after(long count, int of_json_too);
/* Whether one has failed since. */
int allocations_failed(void);

#endif
