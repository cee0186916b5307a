/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ports.h"

#include "quell.h"

#include <lv2/core/lv2.h>
#include <lv2/port-groups/port-groups.h>
#include <stddef.h>

#define PARAMETER_VARIANTS(parameter)                                                                                  \
  ((parameter) == QUELL_BYPASS        ? NO_VARIANT                                                                     \
   : (parameter) == QUELL_INDEPENDENT ? STEREO                                                                         \
                                      : BOTH) /* bypass: see ENABLED */
#define PARAMETER_SCALE(scale)                                                                                         \
  ((scale) == QUELL_SWITCH ? SCALE_SWITCH : (scale) == QUELL_LOGARITHMIC ? SCALE_LOGARITHMIC : SCALE_LINEAR)

static const Port ports[PORT_COUNT] = {
#define PORT_AUDIO(identifier, variants, direction, symbol, name, designation)                                         \
  [PORT_##identifier] = {KIND_AUDIO, variants, direction, symbol, name, "", SCALE_LINEAR, 0, 0, 0, designation, "", -1},
#define PORT_ATOM(identifier, direction, symbol, name)                                                                 \
  [PORT_##                                                                                                             \
      identifier] = {KIND_ATOM, BOTH, direction, symbol, name, "", SCALE_LINEAR, 0, 0, 0, LV2_CORE__control, "", -1},
#define PORT_VALUE(identifier, direction, symbol, name, unit, scale, minimum, maximum, standard, designation, help)    \
  [PORT_##identifier] = {KIND_VALUE, BOTH,    direction, symbol,      name, unit, scale,                               \
                         minimum,    maximum, standard,  designation, help, -1},
#define PORT_PARAMETER(identifier, symbol, name, unit, scale, minimum, maximum, standard, help)                        \
  [PORT_##identifier] = {KIND_VALUE,                                                                                   \
                         PARAMETER_VARIANTS(QUELL_##identifier),                                                       \
                         PORT_INPUT,                                                                                   \
                         symbol,                                                                                       \
                         name,                                                                                         \
                         unit,                                                                                         \
                         PARAMETER_SCALE(scale),                                                                       \
                         minimum,                                                                                      \
                         maximum,                                                                                      \
                         standard,                                                                                     \
                         NULL,                                                                                         \
                         help,                                                                                         \
                         QUELL_##identifier},
#include "ports.def"
};

static const PortPoint limit_points[] = {{0, "Untouched"}, {100, "No limit"}};
static const PortPoint range_points[] = {{100, "Silence"}};
static const PortPoint profile_points[] = {
    {0, "Automatic"}, {1, "Full"}, {2, "Standard"}, {3, "Economy"}, {4, "Smallest"}};

const Port *port_info(PortId port) {
  return &ports[port];
}

#define POINTS(points) (*count = sizeof(points) / sizeof *(points), (points))

const PortPoint *port_points(PortId port, uint32_t *count) {
  switch (port) {
  case PORT_LIMIT:
    return POINTS(limit_points);
  case PORT_GATE_RANGE:
    return POINTS(range_points);
  case PORT_PROFILE:
    return POINTS(profile_points);
  case PORT_PROFILE_IN_USE:
    POINTS(profile_points);
    --*count;
    return profile_points + 1; /* what is in use is never "automatic" */
  default:
    *count = 0;
    return NULL;
  }
}

uint32_t port_list(uint32_t channels, PortId list[PORT_COUNT]) {
  const int variant = channels == 1 ? MONO : STEREO;
  uint32_t count = 0;
  for (int port = 0; port < PORT_COUNT; port++)
    if (ports[port].variants & variant) list[count++] = (PortId)port;
  return count;
}

uint32_t port_index(uint32_t channels, PortId port) {
  PortId list[PORT_COUNT];
  const uint32_t count = port_list(channels, list);
  for (uint32_t index = 0; index < count; index++)
    if (list[index] == port) return index;
  return UINT32_MAX;
}
