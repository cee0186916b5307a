/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Typing a value in place of the knob's figure. Enter or Tab takes it, Escape leaves it as it was; what is no value
 * of the control stays in the field, in red, with the range below.
 */
#include "theme.h"
#include "widgets.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xkbcommon/xkbcommon-keysyms.h>

void value_entry_open(Panel *panel, Widget *widget, const char *first) {
  Box box = knob_value_box(widget);
  box.x += box.width / 2 - 48;
  box.width = 96;
  box.x = fmax(2, fmin(box.x, panel->width - box.width - 2));
  box.y -= 3;
  box.height = 40;
  box.y = fmin(box.y, panel->height - box.height - 2);
  panel->entry.fresh = first == NULL;
  panel->entry.refused = false;
  if (first)
    snprintf(panel->entry.text, sizeof panel->entry.text, "%s", first);
  else
    control_number(widget->control->info, widget->control->value, panel->entry.text, sizeof panel->entry.text);
  panel_open(panel, &value_entry_overlay, widget, box);
}

static void entry_paint(const Panel *panel, const Painter *painter) {
  const ValueEntry *entry = &panel->entry;
  const ControlInfo *info = panel->overlay_widget->control->info;
  char range[64];
  control_range_text(info, range, sizeof range);
  Box box = panel->overlay_box;
  paint_rounded(painter, box, 4, COLOUR_GRAPH, 1);
  paint_frame(painter, box, 4, 1, entry->refused ? COLOUR_ALERT : COLOUR_FOCUS);
  Box line = box_cut_top(&box, 23, 0);
  double width = fmin(text_width(painter, TEXT_NORMAL, entry->text), line.width - 14);
  Box text = {line.x + (line.width - width) / 2 - 1, line.y, width + 3, line.height};
  if (entry->fresh)
    paint_box(painter, (Box){text.x, text.y + 4, text.width, text.height - 7}, COLOUR_FOCUS, 0.35);
  else
    paint_column(painter, text.x + width + 2, line.y + 5, line.height - 9, COLOUR_TEXT);
  paint_text(painter, (Box){text.x, text.y, text.width + 2, text.height}, ALIGN_LEFT, TEXT_NORMAL,
             entry->refused ? COLOUR_ALERT : COLOUR_TEXT, entry->text);
  box.height -= 3;
  paint_text(painter, box, ALIGN_CENTRE, TEXT_SMALL - 1, entry->refused ? COLOUR_ALERT : COLOUR_TEXT_SOFT, range);
}

static bool take(Panel *panel) {
  float value;
  Control *control = panel->overlay_widget->control;
  if (!control_parse(control->info, panel->entry.text, &value)) {
    panel->entry.refused = true;
    panel_damage(panel, panel->overlay_box);
    return false;
  }
  panel_touch(panel, control, panel->now);
  panel_set(panel, control, value);
  panel_close(panel);
  return true;
}

static void type(Panel *panel, const char *text) {
  ValueEntry *entry = &panel->entry;
  if (entry->fresh) entry->text[0] = '\0';
  size_t length = strlen(entry->text);
  if (length + strlen(text) < 24) strcpy(entry->text + length, text);
}

static void erase(Panel *panel) {
  ValueEntry *entry = &panel->entry;
  size_t length = entry->fresh ? 0 : strlen(entry->text);
  while (length && ((unsigned char)entry->text[length - 1] & 0xC0) == 0x80)
    length--; /* the rest of a UTF-8 sequence */
  entry->text[length ? length - 1 : 0] = '\0';
}

static bool entry_key(Panel *panel, const Input *input) {
  switch (input->key) {
  case XKB_KEY_Return:
  case XKB_KEY_KP_Enter:
    take(panel);
    return true;
  case XKB_KEY_Tab:
  case XKB_KEY_ISO_Left_Tab:
    return !take(panel); /* taken: the panel moves the focus on */
  case XKB_KEY_BackSpace:
  case XKB_KEY_Delete:
    erase(panel);
    break;
  default:
    if (!input->text[0] || iscntrl((unsigned char)input->text[0]) || input->control || input->alt) return true;
    type(panel, input->text);
  }
  panel->entry.fresh = panel->entry.refused = false;
  panel_damage(panel, panel->overlay_box);
  return true;
}

static bool entry_input(Panel *panel, const Input *input) {
  switch (input->kind) {
  case INPUT_KEY:
    return entry_key(panel, input);
  case INPUT_PRESS:
    if (box_contains(panel->overlay_box, input->x, input->y)) {
      panel->entry.fresh = false;
      panel_damage(panel, panel->overlay_box);
      return true;
    }
    if (!take(panel)) panel_close(panel);
    return false;
  default:
    return true;
  }
}

const Overlay value_entry_overlay = {entry_paint, entry_input, NULL};
