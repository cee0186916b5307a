/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "exact_read.h"
#include "pending_file.h"

#include <errno.h>
#include <unistd.h>

int exact_read_descriptor(void *from, int64_t offset, void *bytes, size_t count) {
  const int descriptor = *(const int *)from;
  size_t done = 0;
  while (done < count) {
    ssize_t got = pread(descriptor, (char *)bytes + done, count - done, offset + (int64_t)done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    done += (size_t)got;
  }
  return 1;
}

int exact_read_pending(void *from, int64_t offset, void *bytes, size_t count) {
  return pending_file_read(from, offset, bytes, count) == (int64_t)count;
}
