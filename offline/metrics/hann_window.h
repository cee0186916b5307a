/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_HANN_WINDOW_H
#define QUELL_HANN_WINDOW_H

#include <stddef.h>

/* Symmetric Hann window whose two zero samples lie just outside: all `size` values are above zero. From malloc; NULL
 * without memory. */
double *hann_window(size_t size);

#endif
