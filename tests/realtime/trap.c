/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "trap.h"

#include "interposers.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
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

void trap_meets(const char *name) {
  if (!armed) return;
  armed = 0;
  strncpy(report, name, REPORT_SIZE - 1);
  _exit(1);
}

/* ---- In front of the kernel ---- */

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
