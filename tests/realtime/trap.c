/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trap.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Shared with the child, which cannot say anything by itself: that would be a system call. */
static char *report;
#define REPORT_SIZE 64

static volatile int armed;

static void caught_by_name(const char *name) {
  if (!armed) return;
  armed = 0;
  strncpy(report, name, REPORT_SIZE - 1);
  _exit(1);
}

/* ---- In front of the C library
 * --------------------------------------------------------------------------------------- These take the place of the
 * library's functions for the whole program, FFTW included. glibc offers its allocator under a second name; the others
 * are looked up behind this program.
 */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

void *malloc(size_t size) {
  caught_by_name("malloc");
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  caught_by_name("calloc");
  return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
  caught_by_name("realloc");
  return __libc_realloc(block, size);
}

void free(void *block) {
  caught_by_name("free");
  __libc_free(block);
}

void *memalign(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size) {
  caught_by_name("memalign");
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  caught_by_name("aligned_alloc");
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  caught_by_name("posix_memalign");
  *block = __libc_memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}

/* A function that waits or locks: caught, else handed on. */
#define TRAP(name, parameters, arguments)                                                                              \
  int name parameters {                                                                                                \
    static int(*behind) parameters;                                                                                    \
    caught_by_name(#name);                                                                                             \
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

/* ---- In front of the kernel
 * ------------------------------------------------------------------------------------------ */

/* Async-signal-safe way to write a number. */
static void caught_system_call(int signal_number, siginfo_t *info, void *context) {
  (void)signal_number, (void)context;
  char *end = stpcpy(report, "system call ");
  char digits[12];
  int count = 0;
  for (int number = info->si_syscall; count == 0 || number > 0; number /= 10)
    digits[count++] = (char)('0' + number % 10);
  while (count > 0)
    *end++ = digits[--count];
  *end = 0;
  _exit(1);
}

/* From here on every system call of this process but its exit raises SIGSYS. */
static int forbid_system_calls(void) {
  struct sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
  };
  struct sock_fprog program = {sizeof steps / sizeof steps[0], steps};
  struct sigaction action = {.sa_sigaction = caught_system_call, .sa_flags = SA_SIGINFO};
  return sigaction(SIGSYS, &action, NULL) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void run_in_child(void (*function)(void *), void *context) {
  if (!forbid_system_calls()) {
    strcpy(report, "no filter for system calls");
    _exit(1);
  }
  armed = 1;
  function(context);
  armed = 0;
  _exit(0);
}

void run_trapped(void (*function)(void *), void *context, char *caught, size_t size) {
  report = mmap(NULL, REPORT_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (report == MAP_FAILED) abort();
  fflush(NULL);
  const pid_t child = fork();
  if (child == 0) run_in_child(function, context);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) abort();
  if (WIFSIGNALED(status))
    snprintf(caught, size, "signal %d", WTERMSIG(status));
  else
    snprintf(caught, size, "%s", report);
  munmap(report, REPORT_SIZE);
}
