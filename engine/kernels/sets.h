/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declares kernels_NAME of every set in kernels.def.
 */
#ifndef QUELL_KERNEL_SETS_H
#define QUELL_KERNEL_SETS_H

#include "kernels.h"

#define KERNEL_SET(name, runs) extern const Kernels kernels_##name;
#include "kernels.def"
#undef KERNEL_SET

#endif
