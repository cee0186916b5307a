/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "control_list.h"

#include "../uris.h"

#include <string.h>

#define POINTS_MAX (sizeof((ControlList *)0)->points[0] / sizeof(ScalePoint))

static ControlKind kind_of(const Port *port) {
  if (port->scale == SCALE_SWITCH) return CONTROL_SWITCH;
  return port->scale == SCALE_CHOICE ? CONTROL_CHOICE : CONTROL_CONTINUOUS;
}

static void make_control(ControlList *list, PortId id) {
  const Port *port = port_info(id);
  uint32_t count;
  const PortPoint *points = port_points(id, &count);
  list->controls[id] = (ControlInfo){.port = port_index(list->channels, id),
                                     .output = port->direction == PORT_OUTPUT,
                                     .name = port->name,
                                     .unit = port->unit,
                                     .help = port->help,
                                     .minimum = port->minimum,
                                     .maximum = port->maximum,
                                     .standard = port->standard,
                                     .kind = kind_of(port),
                                     .logarithmic = port->scale == SCALE_LOGARITHMIC,
                                     .points = list->points[id]};
  for (uint32_t i = 0; i < count && i < POINTS_MAX; i++)
    list->points[id][list->controls[id].point_count++] = (ScalePoint){points[i].value, points[i].label};
}

void control_list_make(ControlList *list, const char *plugin) {
  PortId ports[PORT_COUNT];
  memset(list, 0, sizeof *list);
  list->channels = strcmp(plugin, PLUGIN_STEREO_URI) == 0 ? 2 : 1;
  const uint32_t count = port_list(list->channels, ports);
  for (uint32_t i = 0; i < count; i++)
    if (port_info(ports[i])->kind == KIND_VALUE) make_control(list, ports[i]);
}
