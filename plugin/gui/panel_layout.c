/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "panel_layout.h"

#include "theme.h"
#include "widgets.h"

#include <math.h>

#define MARGIN 10.0
#define GAP 8.0
#define HEADER_HEIGHT 32.0
#define CONTROLS_HEIGHT 140.0
#define TITLE_HEIGHT 20.0
#define METER_WIDTH 52.0
#define KNOB_WIDTH 70.0

static const char *const section_titles[] = {"Reduction", "Gate", "Output", NULL};

static Widget *place(Panel *panel, const WidgetKind *kind, Box box) {
  Widget *widget = &panel->widgets[panel->widget_count++];
  *widget = (Widget){.kind = kind, .box = box};
  return widget;
}

static Widget *place_control(Panel *panel, const WidgetKind *kind, ControlIndex index, Box box) {
  Control *control = panel_control(panel, index);
  if (!control) return NULL;
  Widget *widget = place(panel, kind, box);
  widget->control = control;
  return widget;
}

static void place_meter(Panel *panel, const WidgetKind *kind, MeterIndex index, Box box, const char *help) {
  Widget *widget = place(panel, kind, box);
  widget->meter = index;
  widget->help = help;
}

static Box middle(Box box, double height) {
  return (Box){box.x, box.y + (box.height - height) / 2, box.width, height};
}

static void place_header(Panel *panel, Box line) {
  box_cut_left(&line, 62, GAP); /* the name */
  Box latency = box_cut_right(&line, 78, GAP), load = box_cut_right(&line, 52, GAP);
  place_control(panel, &switch_widget, CONTROL_ENABLED, middle(box_cut_right(&line, 92, GAP), 26));
  place(panel, &model_widget, middle(line, 26))->help =
      "The network in use. Click to choose another file, or the built-in one";
  place_meter(panel, &figure_widget, METER_LOAD, load, "Share of the time that the computer has for a block");
  place_meter(panel, &figure_widget, METER_LATENCY, latency,
              "Delay of the sound; the host makes up for it. No control changes it");
}

static void place_reduction(Panel *panel, Box box) {
  place_control(panel, &knob_widget, CONTROL_LIMIT, box_cut_left(&box, 104, 4))->large = true;
  place_control(panel, &knob_widget, CONTROL_MIX, middle(box_cut_left(&box, KNOB_WIDTH, 8), box.height));
  Box top = box_cut_top(&box, 48, 8);
  place_control(panel, &choice_widget, CONTROL_PROFILE, top);
  Box low = box_inset(box, 3);
  place_control(panel, &switch_widget, CONTROL_RESIDUAL, box_cut_top(&low, 26, 0));
}

static void place_gate(Panel *panel, Box box) {
  static const ControlIndex knobs[] = {CONTROL_THRESHOLD, CONTROL_ATTACK, CONTROL_HOLD, CONTROL_RELEASE};
  place_control(panel, &switch_widget, CONTROL_GATE, middle(box_cut_left(&box, 74, 6), 26));
  double width = box.width / 4;
  for (size_t i = 0; i < sizeof knobs / sizeof *knobs; i++)
    place_control(panel, &knob_widget, knobs[i], box_cut_left(&box, width, 0));
}

static void place_output(Panel *panel, Box box) {
  place_control(panel, &knob_widget, CONTROL_GAIN, box_cut_left(&box, 80, 6));
  place_control(panel, &switch_widget, CONTROL_LINK, middle(box, 26));
}

static void place_sections(Panel *panel, Box area) {
  void (*const fill[])(Panel *, Box) = {place_reduction, place_gate, place_output};
  double spare = area.width - 2 * GAP, output = panel_control(panel, CONTROL_LINK) ? 0.255 : 0.14;
  double shares[] = {0.365, 1 - 0.365 - output, output};
  for (int i = 0; i < 3; i++) {
    panel->sections[i] = box_cut_left(&area, spare * shares[i], GAP);
    Box inside = box_inset(panel->sections[i], 6);
    box_cut_top(&inside, TITLE_HEIGHT - 4, 2);
    fill[i](panel, inside);
  }
}

static void place_meters(Panel *panel, Box area) {
  static const char *const helps[] = {"Level of the input in dBFS. The line and the figure are the last peak",
                                      "Level of the output in dBFS. The line and the figure are the last peak",
                                      "What the network takes away at present, in dB",
                                      "How likely it is that somebody speaks. The line is the threshold of the gate"};
  panel->sections[3] = area;
  Box inside = box_inset(area, 5);
  for (int meter = METER_INPUT; meter <= METER_VOICE; meter++)
    place_meter(panel, &meter_widget, (MeterIndex)meter, box_cut_left(&inside, METER_WIDTH, 0), helps[meter]);
}

void panel_layout(Panel *panel) {
  Box area = box_inset((Box){0, 0, panel->width, panel->height}, MARGIN);
  panel->widget_count = 0;
  place_header(panel, box_cut_top(&area, HEADER_HEIGHT, GAP));
  place_sections(panel, box_cut_bottom(&area, CONTROLS_HEIGHT, GAP));
  place_meters(panel, box_cut_right(&area, 4 * METER_WIDTH + 10, GAP));
  Box message = box_inset(area, 24);
  message.height = 64;
  place(panel, &spectrum_widget, box_cut_top(&area, floor(area.height * 0.55), GAP));
  place(panel, &history_widget, area);
  place(panel, &message_widget, message);
}

void panel_paint_ground(const Panel *panel, const Painter *painter) {
  paint_box(painter, (Box){0, 0, panel->width + 1, panel->height + 1}, COLOUR_WINDOW, 1);
  paint_bold_text(painter, (Box){MARGIN + 2, MARGIN, 64, HEADER_HEIGHT}, ALIGN_LEFT, TEXT_TITLE, COLOUR_TEXT, "Quell");
  for (int i = 0; i < 4; i++) {
    Box box = panel->sections[i];
    paint_rounded(painter, box, 5, COLOUR_SECTION, 1);
    if (!section_titles[i]) continue;
    box = box_inset(box, 6);
    box.x += 3;
    paint_bold_text(painter, box_cut_top(&box, TITLE_HEIGHT - 6, 0), ALIGN_LEFT, TEXT_SMALL, COLOUR_TEXT_SOFT,
                    section_titles[i]);
  }
}
