/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names in the world of LV2, and what the host makes of them.
 */
#ifndef QUELL_URIS_H
#define QUELL_URIS_H

#include <lv2/urid/urid.h>

#define PLUGIN_URI "urn:quell:denoiser"
#define PLUGIN_STEREO_URI "urn:quell:denoiser_stereo"
#define WINDOW_URI "urn:quell:window"
/* Parameters of both plugins. */
#define MODEL_URI PLUGIN_URI "#model"          /* the model file: settable, an atom:Path, "" for the built-in one */
#define MODEL_NAME_URI PLUGIN_URI "#modelName" /* what the present model calls itself */
#define MESSAGE_URI PLUGIN_URI "#message"      /* what went wrong, or "" */
/* Only in saved states. */
#define MODEL_HASH_URI PLUGIN_URI "#modelHash"
#define MODEL_ORIGIN_URI PLUGIN_URI "#modelOrigin" /* where the file lay, without links */

typedef struct {
  LV2_URID model, model_name, message, model_hash, model_origin;
  LV2_URID path, string, urid, object, sequence, chunk;
  LV2_URID patch_get, patch_set, patch_put, patch_body, patch_property, patch_value;
  LV2_URID state_changed;
} Uris;

/* setup. */
void uris_map(Uris *uris, LV2_URID_Map *map);

#endif
