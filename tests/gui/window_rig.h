/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where things are in the window at its first size, and what is on them.
 */
#ifndef QUELL_TEST_WINDOW_RIG_H
#define QUELL_TEST_WINDOW_RIG_H

#include "plugin/gui/panel.h"
#include "plugin/gui/widgets.h"
#include "ui_host.h"

extern const char *library;  /* the window's shared object */
extern Panel *map_of_window; /* a panel of the same layout */

/* Takes the library from the command line. */
void window_rig_begin(int count, char **arguments);
void window_rig_end(void);

/* For cmocka: a window on a host in *state, at scale 1 or 2. */
int open_host(void **state);
int open_host_twice_as_large(void **state);
int close_host(void **state);

const ControlInfo *info_of(PortId port);
Box box_of(PortId port);
Box box_of_kind(const WidgetKind *kind);
void point_at(UiHost *host, Box box);
void assert_last_write(const UiHost *host, PortId port, double expected);
/* Pixels in the box that have just this colour. */
int count_colour(UiHost *host, Box box, uint32_t rgb);

#endif
