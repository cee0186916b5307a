/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A child window of the host's, through XCB. XCB and not Xlib, because Xlib ends the whole process when a window has
 * vanished or the connection breaks, and its handlers for that belong to the host.
 */
#ifndef QUELL_GUI_WINDOW_H
#define QUELL_GUI_WINDOW_H

#include "input.h"

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Window Window;

typedef enum {
  WINDOW_NOTHING, /* no more events at present */
  WINDOW_INPUT,   /* *input is filled in; positions in device pixels */
  WINDOW_RESIZED, /* window_size() has changed */
  WINDOW_CLOSED   /* the window or the display is gone */
} WindowNews;

/* NULL without a display. `width` and `height` in device pixels, `least_*` is told to the host as the least size. */
Window *window_open(uintptr_t parent, int width, int height, int least_width, int least_height);
void window_close(Window *window);
uintptr_t window_identity(const Window *window);
void window_size(const Window *window, int *width, int *height);
void window_resize(Window *window, int width, int height);
/* Dots an inch as the user has set them (resource Xft.dpi), over 96; 1 when nothing is set. */
double window_scale(const Window *window);
/* Never waits. */
WindowNews window_next(Window *window, Input *input);
/* The image that is shown; painting on it is visible after window_show(). NULL without memory. */
cairo_surface_t *window_image(Window *window);
void window_show(Window *window, const cairo_region_t *region);
/* Takes the keyboard; gives it back to where it was. */
void window_take_keys(Window *window);
void window_give_keys_back(Window *window);
/* Sends the key event that window_next() reported last on to the host. */
void window_pass_key_on(Window *window);

#endif
