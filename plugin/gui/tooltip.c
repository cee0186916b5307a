/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tooltip.h"

#include "theme.h"

#include <math.h>

#define TEXT_WIDTH 250.0
#define MARGIN 8.0

const char *tooltip_text(const Widget *widget) {
  return widget->help ? widget->help : widget->control ? widget->control->info->help : NULL;
}

Box tooltip_box(const Panel *panel, const Painter *painter) {
  const char *text = tooltip_text(panel->hover);
  double width = fmin(TEXT_WIDTH, text_width(painter, TEXT_NORMAL, text) + 2);
  Box widget = panel->hover->box;
  Box box = {panel->pointer_x - width / 2, 0, width + 2 * MARGIN, 0};
  box.height = paragraph_height(painter, width, TEXT_NORMAL, text) + 2 * MARGIN;
  box.x = fmax(4, fmin(box.x, panel->width - box.width - 4));
  bool low = widget.y + widget.height / 2 > panel->height / 2;
  box.y = low ? widget.y - box.height - 6 : widget.y + widget.height + 6;
  box.y = fmax(4, fmin(box.y, panel->height - box.height - 4));
  return box;
}

void tooltip_paint(const Panel *panel, const Painter *painter) {
  if (!panel->tooltip || !panel->hover) return;
  Box box = tooltip_box(panel, painter);
  paint_rounded(painter, box, 5, COLOUR_FIELD_HOVER, 1);
  paint_frame(painter, box, 5, 1, COLOUR_TEXT_SOFT);
  paint_paragraph(painter, box_inset(box, MARGIN), TEXT_NORMAL, COLOUR_TEXT, tooltip_text(panel->hover));
}

void tooltip_hide(Panel *panel) {
  panel->hover_since = panel->now;
  if (!panel->tooltip) return;
  panel->tooltip = false;
  panel_damage_all(panel);
}

void tooltip_update(Panel *panel) {
  bool wanted = panel->hover && !panel->grab && !panel->overlay && tooltip_text(panel->hover) &&
                panel->now - panel->hover_since > TOOLTIP_SECONDS;
  if (!wanted || panel->tooltip) return;
  panel->tooltip = true;
  panel_damage_all(panel);
}
