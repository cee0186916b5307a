/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PortAudio, started and stopped as a whole: its list of devices is made at the start and never renewed, so that what
 * was plugged in later appears only after another start.
 */
#ifndef QUELL_SOUND_SYSTEM_H
#define QUELL_SOUND_SYSTEM_H

#include "live_trouble.h"

#include <stddef.h>
#include <stdint.h>

/* The name under which JACK and its users see this program. */
#define SOUND_SYSTEM_CLIENT "quell"

typedef struct {
  int index; /* PortAudio's */
  const char *name, *api;
  uint32_t inputs, outputs;             /* channels */
  double sample_rate;                   /* that the device prefers, Hz */
  double input_latency, output_latency; /* that the device proposes for live use, seconds */
  int default_input, default_output;
} SoundDevice;

typedef enum { SOUND_INPUT, SOUND_OUTPUT } SoundDirection;

/* setup. Returns 0 when there is no sound system at all. What the libraries below say on stderr is swallowed. */
int sound_system_start(LiveTrouble *trouble);
void sound_system_stop(void);

/* setup; between start and stop. Texts belong to PortAudio. */
size_t sound_device_count(void);
SoundDevice sound_device(size_t index);

/* setup. The device of that number, or of that name, or whose name or "API: name" has the text in it, whatever the
 * case; NULL stands for the default. Refused: none, several that fit, none of that direction, this program itself. */
int sound_device_find(const char *text, SoundDirection direction, SoundDevice *device, LiveTrouble *trouble);
/* setup. The device of exactly this name. */
int sound_device_find_exact(const char *api, const char *name, SoundDirection direction, SoundDevice *device,
                            LiveTrouble *trouble);
/* setup. True when both are sides of one clock. */
int sound_devices_share_clock(const SoundDevice *input, const SoundDevice *output);

/* While libraries work that print on stderr: between these two it leads nowhere. */
void sound_system_hush(void);
void sound_system_unhush(void);

#endif
