/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of ports. Nothing in it depends on a host.
 */
#ifndef QUELL_PORTS_H
#define QUELL_PORTS_H

#include <stdint.h>

/* Which of the two plugins has a port. */
enum { NO_VARIANT = 0, MONO = 1, STEREO = 2, BOTH = MONO | STEREO };

typedef enum { PORT_INPUT, PORT_OUTPUT } PortDirection;
typedef enum { KIND_AUDIO, KIND_ATOM, KIND_VALUE } PortKind;
typedef enum {
  SCALE_LINEAR,
  SCALE_LOGARITHMIC,
  SCALE_SWITCH,
  SCALE_CHOICE, /* one of the port's points */
  SCALE_LATENCY /* a number of frames */
} PortScale;

typedef enum {
#define PORT_AUDIO(identifier, ...) PORT_##identifier,
#define PORT_ATOM(identifier, ...) PORT_##identifier,
#define PORT_VALUE(identifier, ...) PORT_##identifier,
#define PORT_PARAMETER(identifier, ...) PORT_##identifier,
#include "ports.def"
#undef PORT_AUDIO
#undef PORT_ATOM
#undef PORT_VALUE
#undef PORT_PARAMETER
  PORT_COUNT
} PortId;

typedef struct {
  PortKind kind;
  int variants;
  PortDirection direction;
  const char *symbol, *name;
  const char *unit; /* "dB", "ms", "%", "frames"; "" for a plain number */
  PortScale scale;
  float minimum, maximum, standard;
  const char *designation; /* URI, or NULL */
  const char *help;        /* one or two sentences without the last full stop */
  int parameter;           /* QuellParameter, or -1 */
} Port;

/* A value with a name of its own. */
typedef struct {
  float value;
  const char *label;
} PortPoint;

/* any. */
const Port *port_info(PortId port);
/* any. Points of a port, `*count` of them, perhaps none. */
const PortPoint *port_points(PortId port, uint32_t *count);
/* any. The ports of the plugin with so many channels (1 or 2) by index; returns how many they are. */
uint32_t port_list(uint32_t channels, PortId ports[PORT_COUNT]);
/* any. Index of a port, UINT32_MAX when that plugin lacks it. */
uint32_t port_index(uint32_t channels, PortId port);

#endif
