/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of the bundle, written to standard output.
 */
#ifndef QUELL_TTL_H
#define QUELL_TTL_H

#include <stdint.h>

typedef struct {
  const char *uri, *name;
  uint32_t channels;
} Variant;

#define VARIANTS 2
extern const Variant variants[VARIANTS];

/* `window` is the file of the plugin's window, NULL for none. */
void write_manifest(const char *binary, const char *window);
void write_plugins(void);
void write_presets(void);
void write_window(void);
/* What the manifest says of the window. */
void write_window_manifest(const char *binary);

/* A number that is a decimal in Turtle whatever its value: some hosts pass over whole numbers. */
void write_decimal(float value);

#endif
