/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_LIVE_TROUBLE_H
#define QUELL_LIVE_TROUBLE_H

/* What went wrong with a device: one sentence that names it and, where there is one, the way out. */
typedef struct {
  char text[1024]; /* without a full stop or newline, ended by a zero */
} LiveTrouble;

/* printf into *trouble. Always returns 0, so that a caller can return the call. */
int live_trouble(LiveTrouble *trouble, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
