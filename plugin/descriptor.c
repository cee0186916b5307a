/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making, connecting and taking apart: the face that a host sees.
 */
#include "instance.h"
#include "log.h"

#include <lv2/core/lv2.h>
#include <lv2/core/lv2_util.h>
#include <lv2/state/state.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void cleanup(LV2_Handle handle) {
  Instance *instance = handle;
  log_reports(instance); /* a host without a worker has had no occasion before */
  display_free(&instance->display);
  swap_clear(&instance->swap);
  pthread_mutex_destroy(&instance->choice.lock);
  free(instance);
}

/* Features whose data some hosts leave out count as absent. */
static void read_features(Instance *instance, LV2_URID_Map *map, const LV2_Feature *const *features) {
  const LV2_Worker_Schedule *schedule = lv2_features_data(features, LV2_WORKER__schedule);
  if (schedule) instance->schedule = *schedule;
  lv2_log_logger_init(&instance->logger, map, lv2_features_data(features, LV2_LOG__log));
  uris_map(&instance->uris, map);
  display_init(&instance->display, map, lv2_features_data(features, INLINE_DISPLAY__queue_draw), instance->sample_rate);
  lv2_atom_forge_init(&instance->audio.forge, map);
}

static void set_standards(Instance *instance) {
  for (int port = 0; port < PORT_COUNT; port++)
    instance->audio.seen[port] = port_info((PortId)port)->standard;
  instance->audio.starts = 1;
  instance->audio.load.sample_rate = instance->sample_rate;
}

static int load_built_in(Instance *instance) {
  char why[BULLETIN_TEXT];
  LoadedModel *model = loaded_model_open("", instance->sample_rate, instance->channels, why, sizeof why);
  if (!model) {
    log_error(instance, "it cannot run at %u Hz: %s", instance->sample_rate, why);
    return 0;
  }
  instance->latency = quell_denoiser_latency(model->denoiser);
  snprintf(instance->choice.model.hash, sizeof instance->choice.model.hash, "%s", model->hash);
  swap_init(&instance->swap, model, instance->sample_rate, instance->channels);
  return 1;
}

static LV2_Handle instantiate(const LV2_Descriptor *descriptor, double sample_rate, const char *bundle,
                              const LV2_Feature *const *features) {
  (void)bundle;
  LV2_URID_Map *map = features ? lv2_features_data(features, LV2_URID__map) : NULL;
  if (!map || !map->map) {
    fprintf(stderr, "Quell: the host lacks the feature %s.\n", LV2_URID__map);
    return NULL;
  }
  Instance *instance = calloc(1, sizeof *instance);
  if (!instance) return NULL;
  instance->sample_rate = (uint32_t)lround(fmin(fmax(sample_rate, 0), 1e9));
  instance->channels = strcmp(descriptor->URI, PLUGIN_URI) == 0 ? 1 : 2;
  instance->port_count = port_list(instance->channels, instance->list);
  pthread_mutex_init(&instance->choice.lock, NULL);
  read_features(instance, map, features);
  set_standards(instance);
  if (!load_built_in(instance)) {
    cleanup(instance);
    return NULL;
  }
  return instance;
}

static void connect_port(LV2_Handle handle, uint32_t index, void *data) {
  Instance *instance = handle;
  if (index < instance->port_count) instance->ports[instance->list[index]] = data;
}

/* Some hosts call these in the audio thread, and some before any port is connected. */
static void activate(LV2_Handle handle) QUELL_REALTIME;
static void activate(LV2_Handle handle) {
  Instance *instance = handle;
  swap_reset(&instance->swap);
  instance->audio.starts = 1;
  atomic_store(&instance->work_due, 0); /* a host may drop work over a pause */
}

static void deactivate(LV2_Handle handle) QUELL_REALTIME;
static void deactivate(LV2_Handle handle) {
  (void)handle;
}

static InlineDisplayImage *render(LV2_Handle handle, uint32_t width, uint32_t most_height) {
  Instance *instance = handle;
  return inline_display_render(&instance->display.strip, width, most_height);
}

static const void *extension_data(const char *uri) {
  static const InlineDisplayInterface inline_display_interface = {render};
  if (strcmp(uri, LV2_STATE__interface) == 0) return state_interface;
  if (strcmp(uri, LV2_WORKER__interface) == 0) return &work_interface;
  if (strcmp(uri, INLINE_DISPLAY__interface) == 0) return &inline_display_interface;
  return NULL;
}

LV2_SYMBOL_EXPORT const LV2_Descriptor *lv2_descriptor(uint32_t index) {
  static const LV2_Descriptor descriptors[] = {
      {PLUGIN_URI, instantiate, connect_port, activate, instance_run, deactivate, cleanup, extension_data},
      {PLUGIN_STEREO_URI, instantiate, connect_port, activate, instance_run, deactivate, cleanup, extension_data}};
  return index < sizeof descriptors / sizeof *descriptors ? &descriptors[index] : NULL;
}
