/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What a product of a matrix and a vector costs on this machine, measured with the kernels that the engine runs and
 * with the weights in the caches. */
#ifndef QUELL_KERNEL_COST_H
#define QUELL_KERNEL_COST_H

#include <stddef.h>
#include <stdint.h>

typedef struct KernelCost KernelCost;

/* NULL without memory. What was measured is kept for the next question. One thread at a time. */
KernelCost *kernel_cost_create(void);
void kernel_cost_free(KernelCost *cost);

/* Nanoseconds of one product, dense for rank 0, else of both factors. Ranks are timed where the kernels' panels begin
 * and end, and taken to cost proportionally in between. NAN without memory. */
double kernel_cost_ns(KernelCost *cost, uint32_t rows, uint32_t columns, uint32_t rank);

/* Ranks that are multiples of it leave no part of a panel of the right factor empty. */
uint32_t kernel_rank_grid(void);

/* Bytes of the second-level cache; 0 when the system does not tell. */
size_t second_level_cache(void);

#endif
