/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "gnuplot.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_SECONDS 60
#define PIECE 65536

extern char **environ;

/* A file in memory that holds the text, read from its beginning; -1 without memory. */
static int open_text(const char *text, size_t size) {
  const int file = memfd_create("quell-gnuplot", MFD_CLOEXEC);
  size_t done = 0;
  while (file >= 0 && done < size) {
    const ssize_t count = write(file, text + done, size - done);
    if (count <= 0) {
      close(file);
      return -1;
    }
    done += (size_t)count;
  }
  if (file >= 0) lseek(file, 0, SEEK_SET);
  return file;
}

/* Returns 0 when it cannot be started. */
static int start(const char *const *arguments, int input, int output, pid_t *process) {
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0) return 0;
  int good = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) == 0 &&
             posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) == 0 &&
             posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0;
  good = good && posix_spawnp(process, arguments[0], &actions, NULL, (char *const *)arguments, environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  return good;
}

static long seconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (long)time.tv_sec;
}

/* All that comes until the end, with a zero behind it. Returns 0 when patience or memory ends first. */
static int read_all(int file, FILE *into) {
  char piece[PIECE];
  const long end = seconds_now() + PATIENCE_SECONDS;
  for (;;) {
    struct pollfd ready = {.fd = file, .events = POLLIN};
    const long left = end - seconds_now();
    if (left <= 0 || poll(&ready, 1, (int)left * 1000) < 0) return 0;
    if (!ready.revents) continue;
    const ssize_t count = read(file, piece, sizeof piece);
    if (count <= 0) return count == 0;
    if (fwrite(piece, 1, (size_t)count, into) != (size_t)count) return 0;
  }
}

/* What the process prints, when it ends well. */
static char *collect(pid_t process, int file) {
  char *text = NULL;
  size_t size;
  int status = 0;
  FILE *into = open_memstream(&text, &size);
  int good = into && read_all(file, into);
  if (!good) kill(process, SIGKILL);
  if (into && fclose(into) != 0) good = 0;
  if (waitpid(process, &status, 0) != process || status != 0) good = 0;
  if (good) return text;
  free(text);
  return NULL;
}

static char *run(const char *const *arguments, const char *script, size_t size) {
  int ends[2];
  pid_t process;
  char *text = NULL;
  const int input = open_text(script, size);
  if (input < 0) return NULL;
  if (pipe2(ends, O_CLOEXEC) == 0) {
    const int started = start(arguments, input, ends[1], &process);
    close(ends[1]);
    if (started) text = collect(process, ends[0]);
    close(ends[0]);
  }
  close(input);
  return text;
}

int gnuplot_is_there(void) {
  static const char *const arguments[] = {"gnuplot", "--version", NULL};
  char *text = run(arguments, "", 0);
  const int there = text && strncmp(text, "gnuplot", strlen("gnuplot")) == 0;
  free(text);
  return there;
}

char *gnuplot_draw(void *context, const char *script, size_t size) {
  static const char *const arguments[] = {"gnuplot", "-d", NULL};
  (void)context;
  return run(arguments, script, size);
}
