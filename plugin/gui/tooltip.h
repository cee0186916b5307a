/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a control does, in a box beside it, once the pointer has rested there.
 */
#ifndef QUELL_GUI_TOOLTIP_H
#define QUELL_GUI_TOOLTIP_H

#include "panel.h"

#define TOOLTIP_SECONDS 0.7

/* Text of a widget, or NULL. */
const char *tooltip_text(const Widget *widget);
Box tooltip_box(const Panel *panel, const Painter *painter);
void tooltip_paint(const Panel *panel, const Painter *painter);
/* After input: shows, moves or hides it. */
void tooltip_update(Panel *panel);
void tooltip_hide(Panel *panel);

#endif
