/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "host.h"

#include <dlfcn.h>
#include <lv2/atom/util.h>
#include <lv2/patch/patch.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void demand(int condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "the host cannot go on: %s\n", what);
  abort();
}

/* ---- Features ---- */

#define URIDS 512
static char *uris[URIDS];
static uint32_t uri_count;
static pthread_mutex_t uri_lock = PTHREAD_MUTEX_INITIALIZER;

LV2_URID host_urid(const char *uri) {
  pthread_mutex_lock(&uri_lock);
  uint32_t at = 0;
  while (at < uri_count && strcmp(uris[at], uri) != 0)
    at++;
  if (at == uri_count) {
    demand(uri_count < URIDS, "too many URIs");
    uris[uri_count++] = strdup(uri);
  }
  pthread_mutex_unlock(&uri_lock);
  return at + 1;
}

static LV2_URID map_uri(LV2_URID_Map_Handle handle, const char *uri) {
  (void)handle;
  return host_urid(uri);
}

static LV2_Worker_Status respond(LV2_Worker_Respond_Handle handle, uint32_t size, const void *data) {
  Host *host = handle;
  const LV2_Worker_Interface *worker = host->descriptor->extension_data(LV2_WORKER__interface);
  return worker->work_response(host->plugin, size, data);
}

static void do_work(Host *host) {
  static const uint32_t message = 1;
  const LV2_Worker_Interface *worker = host->descriptor->extension_data(LV2_WORKER__interface);
  demand(worker != NULL, "no worker interface");
  worker->work(host->plugin, respond, host, sizeof message, &message);
  if (worker->end_run) worker->end_run(host->plugin);
}

static LV2_Worker_Status schedule_work(LV2_Worker_Schedule_Handle handle, uint32_t size, const void *data) {
  Host *host = handle;
  (void)size, (void)data;
  if (host->work == WORK_REFUSED) return LV2_WORKER_ERR_NO_SPACE;
  if (host->work == WORK_AT_ONCE)
    do_work(host);
  else
    __atomic_add_fetch(&host->pending, 1, __ATOMIC_SEQ_CST);
  return LV2_WORKER_SUCCESS;
}

void host_work(Host *host) {
  while (__atomic_exchange_n(&host->pending, 0, __ATOMIC_SEQ_CST))
    do_work(host);
}

static int log_text(LV2_Log_Handle handle, LV2_URID type, const char *format, va_list values) {
  Host *host = handle;
  (void)type;
  const size_t used = strlen(host->log);
  return vsnprintf(host->log + used, HOST_LOG - used, format, values);
}

static int log_format(LV2_Log_Handle handle, LV2_URID type, const char *format, ...) {
  va_list values;
  va_start(values, format);
  const int count = log_text(handle, type, format, values);
  va_end(values);
  return count;
}

/* ---- Life ---- */

static const LV2_Descriptor *find_descriptor(uint32_t channels) {
  const char *path = getenv("QUELL_PLUGIN");
  demand(path != NULL, "QUELL_PLUGIN is not set");
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) fprintf(stderr, "%s\n", dlerror());
  demand(library != NULL, path);
  LV2_Descriptor_Function function;
  *(void **)&function = dlsym(library, "lv2_descriptor");
  demand(function != NULL, "no lv2_descriptor");
  return function(channels - 1);
}

static void connect_all(Host *host) {
  PortId list[PORT_COUNT];
  const uint32_t count = port_list(host->channels, list);
  for (uint32_t index = 0; index < count; index++) {
    const Port *port = port_info(list[index]);
    /* As lilv does with every port. */
    host->descriptor->connect_port(host->plugin, index, NULL);
    if (port->kind != KIND_VALUE) continue;
    host->values[list[index]] = port->standard;
    host_connect(host, list[index], &host->values[list[index]]);
  }
  const PortId in = host->channels == 1 ? PORT_IN : PORT_IN_LEFT, out = host->channels == 1 ? PORT_OUT : PORT_OUT_LEFT;
  for (uint32_t c = 0; c < host->channels; c++) {
    host_connect(host, in + c, host->input[c]);
    host_connect(host, out + c, host->output[c]);
  }
  host_connect(host, PORT_EVENTS, &host->events);
  host_connect(host, PORT_NOTIFY, &host->notify);
}

static void clear_events(Host *host) {
  host->events.sequence =
      (LV2_Atom_Sequence){.atom = {sizeof(LV2_Atom_Sequence_Body), host_urid(LV2_ATOM__Sequence)}, .body = {0, 0}};
}

static int instantiate(Host *host, double sample_rate, const LV2_Feature *const *besides) {
  const LV2_Feature map = {LV2_URID__map, &host->map}, log = {LV2_LOG__log, &host->logger},
                    schedule = {LV2_WORKER__schedule, &host->schedule};
  const LV2_Feature *features[HOST_FEATURES + 4] = {NULL};
  uint32_t count = 0;
  while (besides && besides[count] && count < HOST_FEATURES) {
    features[count] = besides[count];
    count++;
  }
  features[count++] = &map;
  features[count++] = &log;
  if (host->work != WORK_NEVER) features[count] = &schedule;
  host->plugin = host->descriptor->instantiate(host->descriptor, sample_rate, "/nowhere", features);
  return host->plugin != NULL;
}

