/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stands in front of what the C library has to allocate, lock, and wait, for the whole program, FFTW included.
 */
#ifndef QUELL_INTERPOSERS_H
#define QUELL_INTERPOSERS_H

/* Defined by whoever links this; called before each of these functions does its work, with its name. */
void trap_meets(const char *name);

#endif
