/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A host of our own, which calls the plugin as the many hosts do: any order, any buffers, any thread. It loads the
 * shared object named by the environment variable QUELL_PLUGIN. What fails here ends the program.
 */
#ifndef QUELL_TESTS_PLUGIN_HOST_H
#define QUELL_TESTS_PLUGIN_HOST_H

#include "plugin/ports.h"
#include "plugin/uris.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/state/state.h>
#include <lv2/worker/worker.h>
#include <stddef.h>

#define HOST_BLOCK 8192
#define HOST_LOG 4096
#define HOST_FEATURES 16

/* When a host does what run() has scheduled. */
typedef enum {
  WORK_NEVER,   /* it offers no worker */
  WORK_LATER,   /* host_work() does it, as another thread would */
  WORK_AT_ONCE, /* within schedule_work(), work_response() included */
  WORK_REFUSED  /* its queue is always full */
} HostWork;

typedef struct {
  const LV2_Descriptor *descriptor;
  LV2_Handle plugin;
  uint32_t channels;
  float values[PORT_COUNT];    /* of control ports, connected unless taken away */
  float *input[2], *output[2]; /* [HOST_BLOCK], connected */
  union {
    LV2_Atom_Sequence sequence;
    char bytes[16384];
  } events, notify;
  uint32_t notify_room; /* capacity that the plugin is told; default: all */
  LV2_Atom_Forge forge;
  HostWork work;
  uint32_t pending; /* scheduled works */
  char log[HOST_LOG];
  /* Handed over, and pointed at by the plugin. */
  LV2_URID_Map map;
  LV2_Worker_Schedule schedule;
  LV2_Log_Log logger;
} Host;

/* NULL when the plugin refuses. */
Host *host_open(uint32_t channels, double sample_rate, HostWork work);
/* The same before activate(), with features besides (up to HOST_FEATURES, NULL at their end) that come first. */
Host *host_make(uint32_t channels, double sample_rate, HostWork work, const LV2_Feature *const *besides);
void host_close(Host *host);

LV2_URID host_urid(const char *uri);
/* Connects, or with NULL disconnects. */
void host_connect(Host *host, PortId port, void *data);
void host_set(Host *host, PortId port, float value);
/* Runs once with the buffers as they are; events are emptied afterwards. */
void host_run(Host *host, uint32_t frames);
/* Runs a whole signal through in blocks of a size, or of random sizes with block 0. */
void host_stream(Host *host, const float *const *input, float *const *output, size_t frames, uint32_t block);
/* Does what was scheduled, and gives the responses. */
void host_work(Host *host);

/* An event for the next run. */
void host_ask_model(Host *host, const char *path);
void host_get(Host *host, const char *property);
/* The text that the last run notified for a property, by patch:Set or patch:Put, NULL when none. */
const char *host_told(const Host *host, const char *property);
/* The same by messages of one type only, LV2_PATCH__Set or LV2_PATCH__Put. */
const char *host_told_by(const Host *host, const char *message, const char *property);
/* Whether the last run notified an object of a type. */
int host_told_object(const Host *host, const char *type);

/* ---- State ---- */

typedef struct {
  struct {
    LV2_URID key, type;
    uint32_t flags;
    size_t size;
    char value[4096];
  } items[8];
  uint32_t count;
} HostState;

/* How paths are kept: "" none offered; else what they are below is left out, as in a session folder. */
LV2_State_Status host_save(Host *host, HostState *state, const char *folder);
LV2_State_Status host_restore(Host *host, const HostState *state, const char *folder);
const char *host_state_text(const HostState *state, const char *key);

#endif
