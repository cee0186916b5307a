/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The controls and meters of the window, made from the table of ports.
 */
#ifndef QUELL_GUI_CONTROL_LIST_H
#define QUELL_GUI_CONTROL_LIST_H

#include "../ports.h"
#include "control.h"

typedef struct {
  uint32_t channels;                /* 1 or 2 */
  ControlInfo controls[PORT_COUNT]; /* by PortId; without a name where this plugin has no value */
  ScalePoint points[PORT_COUNT][8]; /* what they point to */
} ControlList;

/* `plugin` is the URI that the host names. */
void control_list_make(ControlList *list, const char *plugin);

#endif
