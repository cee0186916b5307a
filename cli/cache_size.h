/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_CACHE_SIZE_H
#define QUELL_CACHE_SIZE_H

#include <stddef.h>

/* Bytes of the second-level cache that a core of this machine has to itself; 0 when the system does not tell. */
size_t second_level_cache_bytes(void);

#endif
