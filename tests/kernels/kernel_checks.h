/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every set of kernels must fulfil. Needs nothing but the kernels and libm, so that the checks can be run on an
 * emulated processor.
 */
#ifndef QUELL_TESTS_KERNEL_CHECKS_H
#define QUELL_TESTS_KERNEL_CHECKS_H

#include "engine/kernels/kernels.h"
#include <stdint.h>

typedef struct {
  const char *fact;
  int (*holds)(const Kernels *kernels); /* prints, as a TAP comment, what does not */
} KernelCheck;

/* End with a NULL fact. */
extern const KernelCheck matvec_checks[];
extern const KernelCheck planes_checks[];
extern const KernelCheck activation_checks[];

/* Every how many floats the activations are tried, out of all 2^32. */
extern uint32_t activation_step;

#endif
