/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "jack_survival.h"

#include <dlfcn.h>
#include <stddef.h>

typedef int (*ClientFunction)(void *client);

static ClientFunction behind(const char *name) {
  ClientFunction function;
  *(void **)&function = dlsym(RTLD_NEXT, name);
  return function;
}

/* As <jack/jack.h> declares them; the linker gives them to PortAudio. */
__attribute__((visibility("default"))) int jack_deactivate(void *client);
__attribute__((visibility("default"))) int jack_client_close(void *client);

int jack_deactivate(void *client) {
  const ClientFunction function = behind("jack_deactivate");
  if (function) function(client);
  return 0;
}

int jack_client_close(void *client) {
  const ClientFunction function = behind("jack_client_close");
  if (function) function(client);
  return 0;
}

int jack_survival_needed(void) {
  return behind("jack_client_close") != NULL;
}
