/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_WIDE_VECTORS_H
#define QUELL_WIDE_VECTORS_H

/* A function before which this stands is compiled for wider vectors as well; the loader picks what the processor has.
 * The thread sanitizer is not ready yet when the loader does. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define WIDE_VECTORS __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WIDE_VECTORS
#endif

#endif
