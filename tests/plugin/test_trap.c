/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * run(), activate() and deactivate() allocate nothing, lock nothing and ask nothing of the kernel, also while one model
 * takes over from another.
 */
#include "plugin_test.h"
#include "tests/realtime/trap.h"

#define RATE 48000
#define RUNS 1500

typedef struct {
  Host *host;
  float *sound;
  LV2_Atom_Sequence silent_events; /* an empty sequence, with its type */
} Stage;

/* Everything that a host does in its audio thread; without what our host would look up behind a lock. */
static void play(void *context) {
  Stage *stage = context;
  Host *host = stage->host;
  uint32_t random = 3;
  for (int run = 0; run < RUNS; run++) {
    const PortId port = (PortId)(random_number(&random) % PORT_COUNT);
    const Port *info = port_info(port);
    const float share = (float)(random_number(&random) % 1001) / 1000;
    if (info->kind == KIND_VALUE && info->direction == PORT_INPUT)
      host->values[port] = info->minimum + share * (info->maximum - info->minimum);
    const uint32_t frames = random_number(&random) % 700;
    for (uint32_t c = 0; c < host->channels; c++)
      memcpy(host->input[c], stage->sound + random_number(&random) % 1000, frames * sizeof(float));
    host->notify.sequence.atom.size = host->notify_room;
    host->descriptor->run(host->plugin, frames);
    host->events.sequence = stage->silent_events;
    if (run % 500 != 499) continue;
    host->descriptor->deactivate(host->plugin);
    host->descriptor->activate(host->plugin);
  }
}

static void assert_real_time_safe(uint32_t channels, const char *model, int messages) {
  char caught[64];
  Stage stage = {host_open(channels, RATE, WORK_LATER), noisy_speech(3000, RATE, 3900, 1), {{0, 0}, {0, 0}}};
  stage.silent_events = stage.host->events.sequence;
  for (uint32_t c = 0; c < channels; c++)
    memcpy(stage.host->input[c], stage.sound, 1000 * sizeof(float));
  host_run(stage.host, 1000);
  if (model) {
    host_ask_model(stage.host, model);
    host_run(stage.host, 64);
    host_work(stage.host); /* it takes over while the trap is set */
  }
  if (messages) {
    host_get(stage.host, NULL);
    host_ask_model(stage.host, "/nowhere");
  }
  run_trapped(play, &stage, caught, sizeof caught);
  if (caught[0]) fail_msg("%u channels: %s", channels, caught);
  host_close(stage.host);
  free(stage.sound);
}

static void running_with_random_controls_is_real_time_safe(void **state) {
  (void)state;
  assert_real_time_safe(1, NULL, 0);
  assert_real_time_safe(2, NULL, 0);
}

static void a_change_of_models_is_real_time_safe(void **state) {
  (void)state;
  char path[256], folder[256];
  model_file_make(1, path, folder);
  assert_real_time_safe(1, path, 0);
  assert_real_time_safe(2, path, 1);
  model_file_remove(path, folder);
}

static void messages_are_real_time_safe(void **state) {
  (void)state;
  assert_real_time_safe(1, NULL, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(running_with_random_controls_is_real_time_safe),
      cmocka_unit_test(a_change_of_models_is_real_time_safe),
      cmocka_unit_test(messages_are_real_time_safe),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
