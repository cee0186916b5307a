/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Key codes of the X server to key symbols and text, by the user's layout.
 */
#ifndef QUELL_GUI_KEYBOARD_H
#define QUELL_GUI_KEYBOARD_H

#include "input.h"

#include <xcb/xcb.h>

typedef struct Keyboard Keyboard;

/* NULL when no layout can be had; keys then mean nothing. */
Keyboard *keyboard_create(xcb_connection_t *connection);
void keyboard_free(Keyboard *keyboard);
/* Fills in key and text for a key code under the modifiers and group of an event's `state`. */
void keyboard_translate(Keyboard *keyboard, xcb_keycode_t code, uint16_t state, Input *input);

#endif
