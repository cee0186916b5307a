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
#define KNOB_WIDTH 68.0
#define SWITCH_HEIGHT 26.0
#define REDUCTION_WIDTH 316.0
#define OUTPUT_WIDTH 198.0

static const char *const section_titles[] = {"Reduction", NULL, "Output", NULL};

static Widget *place(Panel *panel, const WidgetKind *kind, Box box) {
  Widget *widget = &panel->widgets[panel->widget_count++];
  *widget = (Widget){.kind = kind, .box = box};
  return widget;
}

/* NULL for what this plugin lacks. */
static Widget *place_control(Panel *panel, const WidgetKind *kind, PortId port, const char *name, Box box) {
  Control *control = panel_control(panel, port);
  if (!control) return NULL;
  Widget *widget = place(panel, kind, box);
  widget->control = control;
  widget->name = name;
  return widget;
}

static Box middle(Box box, double height) {
  return (Box){box.x, box.y + (box.height - height) / 2, box.width, height};
}

static void place_header(Panel *panel, Box line) {
  box_cut_left(&line, 62, GAP); /* the name of the plugin */
  Box latency = box_cut_right(&line, 78, GAP), load = box_cut_right(&line, 52, GAP);
  Box enabled = box_cut_right(&line, 92, GAP);
  place(panel, &model_widget, middle(line, SWITCH_HEIGHT))->help = "The network in use; click to choose another one";
  place_control(panel, &switch_widget, PORT_ENABLED, "Enabled", middle(enabled, SWITCH_HEIGHT));
  place_control(panel, &figure_widget, PORT_LOAD, "Load", load);
  place_control(panel, &figure_widget, PORT_LATENCY, "Latency", latency);
}

static void place_reduction(Panel *panel, Box box) {
  place_control(panel, &knob_widget, PORT_LIMIT, "Attenuation limit", box_cut_left(&box, 112, 0))->large = true;
  place_control(panel, &knob_widget, PORT_MIX, "Mix", box_cut_left(&box, KNOB_WIDTH, 4));
  place_control(panel, &choice_widget, PORT_PROFILE, "Profile", box_cut_top(&box, 48, 0));
  place_control(panel, &note_widget, PORT_PROFILE_IN_USE, "in use: ", box_cut_top(&box, 14, 6));
  Box row = {box.x + 3, box.y, box.width - 6, SWITCH_HEIGHT};
  place_control(panel, &switch_widget, PORT_RESIDUAL, "Residual", row);
}

static void place_gate(Panel *panel, Box box) {
  static const struct {
    PortId port;
    const char *name;
  } knobs[] = {{PORT_GATE_THRESHOLD, "Threshold"},
               {PORT_GATE_RANGE, "Range"},
               {PORT_GATE_ATTACK, "Attack"},
               {PORT_GATE_HOLD, "Hold"},
               {PORT_GATE_RELEASE, "Release"}};
  const size_t count = sizeof knobs / sizeof *knobs;
  const double width = box.width / (double)count;
  /* The switch stands in the place of the section's title. */
  place_control(panel, &switch_widget, PORT_GATE, "Gate", (Box){box.x, box.y - TITLE_HEIGHT, 66, TITLE_HEIGHT});
  for (size_t i = 0; i < count; i++)
    place_control(panel, &knob_widget, knobs[i].port, knobs[i].name, box_cut_left(&box, width, 0));
}

static void place_output(Panel *panel, Box box) {
  place_control(panel, &knob_widget, PORT_GAIN, "Gain", box_cut_left(&box, KNOB_WIDTH, 4));
  place_control(panel, &switch_widget, PORT_INDEPENDENT, "Independent", middle(box, SWITCH_HEIGHT));
}

static void place_sections(Panel *panel, Box area) {
  static void (*const fill[])(Panel *, Box) = {place_reduction, place_gate, place_output};
  const double output = panel_control(panel, PORT_INDEPENDENT) ? OUTPUT_WIDTH : KNOB_WIDTH + 16;
  const double gate = fmax(area.width - 2 * GAP - REDUCTION_WIDTH - output, 0);
  const double widths[] = {REDUCTION_WIDTH, gate, output};
  for (int i = 0; i < 3; i++) {
    panel->sections[i] = box_cut_left(&area, widths[i], GAP);
    Box inside = box_inset(panel->sections[i], 6);
    box_cut_top(&inside, TITLE_HEIGHT, 0);
    fill[i](panel, inside);
  }
}

static void place_meters(Panel *panel, Box area) {
  panel->sections[3] = area;
  Box inside = box_inset(area, 5);
  place_control(panel, &meter_widget, PORT_INPUT_LEVEL, "Input", box_cut_left(&inside, METER_WIDTH, 0));
  place_control(panel, &meter_widget, PORT_OUTPUT_LEVEL, "Output", box_cut_left(&inside, METER_WIDTH, 0));
  place_control(panel, &meter_widget, PORT_REDUCTION, "Reduction", box_cut_left(&inside, METER_WIDTH, 0));
  place_control(panel, &meter_widget, PORT_VOICE, "Voice", box_cut_left(&inside, METER_WIDTH, 0));
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
