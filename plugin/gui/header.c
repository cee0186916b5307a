/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line on top: the model in use, and below it what the plugin has to say.
 */
#include "theme.h"
#include "widgets.h"

#include <math.h>
#include <xkbcommon/xkbcommon-keysyms.h>

static bool is_enter(const Input *input) {
  return input->kind == INPUT_KEY && !input->control && !input->alt &&
         (input->key == XKB_KEY_Return || input->key == XKB_KEY_KP_Enter);
}

static void model_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  Box box = widget->box;
  paint_rounded(painter, box, 4, panel->hover == widget ? COLOUR_FIELD_HOVER : COLOUR_FIELD, 1);
  Box inside = box_inset(box, 6);
  inside.y = box.y;
  inside.height = box.height;
  paint_text(painter, box_cut_left(&inside, text_width(painter, TEXT_SMALL, "Model") + 2, 8), ALIGN_LEFT, TEXT_SMALL,
             COLOUR_TEXT_SOFT, "Model");
  paint_text(painter, box_cut_right(&inside, 14, 4), ALIGN_CENTRE, TEXT_NORMAL, COLOUR_TEXT_SOFT, "…");
  paint_text(painter, inside, ALIGN_LEFT, TEXT_NORMAL, COLOUR_TEXT, panel->model_text);
  paint_focus(panel, widget, painter);
}

static bool model_input(Panel *panel, Widget *widget, const Input *input) {
  if (!is_enter(input) && !(input->kind == INPUT_PRESS && input->button == 1)) return false;
  model_list_open(panel, widget);
  return true;
}

const WidgetKind model_widget = {model_paint, model_input};

static void message_paint(const Panel *panel, const Widget *widget, const Painter *painter) {
  if (!panel->message[0]) return;
  paint_rounded(painter, widget->box, 4, COLOUR_SECTION, 1);
  paint_frame(painter, widget->box, 4, 1, COLOUR_ALERT);
  Box inside = box_inset(widget->box, 8);
  paint_text(painter, box_cut_right(&inside, 14, 6), ALIGN_CENTRE, TEXT_NORMAL, COLOUR_TEXT_SOFT, "×");
  double height = paragraph_height(painter, inside.width, TEXT_NORMAL, panel->message);
  inside.y += fmax(0, (inside.height - height) / 2);
  paint_paragraph(painter, inside, TEXT_NORMAL, COLOUR_TEXT, panel->message);
  paint_focus(panel, widget, painter);
}

static bool message_input(Panel *panel, Widget *widget, const Input *input) {
  (void)widget;
  if (!panel->message[0] || (!is_enter(input) && input->kind != INPUT_PRESS)) return false;
  panel_message(panel, "");
  return true;
}

const WidgetKind message_widget = {message_paint, message_input};
