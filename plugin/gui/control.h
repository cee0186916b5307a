/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One control as the window sees it: what the table of ports says about it, and its present value.
 */
#ifndef QUELL_GUI_CONTROL_H
#define QUELL_GUI_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { CONTROL_CONTINUOUS, CONTROL_SWITCH, CONTROL_CHOICE } ControlKind;

typedef struct {
  float value;
  const char *label;
} ScalePoint;

typedef struct {
  uint32_t port; /* index of the LV2 port */
  bool output;   /* a meter, only shown */
  const char *name;
  const char *unit; /* "dB", "ms", "%", "" */
  const char *help; /* one or two sentences, shown as tooltip */
  float minimum, maximum, standard;
  ControlKind kind;
  bool logarithmic; /* equal turns of the knob are equal ratios; minimum above 0 */
  const ScalePoint *points;
  uint32_t point_count;
} ControlInfo;

typedef struct {
  const ControlInfo *info;
  float value;
} Control;

/* Place of a value on the knob's way, 0..1, and back. */
double control_position(const ControlInfo *info, float value);
float control_value_at(const ControlInfo *info, double position);
/* The nearest value that the control can have; that of NaN is the default. */
float control_nearest(const ControlInfo *info, float value);
/* The value a small (or with `coarse` a tenfold) step up (+1) or down (-1) from `value`; `fine` is a tenth of it. */
typedef enum { STEP_FINE, STEP_NORMAL, STEP_COARSE } StepSize;
float control_stepped(const ControlInfo *info, float value, double steps, StepSize size);

/* "-12.0 dB", or the label of a scale point that has just this value. */
void control_text(const ControlInfo *info, float value, char *text, size_t size);
/* Number without unit, as it is offered for editing. */
void control_number(const ControlInfo *info, float value, char *text, size_t size);
/* Reads what a user typed: a number, with or without the unit, with point or comma, or a label. False, and *value
 * untouched, when it is neither or lies outside the range. */
bool control_parse(const ControlInfo *info, const char *text, float *value);
/* "0 to 100 dB". */
void control_range_text(const ControlInfo *info, char *text, size_t size);

#endif
