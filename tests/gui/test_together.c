/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window and the plugin at work: test_together LIBRARY
 */
#include "gui_test.h"

#include "plugin/gui/theme.h"
#include "tests/plugin/plugin_test.h"
#include "together.h"
#include "window_rig.h"

#include <stdlib.h>
#include <unistd.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#define RATE 48000
#define BLOCK 480

static int open_both(void **state) {
  *state = together_open(library, 2, RATE, 1);
  return 0;
}

static int close_both(void **state) {
  together_close(*state);
  return 0;
}

static void run_noise(Together *together, int blocks) {
  static uint32_t seed = 1;
  float noise[BLOCK];
  const float *input[] = {noise, noise};
  for (int i = 0; i < blocks; i++) {
    for (int n = 0; n < BLOCK; n++) {
      seed = seed * 1664525u + 1013904223u;
      noise[n] = (float)(int32_t)seed / 2147483648.0f * 0.1f;
    }
    together_run(together, input, BLOCK);
  }
}

static void the_sound_is_seen(void **state) {
  Together *together = *state;
  const Box spectrum = box_of_kind(&spectrum_widget);
  const int dark = count_colour(&together->window, spectrum, COLOUR_GRAPH);
  run_noise(together, 100);
  ui_host_settle(&together->window);
  assert_true(count_colour(&together->window, spectrum, COLOUR_GRAPH) < dark / 2);
  assert_true(count_colour(&together->window, box_of(PORT_INPUT_LEVEL), COLOUR_INPUT) > 500);
}

static void a_window_that_opens_is_told_what_runs(void **state) {
  Together *together = *state;
  run_noise(together, 1);
  assert_string_equal(host_told(together->plugin, MODEL_URI), "");
  const char *name = host_told(together->plugin, MODEL_NAME_URI);
  assert_true(name && *name);
}

static void the_plugin_sends_no_frames_once_the_window_is_closed(void **state) {
  Together *together = *state;
  run_noise(together, 30);
  assert_true(together->window.frame_count > 5);
  ui_host_close_window(&together->window);
  float silence[BLOCK] = {0};
  uint32_t sent = 0;
  for (int i = 0; i < 400; i++) {
    memcpy(together->plugin->input[0], silence, sizeof silence);
    host_run(together->plugin, BLOCK);
    if (i >= 301) sent += (uint32_t)host_told_object(together->plugin, "urn:quell:display#Frame");
  }
  assert_int_equal(sent, 0);
  assert_true(ui_host_open_window(&together->window, PLUGIN_STEREO_URI));
}

static void the_wheel_reaches_the_plugin(void **state) {
  Together *together = *state;
  Box box = box_of(PORT_LIMIT);
  ui_host_point(&together->window, box.x + box.width / 2, box.y + box.height / 2);
  ui_host_wheel(&together->window, -4);
  assert_true(together->plugin->values[PORT_LIMIT] == 96);
}

static void choose(Together *together, const char *path) {
  Box box = box_of_kind(&model_widget);
  ui_host_click(&together->window, box.x + 50, box.y + box.height / 2);
  ui_host_type(&together->window, path);
  ui_host_press_key(&together->window, XKB_KEY_Return);
  run_noise(together, 10);
  ui_host_settle(&together->window);
}

static void a_file_that_is_no_model_gives_a_message(void **state) {
  Together *together = *state;
  char path[64] = "/tmp/quell-bad-XXXXXX.safetensors";
  int file = mkstemps(path, 12);
  assert_true(file >= 0);
  close(file);
  choose(together, path);
  unlink(path);
  assert_true(count_colour(&together->window, box_of_kind(&message_widget), COLOUR_ALERT) > 100);
}

static void a_model_is_loaded_and_named(void **state) {
  Together *together = *state;
  char path[256], folder[256];
  model_file_make(0, path, folder);
  choose(together, path);
  model_file_remove(path, folder);
  assert_string_equal(together->window.told_path, path);
  assert_int_equal(count_colour(&together->window, box_of_kind(&message_widget), COLOUR_ALERT), 0);
}

#define with_both(test) cmocka_unit_test_setup_teardown(test, open_both, close_both)

int main(int count, char **arguments) {
  window_rig_begin(count, arguments);
  const struct CMUnitTest tests[] = {
      with_both(the_sound_is_seen),
      with_both(a_window_that_opens_is_told_what_runs),
      with_both(the_plugin_sends_no_frames_once_the_window_is_closed),
      with_both(the_wheel_reaches_the_plugin),
      with_both(a_file_that_is_no_model_gives_a_message),
      with_both(a_model_is_loaded_and_named),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  window_rig_end();
  return failed;
}
