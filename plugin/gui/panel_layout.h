/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where everything is. Controls and the header keep their size; the pictures take what is left.
 */
#ifndef QUELL_GUI_PANEL_LAYOUT_H
#define QUELL_GUI_PANEL_LAYOUT_H

#include "panel.h"

/* Places the widgets for panel->width and height. Their order is that of the Tab key and never changes. */
void panel_layout(Panel *panel);
/* What lies under the widgets: sections with their titles. */
void panel_paint_ground(const Panel *panel, const Painter *painter);

#endif
