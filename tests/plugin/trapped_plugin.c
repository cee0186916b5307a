/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plugin with a trap around what hosts call in their audio thread, for any host that can be started: it stands in
 * the bundle in place of the plugin, and is preloaded, so that it also stands in front of the C library. In run(),
 * activate() and deactivate() it notes every allocation, lock and wait, and every system call; not in what the host
 * does when the plugin calls it meanwhile. Environment:
 *
 *   QUELL_TRAPPED  the plugin
 *   QUELL_TRAP     file for the report: a line "caught NAME in FUNCTION" for each fault, and for each instance "made",
 *                  "runs N" when it is to be freed, and "freed" when it was
 *   QUELL_PLANT    "malloc" or "write": does so in run(), to show that it is caught
 */
#include "plugin/inline_display_extension.h"
#include "tests/realtime/interposers.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <lv2/core/lv2.h>
#include <lv2/worker/worker.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define FEATURES_MAX 64
#define ALLOW 0
#define BLOCK 1

/* Where this thread is inside the plugin, NULL when it is not. The kernel looks at `gate` at each system call. */
static __thread const char *volatile inside __attribute__((tls_model("initial-exec")));
static __thread volatile char gate __attribute__((tls_model("initial-exec")));
static __thread int prepared __attribute__((tls_model("initial-exec")));

static const LV2_Descriptor *trapped[2];
static int report = -1;
static atomic_uint runs;

static void tell(const char *line) {
  const ssize_t length = (ssize_t)strlen(line);
  if (write(report, line, (size_t)length) != length) abort();
}

/* ---- Faults ---- */

static void note(const char *name) {
  const char *function = inside;
  char line[128];
  inside = NULL;
  gate = ALLOW;
  snprintf(line, sizeof line, "caught %s in %s\n", name, function);
  tell(line);
}

void trap_meets(const char *name) {
  if (inside) note(name);
}

static void meet_system_call(int signal_number, siginfo_t *info, void *context) {
  char name[32];
  (void)signal_number, (void)context;
  gate = ALLOW;
  snprintf(name, sizeof name, "system call %d", info->si_syscall);
  if (inside) note(name);
}

/* ---- In and out ---- */

static void prepare_thread(void) {
  struct sigaction action = {.sa_sigaction = meet_system_call, .sa_flags = SA_SIGINFO};
  sigaction(SIGSYS, &action, NULL);
  if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &gate) != 0) {
    tell("caught no filter for system calls in this kernel\n");
  }
  prepared = 1;
}

static void enter(const char *function) {
  if (!prepared) prepare_thread();
  inside = function;
  gate = BLOCK;
}

static const char *leave(void) {
  const char *function = inside;
  gate = ALLOW;
  inside = NULL;
  return function;
}

static void enter_again(const char *function) {
  if (function) enter(function);
}

/* ---- What the host offers, called by the plugin ---- */

/* Lives as long as the process: hosts are few and short-lived here. */
typedef struct {
  LV2_Worker_Schedule schedule, host_schedule;
  InlineDisplayFeature display, host_display;
  LV2_Feature list[2];
  const LV2_Feature *features[FEATURES_MAX + 1];
} Offer;

static LV2_Worker_Status schedule_work(LV2_Worker_Schedule_Handle handle, uint32_t size, const void *data) {
  const Offer *offer = handle;
  const char *function = leave();
  const LV2_Worker_Status status = offer->host_schedule.schedule_work(offer->host_schedule.handle, size, data);
  enter_again(function);
  return status;
}

static void queue_draw(void *handle) {
  const Offer *offer = handle;
  const char *function = leave();
  offer->host_display.queue_draw(offer->host_display.handle);
  enter_again(function);
}

static const LV2_Feature *const *wrap_features(const LV2_Feature *const *features) {
  Offer *offer = calloc(1, sizeof *offer);
  if (!offer || !features) return features;
  for (int i = 0; features[i] && i < FEATURES_MAX; i++) {
    offer->features[i] = features[i];
    if (strcmp(features[i]->URI, LV2_WORKER__schedule) == 0 && features[i]->data) {
      offer->host_schedule = *(const LV2_Worker_Schedule *)features[i]->data;
      offer->schedule = (LV2_Worker_Schedule){offer, schedule_work};
      offer->list[0] = (LV2_Feature){LV2_WORKER__schedule, &offer->schedule};
      offer->features[i] = &offer->list[0];
    }
    if (strcmp(features[i]->URI, INLINE_DISPLAY__queue_draw) == 0 && features[i]->data) {
      offer->host_display = *(const InlineDisplayFeature *)features[i]->data;
      offer->display = (InlineDisplayFeature){offer, queue_draw};
      offer->list[1] = (LV2_Feature){INLINE_DISPLAY__queue_draw, &offer->display};
      offer->features[i] = &offer->list[1];
    }
  }
  return offer->features;
}

/* ---- What the host calls ---- */

static LV2_Handle instantiate(const LV2_Descriptor *descriptor, double sample_rate, const char *bundle,
                              const LV2_Feature *const *features) {
  const LV2_Descriptor *plugin = trapped[strcmp(descriptor->URI, trapped[0]->URI) == 0 ? 0 : 1];
  LV2_Handle handle = plugin->instantiate(plugin, sample_rate, bundle, wrap_features(features));
  if (handle) tell("made\n");
  return handle;
}

static void connect_port(LV2_Handle handle, uint32_t port, void *data) {
  enter("connect_port");
  trapped[0]->connect_port(handle, port, data);
  leave();
}

static void activate(LV2_Handle handle) {
  enter("activate");
  trapped[0]->activate(handle);
  leave();
}

static void deactivate(LV2_Handle handle) {
  enter("deactivate");
  trapped[0]->deactivate(handle);
  leave();
}

static void plant(void) {
  const char *what = getenv("QUELL_PLANT");
  void *volatile block = what && strcmp(what, "malloc") == 0 ? malloc(1) : NULL;
  if (block) free(block);
  if (what && strcmp(what, "write") == 0 && write(-1, "", 1) == 0) abort();
}

static void run(LV2_Handle handle, uint32_t frames) {
  enter("run");
  trapped[0]->run(handle, frames);
  plant();
  leave();
  atomic_fetch_add(&runs, 1);
}

static void cleanup(LV2_Handle handle) {
  char line[32];
  snprintf(line, sizeof line, "runs %u\n", atomic_exchange(&runs, 0));
  tell(line);
  trapped[0]->cleanup(handle);
  tell("freed\n");
}

static const void *extension_data(const char *uri) {
  return trapped[0]->extension_data(uri);
}

static int load(void) {
  const char *path = getenv("QUELL_TRAPPED"), *file = getenv("QUELL_TRAP");
  void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
  LV2_Descriptor_Function function = NULL;
  if (library) *(void **)&function = dlsym(library, "lv2_descriptor");
  report = file ? open(file, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  if (!function || report < 0) return 0;
  for (uint32_t i = 0; i < 2; i++)
    trapped[i] = function(i);
  return 1;
}

LV2_SYMBOL_EXPORT const LV2_Descriptor *lv2_descriptor(uint32_t index) {
  static LV2_Descriptor descriptors[2];
  if (index >= 2 || (!trapped[0] && !load())) return NULL;
  descriptors[index] = (LV2_Descriptor){trapped[index]->URI, instantiate, connect_port,  activate, run,
                                        deactivate,          cleanup,     extension_data};
  return &descriptors[index];
}
