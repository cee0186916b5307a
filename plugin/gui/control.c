/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "control.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

double control_position(const ControlInfo *info, float value) {
  if (info->logarithmic) return log(value / info->minimum) / log(info->maximum / info->minimum);
  return (value - info->minimum) / (double)(info->maximum - info->minimum);
}

float control_value_at(const ControlInfo *info, double position) {
  position = fmin(fmax(position, 0), 1);
  if (info->logarithmic) return (float)(info->minimum * pow(info->maximum / info->minimum, position));
  return (float)(info->minimum + position * (info->maximum - info->minimum));
}

static float nearest_point(const ControlInfo *info, float value) {
  float best = info->points[0].value;
  for (uint32_t i = 1; i < info->point_count; i++)
    if (fabsf(info->points[i].value - value) < fabsf(best - value)) best = info->points[i].value;
  return best;
}

float control_nearest(const ControlInfo *info, float value) {
  if (isnan(value)) return info->standard;
  if (info->kind == CONTROL_SWITCH) return value > 0 ? 1 : 0;
  if (info->kind == CONTROL_CHOICE) return nearest_point(info, value);
  return fminf(fmaxf(value, info->minimum), info->maximum);
}

static float neighbour_point(const ControlInfo *info, float value, bool up) {
  float best = value;
  for (uint32_t i = 0; i < info->point_count; i++) {
    float point = info->points[i].value;
    bool beyond = up ? point > value : point < value;
    if (beyond && (best == value || fabsf(point - value) < fabsf(best - value))) best = point;
  }
  return best;
}

float control_stepped(const ControlInfo *info, float value, double steps, StepSize size) {
  static const double shares[] = {0.001, 0.01, 0.1};
  if (info->kind == CONTROL_SWITCH) return steps > 0 ? 1 : 0;
  if (info->kind == CONTROL_CHOICE) return neighbour_point(info, value, steps > 0);
  float next = control_value_at(info, control_position(info, value) + steps * shares[size]);
  return control_nearest(info, next);
}

/* ---- Text -------------------------------------------------------------------------------------------------------- */

static int decimals(const ControlInfo *info, float value) {
  if (info->kind != CONTROL_CONTINUOUS) return 0;
  float range = info->maximum - info->minimum;
  if (range <= 2) return 2;
  if (info->logarithmic) return fabsf(value) < 10 ? 1 : 0;
  return range <= 200 ? 1 : 0;
}

void control_number(const ControlInfo *info, float value, char *text, size_t size) {
  int digits = decimals(info, value);
  if (fabsf(value) < 0.5f * powf(10, (float)-digits)) value = 0; /* no "-0.0" */
  snprintf(text, size, "%.*f", digits, (double)value);
}

void control_text(const ControlInfo *info, float value, char *text, size_t size) {
  for (uint32_t i = 0; i < info->point_count; i++)
    if (info->points[i].value == value) {
      snprintf(text, size, "%s", info->points[i].label);
      return;
    }
  if (info->kind == CONTROL_SWITCH) {
    snprintf(text, size, "%s", value > 0 ? "On" : "Off");
    return;
  }
  char number[32];
  control_number(info, value, number, sizeof number);
  snprintf(text, size, "%s%s%s", number, *info->unit ? " " : "", info->unit);
}

void control_range_text(const ControlInfo *info, char *text, size_t size) {
  snprintf(text, size, "%g to %g%s%s", (double)info->minimum, (double)info->maximum, *info->unit ? " " : "",
           info->unit);
}

static bool only_unit(const ControlInfo *info, const char *rest) {
  while (isspace((unsigned char)*rest))
    rest++;
  size_t length = strlen(info->unit);
  if (*rest && strncasecmp(rest, info->unit, length) == 0) rest += length;
  while (isspace((unsigned char)*rest))
    rest++;
  return *rest == '\0';
}

/* A host may have set a locale whose decimal sign is a comma, and strtof() follows it: so the sign is found by trial.
 */
static float read_number(const char *text, const char **rest) {
  char copy[64];
  snprintf(copy, sizeof copy, "%s", text);
  char *sign = strpbrk(copy, ".,");
  char trial[8];
  snprintf(trial, sizeof trial, "%.1f", 0.5);
  if (sign) *sign = trial[1];
  char *end;
  float value = strtof(copy, &end);
  *rest = text + (end - copy);
  return value;
}

bool control_parse(const ControlInfo *info, const char *text, float *value) {
  while (isspace((unsigned char)*text))
    text++;
  for (uint32_t i = 0; i < info->point_count; i++)
    if (strcasecmp(text, info->points[i].label) == 0) {
      *value = info->points[i].value;
      return true;
    }
  const char *rest;
  float number = read_number(text, &rest);
  if (rest == text || !only_unit(info, rest)) return false;
  if (!(number >= info->minimum && number <= info->maximum)) return false;
  *value = control_nearest(info, number);
  return true;
}
