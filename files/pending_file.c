/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pending_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_BYTES 65536

struct PendingFile {
  char *path, *temporary, *folder;
  int descriptor;
  int64_t length;
  int failure;
};

static int fail(PendingFile *file, int reason) {
  if (!file->failure) file->failure = reason;
  return 0;
}

/* Where the result shall stand: the end of a chain of links, or the name itself. */
static char *final_place(const char *path, FileError *error) {
  struct stat status;
  if (stat(path, &status) != 0) {
    if (errno == ENOENT && lstat(path, &status) == 0) {
      file_error(error, "%s is a link to nowhere: remove it or name another output", path);
      return NULL;
    }
    return strdup(path);
  }
  if (S_ISDIR(status.st_mode)) {
    file_error(error, "%s is a folder: name a file in it", path);
    return NULL;
  }
  if (!S_ISREG(status.st_mode)) {
    file_error(error, "%s is not a regular file: name another output", path);
    return NULL;
  }
  return realpath(path, NULL);
}

static char *folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  if (!slash) return strdup(".");
  return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* open() with all permissions lets the kernel apply the user's mask, which mkstemp() would not. */
static int create_temporary(PendingFile *file) {
  for (int attempt = 0; attempt < 100; attempt++) {
    uint64_t number = 0;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number) return 0;
    free(file->temporary);
    if (asprintf(&file->temporary, "%s/" PENDING_FILE_PREFIX "%016llx", file->folder, (unsigned long long)number) < 0) {
      file->temporary = NULL;
      return 0;
    }
    file->descriptor = open(file->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->descriptor >= 0) return 1;
    if (errno != EEXIST) return 0;
  }
  return 0;
}

static void free_file(PendingFile *file) {
  if (file->descriptor >= 0) close(file->descriptor);
  free(file->path);
  free(file->temporary);
  free(file->folder);
  free(file);
}

int pending_file_open(const char *path, PendingFile **result, FileError *error) {
  *result = NULL;
  char *place = final_place(path, error);
  if (!place) return 0;
  PendingFile *file = calloc(1, sizeof *file);
  if (!file) {
    free(place);
    return file_error(error, "not enough memory to write %s", path);
  }
  file->path = place;
  file->descriptor = -1;
  file->folder = folder_of(place);
  if (!file->folder) {
    file_error(error, "not enough memory to write %s", path);
  } else if (!create_temporary(file)) {
    int reason = errno;
    if (reason == ENOENT)
      file_error(error, "cannot write %s: the folder %s does not exist", path, file->folder);
    else
      file_error(error, "cannot write %s: %s", path, strerror(reason));
  } else {
    *result = file;
    return 1;
  }
  free_file(file);
  return 0;
}

int pending_file_write(PendingFile *file, int64_t offset, const void *bytes, size_t count) {
  const char *from = bytes;
  while (count > 0) {
    ssize_t written = pwrite(file->descriptor, from, count, offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(file, written < 0 ? errno : ENOSPC);
    from += written;
    offset += written;
    count -= (size_t)written;
  }
  if (offset > file->length) file->length = offset;
  return 1;
}

int64_t pending_file_read(PendingFile *file, int64_t offset, void *bytes, size_t count) {
  ssize_t got;
  do
    got = pread(file->descriptor, bytes, count, offset);
  while (got < 0 && errno == EINTR);
  if (got < 0) fail(file, errno);
  return got;
}

int pending_file_copy(PendingFile *file, int source, int64_t source_offset, int64_t offset, int64_t count) {
  char *buffer = malloc(COPY_BYTES);
  if (!buffer) return fail(file, ENOMEM);
  while (count > 0 && !file->failure) {
    ssize_t got = pread(source, buffer, count < COPY_BYTES ? (size_t)count : COPY_BYTES, source_offset);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      fail(file, got < 0 ? errno : EIO);
      break;
    }
    pending_file_write(file, offset, buffer, (size_t)got);
    source_offset += got;
    offset += got;
    count -= got;
  }
  free(buffer);
  return !file->failure;
}

static int move_block(PendingFile *file, char *buffer, int64_t from, int64_t distance, int64_t count) {
  int64_t done = 0;
  while (done < count) {
    int64_t got = pending_file_read(file, from + done, buffer + done, (size_t)(count - done));
    if (got <= 0) return fail(file, EIO);
    done += got;
  }
  return pending_file_write(file, from + distance, buffer, (size_t)count);
}

int pending_file_shift(PendingFile *file, int64_t offset, int64_t distance) {
  int64_t end = file->length, left = end - offset;
  char *buffer = malloc(COPY_BYTES);
  if (!buffer) return fail(file, ENOMEM);
  while (left > 0 && distance != 0 && !file->failure) {
    int64_t count = left < COPY_BYTES ? left : COPY_BYTES;
    int64_t from = distance > 0 ? offset + left - count : end - left; /* never over bytes that are still to be moved */
    move_block(file, buffer, from, distance, count);
    left -= count;
  }
  free(buffer);
  if (distance < 0 && !file->failure) {
    file->length = end + distance;
    if (ftruncate(file->descriptor, file->length) != 0) fail(file, errno);
  }
  return !file->failure;
}

int64_t pending_file_length(const PendingFile *file) {
  return file->length;
}

int pending_file_failure(const PendingFile *file) {
  return file->failure;
}

/* The new name is on the disk only when the folder is; where folders cannot be synced the file is complete all the
 * same. */
static void sync_folder(const PendingFile *file) {
  int folder = open(file->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  fsync(folder);
  close(folder);
}

int pending_file_finish(PendingFile *file, FileError *error) {
  if (!file->failure && fsync(file->descriptor) != 0) fail(file, errno);
  int closed = close(file->descriptor);
  if (closed != 0) fail(file, errno);
  file->descriptor = -1;
  if (!file->failure && rename(file->temporary, file->path) != 0) fail(file, errno);
  int reason = file->failure;
  if (reason) {
    file_error(error, "cannot write %s: %s", file->path, strerror(reason));
    unlink(file->temporary);
  } else {
    sync_folder(file);
  }
  free_file(file);
  return !reason;
}

void pending_file_abandon(PendingFile *file) {
  if (!file) return;
  unlink(file->temporary);
  free_file(file);
}
