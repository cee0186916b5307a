/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The part of a session that is no port: which model runs. The host turns its path into one that moves with the
 * session, and back; the sum of its content tells whether it is still the same file.
 */
#include "instance.h"
#include "log.h"

#include <lv2/core/lv2_util.h>
#include <lv2/state/state.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLAGS (LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE)

static void free_path(const LV2_Feature *const *features, char *path) {
  const LV2_State_Free_Path *feature = features ? lv2_features_data(features, LV2_STATE__freePath) : NULL;
  if (feature && feature->free_path)
    feature->free_path(feature->handle, path);
  else
    free(path);
}

static LV2_State_Map_Path *path_map(const LV2_Feature *const *features) {
  return features ? lv2_features_data(features, LV2_STATE__mapPath) : NULL;
}

static LV2_State_Status store_text(LV2_State_Store_Function store, LV2_State_Handle handle, LV2_URID key, LV2_URID type,
                                   const char *text, uint32_t flags) {
  return store(handle, key, text, strlen(text) + 1, type, flags);
}

static LV2_State_Status store_path(const Instance *instance, LV2_State_Store_Function store, LV2_State_Handle handle,
                                   const char *path, const LV2_Feature *const *features) {
  const Uris *uris = &instance->uris;
  LV2_State_Map_Path *map = path_map(features);
  if (!map) return store_text(store, handle, uris->model, uris->path, path, LV2_STATE_IS_POD);
  char *mapped = map->abstract_path(map->handle, path);
  if (!mapped) return LV2_STATE_ERR_UNKNOWN;
  const LV2_State_Status status = store_text(store, handle, uris->model, uris->path, mapped, FLAGS);
  free_path(features, mapped);
  return status;
}

static LV2_State_Status save(LV2_Handle handle, LV2_State_Store_Function store, LV2_State_Handle state, uint32_t flags,
                             const LV2_Feature *const *features) {
  (void)flags;
  Instance *instance = handle;
  const Uris *uris = &instance->uris;
  SavedModel model;
  swap_collect(&instance->swap);
  chosen_model(instance, &model);
  if (!*model.path) return store_text(store, state, uris->model_hash, uris->string, BUILT_IN, FLAGS);
  LV2_State_Status status = store_path(instance, store, state, model.path, features);
  if (status == LV2_STATE_SUCCESS) status = store_text(store, state, uris->model_hash, uris->string, model.hash, FLAGS);
  /* A text, and no path: the host shall leave it as it is. */
  if (status == LV2_STATE_SUCCESS && *model.origin)
    status = store_text(store, state, uris->model_origin, uris->string, model.origin, LV2_STATE_IS_POD);
  return status;
}

/* A text of the state, NULL when there is none or none that ends. */
static const char *retrieve_text(LV2_State_Retrieve_Function retrieve, LV2_State_Handle handle, LV2_URID key) {
  size_t size = 0;
  uint32_t type = 0, flags = 0;
  const char *text = retrieve(handle, key, &size, &type, &flags);
  return text && size > 0 && memchr(text, 0, size) ? text : NULL;
}

static void copy_text(char *to, size_t size, const char *text) {
  snprintf(to, size, "%s", text ? text : "");
}

static void restore_path(Instance *instance, SavedModel *saved, const char *stored,
                         const LV2_Feature *const *features) {
  LV2_State_Map_Path *map = path_map(features);
  char *path = map ? map->absolute_path(map->handle, stored) : NULL;
  copy_text(saved->path, sizeof saved->path, path ? path : stored);
  restore_model(instance, saved);
  if (path) free_path(features, path);
}

static LV2_State_Status restore(LV2_Handle handle, LV2_State_Retrieve_Function retrieve, LV2_State_Handle state,
                                uint32_t flags, const LV2_Feature *const *features) {
  (void)flags;
  Instance *instance = handle;
  const char *path = retrieve_text(retrieve, state, instance->uris.model);
  const char *hash = retrieve_text(retrieve, state, instance->uris.model_hash);
  SavedModel saved = {0};
  if (path && *path) {
    copy_text(saved.hash, sizeof saved.hash, hash);
    copy_text(saved.origin, sizeof saved.origin, retrieve_text(retrieve, state, instance->uris.model_origin));
    restore_path(instance, &saved, path, features);
  } else if (path || (hash && strcmp(hash, BUILT_IN) == 0)) {
    restore_model(instance, &saved);
  }
  return LV2_STATE_SUCCESS; /* a state that says nothing of a model, as a preset of controls, changes none */
}

static const LV2_State_Interface interface = {save, restore};
const void *const state_interface = &interface;
