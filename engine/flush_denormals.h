/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* While an audio thread computes, numbers too small to matter count as zero: else silence would cost many times what
 * speech does. The thread's own mode comes back afterwards. */
#ifndef QUELL_FLUSH_DENORMALS_H
#define QUELL_FLUSH_DENORMALS_H

#if defined(__SSE__)
#include <xmmintrin.h>

typedef unsigned int FloatMode;

static inline FloatMode flush_denormals(void) {
  const FloatMode before = _mm_getcsr();
  _mm_setcsr(before | 0x8040); /* flush results, and take operands as zero */
  return before;
}

static inline void restore_float_mode(FloatMode mode) {
  _mm_setcsr(mode);
}

#elif defined(__aarch64__)

typedef unsigned long FloatMode;

static inline FloatMode flush_denormals(void) {
  FloatMode before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" ::"r"(before | 1ul << 24));
  return before;
}

static inline void restore_float_mode(FloatMode mode) {
  __asm__ volatile("msr fpcr, %0" ::"r"(mode));
}

#else

typedef int FloatMode;

static inline FloatMode flush_denormals(void) {
  return 0;
}

static inline void restore_float_mode(FloatMode mode) {
  (void)mode;
}

#endif
#endif