Host *host_make(uint32_t channels, double sample_rate, HostWork work, const LV2_Feature *const *besides) {
  Host *host = calloc(1, sizeof *host);
  demand(host != NULL, "no memory");
  host->descriptor = find_descriptor(channels);
  host->channels = channels;
  host->work = work;
  host->map = (LV2_URID_Map){host, map_uri};
  host->schedule = (LV2_Worker_Schedule){host, schedule_work};
  host->logger = (LV2_Log_Log){host, log_format, log_text};
  host->notify_room = sizeof host->notify - sizeof(LV2_Atom);
  lv2_atom_forge_init(&host->forge, &host->map);
  for (int c = 0; c < 2; c++) {
    host->input[c] = calloc(HOST_BLOCK, sizeof(float));
    host->output[c] = calloc(HOST_BLOCK, sizeof(float));
  }
  clear_events(host);
  if (instantiate(host, sample_rate, besides)) {
    connect_all(host);
    return host;
  }
  host_close(host);
  return NULL;
}

Host *host_open(uint32_t channels, double sample_rate, HostWork work) {
  Host *host = host_make(channels, sample_rate, work, NULL);
  if (host) host->descriptor->activate(host->plugin);
  return host;
}

void host_close(Host *host) {
  if (!host) return;
  if (host->plugin) {
    host->descriptor->deactivate(host->plugin);
    host->descriptor->cleanup(host->plugin);
  }
  for (int c = 0; c < 2; c++) {
    free(host->input[c]);
    free(host->output[c]);
  }
  free(host);
}

/* ---- Sound ---- */

void host_connect(Host *host, PortId port, void *data) {
  const uint32_t index = port_index(host->channels, port);
  if (index != UINT32_MAX) host->descriptor->connect_port(host->plugin, index, data);
}

void host_set(Host *host, PortId port, float value) {
  host->values[port] = value;
}

void host_run(Host *host, uint32_t frames) {
  host->notify.sequence.atom = (LV2_Atom){host->notify_room, 0};
  host->descriptor->run(host->plugin, frames);
  clear_events(host);
}

void host_stream(Host *host, const float *const *input, float *const *output, size_t frames, uint32_t block) {
  uint32_t random = 1;
  for (size_t done = 0; done < frames;) {
    random = random * 1664525u + 1013904223u;
    size_t size = block ? block : random >> 8 & 2047;
    if (size > frames - done) size = frames - done;
    for (uint32_t c = 0; c < host->channels; c++)
      memcpy(host->input[c], input[c] + done, size * sizeof(float));
    host_run(host, (uint32_t)size);
    for (uint32_t c = 0; c < host->channels; c++)
      memcpy(output[c] + done, host->output[c], size * sizeof(float));
    done += size;
  }
}

/* ---- Messages ---- */

/* Opens an event at the end of the queue. */
static void begin_object(Host *host, LV2_Atom_Forge_Frame *frame, const char *type, int64_t at) {
  LV2_Atom_Event *event =
      (LV2_Atom_Event *)((char *)&host->events.sequence.body + lv2_atom_pad_size(host->events.sequence.atom.size));
  event->time.frames = at;
  lv2_atom_forge_set_buffer(&host->forge, (uint8_t *)&event->body, 8192);
  lv2_atom_forge_object(&host->forge, frame, 0, host_urid(type));
}

static void end_object(Host *host, LV2_Atom_Forge_Frame *frame) {
  lv2_atom_forge_pop(&host->forge, frame);
  host->events.sequence.atom.size =
      lv2_atom_pad_size(host->events.sequence.atom.size) + (uint32_t)sizeof(int64_t) + host->forge.offset;
}

void host_ask_model(Host *host, const char *path) {
  LV2_Atom_Forge_Frame frame;
  /* Some hosts put the time of an event behind the block's last frame. */
  begin_object(host, &frame, LV2_PATCH__Set, HOST_BLOCK);
  lv2_atom_forge_key(&host->forge, host_urid(LV2_PATCH__property));
  lv2_atom_forge_urid(&host->forge, host_urid(MODEL_URI));
  lv2_atom_forge_key(&host->forge, host_urid(LV2_PATCH__value));
  lv2_atom_forge_path(&host->forge, path, (uint32_t)strlen(path));
  end_object(host, &frame);
}

void host_get(Host *host, const char *property) {
  LV2_Atom_Forge_Frame frame;
  begin_object(host, &frame, LV2_PATCH__Get, 0);
  if (property) {
    lv2_atom_forge_key(&host->forge, host_urid(LV2_PATCH__property));
    lv2_atom_forge_urid(&host->forge, host_urid(property));
  }
  end_object(host, &frame);
}

