/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The keys of `quell live` and what they change: one table, from which the screen's line of help is made too.
 */
#ifndef QUELL_LIVE_KEYS_H
#define QUELL_LIVE_KEYS_H

#include "live/live_session.h"

#include <stddef.h>

typedef struct {
  int key;
  const char *label; /* as it is shown */
  const char *help;
} LiveKey;

#define LIVE_KEY_QUIT 'q'

/* NULL past the last. */
const LiveKey *live_key(size_t index);
/* Does what the key stands for, quitting excepted; others do nothing. */
void live_key_press(LiveSession *session, int key);

#endif
