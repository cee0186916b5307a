/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the user's configuration of PipeWire lies, what Quell puts there, and where the plugin must be for it.
 */
#ifndef QUELL_PIPEWIRE_CONFIG_H
#define QUELL_PIPEWIRE_CONFIG_H

#include <stdio.h>

/* Names of the two ends of the filter, and of the plugin in it. */
#define PIPEWIRE_CAPTURE_NODE "quell_capture"
#define PIPEWIRE_SOURCE_NODE "quell_microphone"
#define PIPEWIRE_PLUGIN_URI "urn:quell:denoiser"
#define PIPEWIRE_STEREO_PLUGIN_URI "urn:quell:denoiser_stereo"

typedef struct {
  double limit_db;
  const char *microphone; /* node.name of the microphone; NULL: the system's default */
  int channels;           /* 1 or 2 */
} PipewireSettings;

/* Our file: below XDG_CONFIG_HOME, or ~/.config. Returns 0 after one sentence on stderr when neither is known. */
int pipewire_config_path(char *path, size_t size);
/* Writes the file beside and renames it. Returns 0 after one sentence on stderr. */
int pipewire_config_write(const char *path, const PipewireSettings *settings);
/* Finds the bundle where LV2 hosts look for it: LV2_PATH, or the usual folders. Returns 0 when it is nowhere. */
int pipewire_find_plugin(char *path, size_t size);

#endif
