/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a busy host does from its threads at once: sound, model changes, saving, restoring, and looking at the picture.
 * It runs under the thread sanitizer too. With a number of seconds as argument it is a soak: it ends when that much
 * sound was made, and fails when memory has grown or a sample is not finite.
 */
#include "plugin_test.h"

#include "plugin/inline_display_extension.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define RATE 48000
#define SECONDS 20
/* Bytes, however long it runs: at the end there may be two models of the built-in one's size that were not there
 * before. Sanitizers keep what is freed for a while, and notes on what was used. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GROWTH_MOST 1e9
#else
#define GROWTH_MOST 24e6
#endif

typedef struct {
  Host *host;
  double seconds; /* of sound */
  const char *paths[3];
  atomic_int done;
  atomic_uint wanted; /* counts model changes that the audio thread shall ask for */
  atomic_uint draws;  /* counts the pictures of the mixer strip that the plugin wants drawn */
  int finite;
} Stage;

static void *audio(void *context) {
  Stage *stage = context;
  Host *host = stage->host;
  uint32_t random = 7, asked = 0;
  float *sound = noisy_speech(RATE, RATE, 3900, 1);
  for (double frames = 0; frames < stage->seconds * RATE;) {
    const uint32_t size = random_number(&random) % 2048, from = random_number(&random) % (RATE - 2048);
    const PortId port = (PortId)(random_number(&random) % PORT_COUNT);
    const Port *info = port_info(port);
    if (info->kind == KIND_VALUE && info->direction == PORT_INPUT && random % 8 == 0)
      host_set(host, port,
               info->minimum + (float)(random_number(&random) % 101) / 100 * (info->maximum - info->minimum));
    const unsigned wanted = atomic_load(&stage->wanted);
    if (asked != wanted) host_ask_model(host, stage->paths[wanted % 3]);
    asked = wanted;
    for (uint32_t c = 0; c < 2; c++)
      memcpy(host->input[c], sound + from, size * sizeof(float));
    host_run(host, size);
    stage->finite &= all_finite(host->output[0], size) && all_finite(host->output[1], size);
    frames += size;
  }
  atomic_store(&stage->done, 1);
  free(sound);
  return NULL;
}

static void *worker(void *context) {
  Stage *stage = context;
  while (!atomic_load(&stage->done)) {
    host_work(stage->host);
    atomic_fetch_add(&stage->wanted, 1);
    usleep(3000);
  }
  return NULL;
}

static void *session(void *context) {
  Stage *stage = context;
  HostState state;
  while (!atomic_load(&stage->done)) {
    if (host_save(stage->host, &state, "/tmp") != LV2_STATE_SUCCESS) break;
    usleep(2000);
    if (host_restore(stage->host, &state, "/tmp") != LV2_STATE_SUCCESS) break;
    usleep(5000);
  }
  return NULL;
}

/* Ardour's window: it draws whenever it is asked to, in widths that change. */
static void *mixer(void *context) {
  Stage *stage = context;
  const InlineDisplayInterface *display = stage->host->descriptor->extension_data(INLINE_DISPLAY__interface);
  for (uint32_t drawn = 0, width = 100; !atomic_load(&stage->done); usleep(2000)) {
    const unsigned wanted = atomic_load(&stage->draws);
    if (drawn == wanted) continue;
    drawn = wanted;
    width = width == 100 ? 82 : 100;
    if (!display->render(stage->host->plugin, width, 112)) break;
  }
  return NULL;
}

static void want_picture(void *context) {
  Stage *stage = context;
  atomic_fetch_add(&stage->draws, 1);
}

static void run_stage(Stage *stage, double seconds) {
  pthread_t threads[4];
  void *(*const functions[4])(void *) = {audio, worker, session, mixer};
  stage->seconds = seconds;
  atomic_store(&stage->done, 0);
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, functions[i], stage), 0);
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
}

static double soak_seconds = SECONDS;

static void threads_of_a_host_meet_in_the_plugin(void **state) {
  (void)state;
  char first[256], second[256], first_folder[256], second_folder[256];
  model_file_make(1, first, first_folder);
  model_file_make(3, second, second_folder);
  Stage stage = {.paths = {first, second, "/nowhere"}, .finite = 1};
  InlineDisplayFeature display = {&stage, want_picture};
  const LV2_Feature picture = {INLINE_DISPLAY__queue_draw, &display};
  stage.host = host_make(2, RATE, WORK_LATER, (const LV2_Feature *const[]){&picture, NULL});
  stage.host->descriptor->activate(stage.host->plugin);
  run_stage(&stage, soak_seconds / 4); /* what it needs once it has by then */
  const double before = resident_bytes();
  run_stage(&stage, soak_seconds);
  assert_true(stage.finite);
  assert_true(atomic_load(&stage.draws) > 10);
  assert_below(resident_bytes() - before, GROWTH_MOST, "growth of memory in bytes");
  host_close(stage.host);
  model_file_remove(first, first_folder);
  model_file_remove(second, second_folder);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(threads_of_a_host_meet_in_the_plugin)};
  if (argc > 1) soak_seconds = atof(argv[1]);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
