/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ports that the window knows, made from the table of ports.
 */
#ifndef QUELL_GUI_PORT_LIST_H
#define QUELL_GUI_PORT_LIST_H

#include "control.h"

typedef enum {
  CONTROL_ENABLED,
  CONTROL_LIMIT,
  CONTROL_MIX,
  CONTROL_PROFILE,
  CONTROL_RESIDUAL,
  CONTROL_GATE,
  CONTROL_THRESHOLD,
  CONTROL_ATTACK,
  CONTROL_HOLD,
  CONTROL_RELEASE,
  CONTROL_GAIN,
  CONTROL_LINK,
  CONTROL_COUNT
} ControlIndex;

typedef enum {
  METER_INPUT,
  METER_OUTPUT,
  METER_REDUCTION,
  METER_VOICE,
  METER_LOAD,
  METER_LATENCY,
  METER_COUNT
} MeterIndex;

const ControlInfo *port_list_control(ControlIndex index);
uint32_t port_list_meter(MeterIndex index);
/* Port that takes messages. */
uint32_t port_list_requests(void);

#define MODEL_URI "urn:quell:denoiser#model"
#define MESSAGE_URI "urn:quell:denoiser#message"

#endif
