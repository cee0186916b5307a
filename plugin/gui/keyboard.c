/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "keyboard.h"

#include <stdlib.h>
#include <xkbcommon/xkbcommon-x11.h>

struct Keyboard {
  struct xkb_context *context;
  struct xkb_keymap *keymap;
  struct xkb_state *state;
};

static struct xkb_keymap *server_keymap(struct xkb_context *context, xcb_connection_t *connection) {
  if (!xkb_x11_setup_xkb_extension(connection, XKB_X11_MIN_MAJOR_XKB_VERSION, XKB_X11_MIN_MINOR_XKB_VERSION,
                                   XKB_X11_SETUP_XKB_EXTENSION_NO_FLAGS, NULL, NULL, NULL, NULL))
    return NULL;
  int32_t device = xkb_x11_get_core_keyboard_device_id(connection);
  return device < 0 ? NULL : xkb_x11_keymap_new_from_device(context, connection, device, XKB_KEYMAP_COMPILE_NO_FLAGS);
}

Keyboard *keyboard_create(xcb_connection_t *connection) {
  Keyboard *keyboard = calloc(1, sizeof *keyboard);
  if (!keyboard) return NULL;
  keyboard->context = xkb_context_new(XKB_CONTEXT_NO_ENVIRONMENT_NAMES);
  if (keyboard->context) keyboard->keymap = server_keymap(keyboard->context, connection);
  if (keyboard->context && !keyboard->keymap)
    keyboard->keymap = xkb_keymap_new_from_names(keyboard->context, NULL, XKB_KEYMAP_COMPILE_NO_FLAGS);
  if (keyboard->keymap) keyboard->state = xkb_state_new(keyboard->keymap);
  if (keyboard->state) return keyboard;
  keyboard_free(keyboard);
  return NULL;
}

void keyboard_free(Keyboard *keyboard) {
  if (!keyboard) return;
  xkb_state_unref(keyboard->state);
  xkb_keymap_unref(keyboard->keymap);
  xkb_context_unref(keyboard->context);
  free(keyboard);
}

void keyboard_translate(Keyboard *keyboard, xcb_keycode_t code, uint16_t state, Input *input) {
  if (!keyboard) return;
  /* The lower eight bits of a core event's state are the modifiers, bits 13 and 14 the group (XKB protocol, 2.2.2). */
  xkb_state_update_mask(keyboard->state, state & 0xff, 0, 0, state >> 13 & 3, 0, 0);
  input->key = xkb_state_key_get_one_sym(keyboard->state, code);
  xkb_state_key_get_utf8(keyboard->state, code, input->text, sizeof input->text);
}
