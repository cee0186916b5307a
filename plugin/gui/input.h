/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a user does, free of any window system. Positions are in logical units.
 */
#ifndef QUELL_GUI_INPUT_H
#define QUELL_GUI_INPUT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  INPUT_PRESS,
  INPUT_MOVE,
  INPUT_RELEASE,
  INPUT_WHEEL,
  INPUT_LEAVE, /* the pointer left the window */
  INPUT_KEY    /* a key went down, or repeats */
} InputKind;

typedef struct {
  InputKind kind;
  double x, y;
  double seconds; /* steady clock */
  int button;     /* 1 left, 2 middle, 3 right */
  double wheel;   /* notches, up is positive */
  bool shift, control, alt;
  uint32_t key;  /* keysym, XKB_KEY_... */
  char text[16]; /* what the key writes, UTF-8; empty for keys that write nothing */
} Input;

#endif