static const LV2_Atom *value_of_set(const LV2_Atom_Object *object, const char *property) {
  const LV2_Atom *key = NULL, *value = NULL;
  lv2_atom_object_get(object, host_urid(LV2_PATCH__property), &key, host_urid(LV2_PATCH__value), &value, 0);
  return key && ((const LV2_Atom_URID *)key)->body == host_urid(property) ? value : NULL;
}

static const LV2_Atom *value_of_put(const LV2_Atom_Object *object, const char *property) {
  const LV2_Atom *body = NULL, *value = NULL;
  lv2_atom_object_get(object, host_urid(LV2_PATCH__body), &body, 0);
  if (body) lv2_atom_object_get((const LV2_Atom_Object *)body, host_urid(property), &value, 0);
  return value;
}

const char *host_told_by(const Host *host, const char *message, const char *property) {
  const char *text = NULL;
  LV2_ATOM_SEQUENCE_FOREACH(&host->notify.sequence, event) {
    const LV2_Atom_Object *object = (const LV2_Atom_Object *)&event->body;
    if (object->body.otype != host_urid(message)) continue;
    const LV2_Atom *value =
        strcmp(message, LV2_PATCH__Set) == 0 ? value_of_set(object, property) : value_of_put(object, property);
    if (value) text = (const char *)(value + 1);
  }
  return text;
}

const char *host_told(const Host *host, const char *property) {
  const char *text = host_told_by(host, LV2_PATCH__Set, property);
  return text ? text : host_told_by(host, LV2_PATCH__Put, property);
}

int host_told_object(const Host *host, const char *type) {
  LV2_ATOM_SEQUENCE_FOREACH(&host->notify.sequence, event)
  if (((const LV2_Atom_Object *)&event->body)->body.otype == host_urid(type)) return 1;
  return 0;
}

/* ---- State ---- */

static LV2_State_Status store(LV2_State_Handle handle, uint32_t key, const void *value, size_t size, uint32_t type,
                              uint32_t flags) {
  HostState *state = handle;
  demand(state->count < 8 && size <= sizeof state->items[0].value, "too much state");
  state->items[state->count].key = key;
  state->items[state->count].type = type;
  state->items[state->count].flags = flags;
  state->items[state->count].size = size;
  memcpy(state->items[state->count++].value, value, size);
  return LV2_STATE_SUCCESS;
}

static const void *retrieve(LV2_State_Handle handle, uint32_t key, size_t *size, uint32_t *type, uint32_t *flags) {
  HostState *state = handle;
  for (uint32_t i = 0; i < state->count; i++)
    if (state->items[i].key == key) {
      *size = state->items[i].size;
      *type = state->items[i].type;
      *flags = state->items[i].flags;
      return state->items[i].value;
    }
  return NULL;
}

static char *abstract_path(LV2_State_Map_Path_Handle folder, const char *path) {
  const size_t length = strlen(folder);
  return strdup(strncmp(path, folder, length) == 0 ? path + length + 1 : path);
}

static char *absolute_path(LV2_State_Map_Path_Handle folder, const char *path) {
  char *whole = NULL;
  if (*path == '/') return strdup(path);
  demand(asprintf(&whole, "%s/%s", (const char *)folder, path) >= 0, "no memory");
  return whole;
}

static void free_path(LV2_State_Free_Path_Handle handle, char *path) {
  (void)handle;
  free(path);
}

typedef struct {
  LV2_State_Map_Path map;
  LV2_State_Free_Path free_path;
  LV2_Feature map_feature, free_feature;
  const LV2_Feature *features[3];
} PathFeatures;

static const LV2_Feature *const *path_features(PathFeatures *paths, const char *folder) {
  if (!*folder) return NULL;
  paths->map = (LV2_State_Map_Path){(void *)folder, abstract_path, absolute_path};
  paths->free_path = (LV2_State_Free_Path){NULL, free_path};
  paths->map_feature = (LV2_Feature){LV2_STATE__mapPath, &paths->map};
  paths->free_feature = (LV2_Feature){LV2_STATE__freePath, &paths->free_path};
  paths->features[0] = &paths->map_feature;
  paths->features[1] = &paths->free_feature;
  paths->features[2] = NULL;
  return paths->features;
}

LV2_State_Status host_save(Host *host, HostState *state, const char *folder) {
  const LV2_State_Interface *interface = host->descriptor->extension_data(LV2_STATE__interface);
  PathFeatures paths;
  state->count = 0;
  return interface->save(host->plugin, store, state, 0, path_features(&paths, folder));
}

LV2_State_Status host_restore(Host *host, const HostState *state, const char *folder) {
  const LV2_State_Interface *interface = host->descriptor->extension_data(LV2_STATE__interface);
  PathFeatures paths;
  return interface->restore(host->plugin, retrieve, (void *)state, 0, path_features(&paths, folder));
}

const char *host_state_text(const HostState *state, const char *key) {
  for (uint32_t i = 0; i < state->count; i++)
    if (state->items[i].key == host_urid(key)) return state->items[i].value;
  return NULL;
}
