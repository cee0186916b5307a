/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of widgets and of overlays, a file each.
 */
#ifndef QUELL_GUI_WIDGETS_H
#define QUELL_GUI_WIDGETS_H

#include "panel.h"

extern const WidgetKind knob_widget;     /* continuous control */
extern const WidgetKind switch_widget;   /* on or off */
extern const WidgetKind choice_widget;   /* one of the scale points */
extern const WidgetKind note_widget;     /* name and value in one small line */
extern const WidgetKind meter_widget;    /* upright bar with scale and figure */
extern const WidgetKind figure_widget;   /* name and number: latency, load */
extern const WidgetKind model_widget;    /* name of the model; opens the list of files */
extern const WidgetKind message_widget;  /* what the plugin has to say; a click puts it away */
extern const WidgetKind spectrum_widget; /* input, output and gain over frequency */
extern const WidgetKind history_widget;  /* reduction over time and frequency, voice over time */

extern const Overlay value_entry_overlay; /* typing a value */
extern const Overlay choice_overlay;      /* the scale points of a choice */
extern const Overlay model_list_overlay;  /* folders and model files */

/* Opens them for a widget. */
void value_entry_open(Panel *panel, Widget *widget, const char *first);
void choice_open(Panel *panel, Widget *widget);
void model_list_open(Panel *panel, Widget *widget);

/* What knobs, switches and choices have in common: wheel, default, arrows, the keys that open the entry. True when
 * used. */
bool control_gestures(Panel *panel, Widget *widget, const Input *input);
void paint_focus(const Panel *panel, const Widget *widget, const Painter *painter);
uint32_t control_colour(const Panel *panel, const Control *control, uint32_t rgb);
/* The area of a widget that shows (and edits) the value. */
Box knob_value_box(const Widget *widget);

#endif
