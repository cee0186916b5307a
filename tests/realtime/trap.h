/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs a function in a child process in which whatever an audio thread must not do ends it: an allocation, a lock or a
 * wait (trap.c puts itself in front of the C library's functions), or any system call (the kernel's filter).
 */
#ifndef QUELL_TRAP_H
#define QUELL_TRAP_H

#include <stddef.h>

/* Empty when the function came to its end, else what it did: "malloc", "pthread_mutex_lock", "system call 1", "signal
 * 11". */
void run_trapped(void (*function)(void *), void *context, char *caught, size_t size);

#endif
