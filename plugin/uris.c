/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "uris.h"

#include <lv2/atom/atom.h>
#include <lv2/patch/patch.h>
#include <lv2/state/state.h>
#include <stddef.h>

void uris_map(Uris *uris, LV2_URID_Map *map) {
  const struct {
    LV2_URID *urid;
    const char *uri;
  } names[] = {{&uris->model, MODEL_URI},
               {&uris->model_name, MODEL_NAME_URI},
               {&uris->message, MESSAGE_URI},
               {&uris->model_hash, MODEL_HASH_URI},
               {&uris->model_origin, MODEL_ORIGIN_URI},
               {&uris->path, LV2_ATOM__Path},
               {&uris->string, LV2_ATOM__String},
               {&uris->urid, LV2_ATOM__URID},
               {&uris->object, LV2_ATOM__Object},
               {&uris->sequence, LV2_ATOM__Sequence},
               {&uris->chunk, LV2_ATOM__Chunk},
               {&uris->patch_get, LV2_PATCH__Get},
               {&uris->patch_set, LV2_PATCH__Set},
               {&uris->patch_put, LV2_PATCH__Put},
               {&uris->patch_body, LV2_PATCH__body},
               {&uris->patch_property, LV2_PATCH__property},
               {&uris->patch_value, LV2_PATCH__value},
               {&uris->state_changed, LV2_STATE__StateChanged}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    *names[i].urid = map->map(map->handle, names[i].uri);
}
