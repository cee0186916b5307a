/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "allocations.h"

#include <fftw3.h>
#include <jansson.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static long live, left = -1;
static size_t bytes, peak;
static int failed, json_fails_too;

void *__real_malloc(size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
fftwf_plan __real_fftwf_plan_dft_r2c_1d(int length, float *from, fftwf_complex *to, unsigned flags);
fftwf_plan __real_fftwf_plan_dft_c2r_1d(int length, fftwf_complex *from, float *to, unsigned flags);
void __real_fftwf_destroy_plan(fftwf_plan plan);
void *__real_aligned_alloc(size_t alignment, size_t size);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *block);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t size);
int __wrap_asprintf(char **text, const char *format, ...) __attribute__((format(printf, 2, 3)));
float *__wrap_fftwf_alloc_real(size_t count);
fftwf_complex *__wrap_fftwf_alloc_complex(size_t count);
void __wrap_fftwf_free(void *block);
fftwf_plan __wrap_fftwf_plan_dft_r2c_1d(int length, float *from, fftwf_complex *to, unsigned flags);
fftwf_plan __wrap_fftwf_plan_dft_c2r_1d(int length, fftwf_complex *from, float *to, unsigned flags);
void __wrap_fftwf_destroy_plan(fftwf_plan plan);

/* Whether the allocation that is asked for must fail. */
static int must_fail(void) {
  if (left < 0) return 0;
  if (left > 0) {
    left--;
    return 0;
  }
  if (!json_fails_too) left = -1;
  failed = 1;
  return 1;
}

static void *count_in(void *block) {
  if (!block) return NULL;
  live++;
  bytes += malloc_usable_size(block);
  if (bytes > peak) peak = bytes;
  return block;
}

static void count_out(void *block) {
  if (!block) return;
  live--;
  bytes -= malloc_usable_size(block);
}

void *__wrap_malloc(size_t size) {
  return must_fail() ? NULL : count_in(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size) {
  void *block = count && size > (size_t)-1 / count ? NULL : __wrap_malloc(count * size);
  return block ? memset(block, 0, count * size) : NULL;
}

void *__wrap_realloc(void *block, size_t size) {
  if (must_fail()) return NULL;
  count_out(block);
  void *grown = __real_realloc(block, size);
  return count_in(grown ? grown : block) ? grown : NULL;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return must_fail() ? NULL : count_in(__real_aligned_alloc(alignment, size));
}

void __wrap_free(void *block) {
  count_out(block);
  __real_free(block);
}

char *__wrap_strndup(const char *text, size_t size) {
  const size_t length = strnlen(text, size);
  char *copy = __wrap_malloc(length + 1);
  if (!copy) return NULL;
  copy[length] = 0;
  return memcpy(copy, text, length);
}

char *__wrap_strdup(const char *text) {
  return __wrap_strndup(text, strlen(text));
}

int __wrap_asprintf(char **text, const char *format, ...) {
  char buffer[4096];
  va_list values;
  va_start(values, format);
  const int length = vsnprintf(buffer, sizeof buffer, format, values);
  va_end(values);
  *text = __wrap_strdup(buffer);
  return *text ? length : -1;
}

float *__wrap_fftwf_alloc_real(size_t count) {
  return __wrap_aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
}

fftwf_complex *__wrap_fftwf_alloc_complex(size_t count) {
  return (fftwf_complex *)__wrap_fftwf_alloc_real(2 * count);
}

void __wrap_fftwf_free(void *block) {
  __wrap_free(block);
}

static fftwf_plan count_plan(fftwf_plan plan) {
  if (plan) live++;
  return plan;
}

fftwf_plan __wrap_fftwf_plan_dft_r2c_1d(int length, float *from, fftwf_complex *to, unsigned flags) {
  return must_fail() ? NULL : count_plan(__real_fftwf_plan_dft_r2c_1d(length, from, to, flags));
}

fftwf_plan __wrap_fftwf_plan_dft_c2r_1d(int length, fftwf_complex *from, float *to, unsigned flags) {
  return must_fail() ? NULL : count_plan(__real_fftwf_plan_dft_c2r_1d(length, from, to, flags));
}

void __wrap_fftwf_destroy_plan(fftwf_plan plan) {
  if (plan) live--;
  __real_fftwf_destroy_plan(plan);
}

static void *allocate_for_json(size_t size) {
  return json_fails_too ? __wrap_malloc(size) : count_in(__real_malloc(size));
}

/* Before the first test, since the reader keeps what it asked for earlier. */
static __attribute__((constructor)) void stand_in_for_json(void) {
  json_set_alloc_funcs(allocate_for_json, __wrap_free);
}

long allocations_live(void) {
  return live;
}

void allocations_watch_peak(void) {
  bytes = peak = 0;
}

size_t allocations_peak(void) {
  return peak;
}

void allocations_fail_after(long count, int of_json_too) {
  left = count;
  json_fails_too = of_json_too;
  failed = 0;
}

int allocations_failed(void) {
  return failed;
}
