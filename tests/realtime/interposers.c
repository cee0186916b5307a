/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * glibc offers its allocator under a second name; the others are looked up behind this program.
 */
#include "interposers.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

void *malloc(size_t size) {
  trap_meets("malloc");
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  trap_meets("calloc");
  return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
  trap_meets("realloc");
  return __libc_realloc(block, size);
}

void free(void *block) {
  trap_meets("free");
  __libc_free(block);
}

void *memalign(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size) {
  trap_meets("memalign");
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  trap_meets("aligned_alloc");
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  trap_meets("posix_memalign");
  *block = __libc_memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}

/* A function that waits or locks: caught, else handed on. */
#define TRAP(name, parameters, arguments)                                                                              \
  int name parameters {                                                                                                \
    static int(*behind) parameters;                                                                                    \
    trap_meets(#name);                                                                                                 \
    if (!behind) *(void **)&behind = dlsym(RTLD_NEXT, #name);                                                          \
    return behind arguments;                                                                                           \
  }
TRAP(pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
TRAP(pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
TRAP(pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex))
TRAP(pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
TRAP(pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
TRAP(pthread_spin_lock, (pthread_spinlock_t * lock), (lock))
TRAP(pthread_cond_wait, (pthread_cond_t * condition, pthread_mutex_t *mutex), (condition, mutex))
TRAP(pthread_cond_signal, (pthread_cond_t * condition), (condition))
TRAP(pthread_cond_broadcast, (pthread_cond_t * condition), (condition))
TRAP(sem_wait, (sem_t * semaphore), (semaphore))
TRAP(sem_post, (sem_t * semaphore), (semaphore))
TRAP(pthread_join, (pthread_t thread, void **result), (thread, result))
