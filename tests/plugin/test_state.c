/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a session keeps, and what happens when it comes back.
 */
#include "plugin_test.h"

#include "plugin/model_cache.h"

#include <unistd.h>

#define RATE 48000
#define COUNT 24000

static int prepare(void **state) {
  *state = two_models_make(RATE, COUNT);
  return 0;
}

static HostState saved_with_model(const TwoModels *fixture, const char *folder) {
  HostState saved;
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  assert_int_equal(host_save(host, &saved, folder), LV2_STATE_SUCCESS);
  host_close(host);
  return saved;
}

/* The same after the file has gone, for all that the plugin can see. */
static HostState saved_and_lost(const TwoModels *fixture, const char *folder) {
  HostState saved = saved_with_model(fixture, folder);
  for (uint32_t i = 0; i < saved.count; i++)
    if (saved.items[i].key == host_urid(MODEL_ORIGIN_URI))
      saved.items[i].size = (size_t)snprintf(saved.items[i].value, sizeof saved.items[i].value, "/nowhere/at-all") + 1;
  return saved;
}

static void assert_sounds_like(const TwoModels *fixture, Host *host, const float *expected) {
  float *output = plugin_output(host, fixture->input, COUNT, 500);
  assert_same_bits(output, expected, COUNT);
  free(output);
}

static void the_path_is_saved_as_the_host_wants_it(void **state) {
  const TwoModels *fixture = *state;
  const HostState inside = saved_with_model(fixture, fixture->folder), without = saved_with_model(fixture, "");
  assert_string_equal(host_state_text(&inside, MODEL_URI), "model-1.safetensors");
  assert_string_equal(host_state_text(&without, MODEL_URI), fixture->path);
  assert_int_equal(strlen(host_state_text(&inside, MODEL_HASH_URI)), 16);
  for (uint32_t i = 0; i < inside.count; i++)
    assert_int_equal(inside.items[i].flags, inside.items[i].key == host_urid(MODEL_ORIGIN_URI)
                                                ? LV2_STATE_IS_POD
                                                : LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
}

/* With the features of Ardour, and with none, as lv2file; before and after activate(); with a worker and without. */
static void a_restored_model_runs_from_the_first_sample(void **state) {
  const TwoModels *fixture = *state;
  static const HostWork kinds[] = {WORK_NEVER, WORK_LATER, WORK_AT_ONCE};
  for (size_t i = 0; i < 3; i++)
    for (int bare = 0; bare <= 1; bare++) {
      const char *folder = bare ? "" : fixture->folder;
      const HostState saved = saved_with_model(fixture, folder);
      Host *host = host_open(1, RATE, kinds[i]);
      host_run(host, 1024); /* the run for the latency */
      host->descriptor->deactivate(host->plugin);
      host->descriptor->activate(host->plugin);
      assert_int_equal(host_restore(host, &saved, folder), LV2_STATE_SUCCESS);
      host_run(host, 0);
      assert_sounds_like(fixture, host, fixture->small);
      host_close(host);
    }
}

static void restoring_in_the_middle_of_sound_changes_over(void **state) {
  const TwoModels *fixture = *state;
  const HostState saved = saved_with_model(fixture, "");
  Host *host = host_open(1, RATE, WORK_NEVER);
  free(plugin_output(host, fixture->input, COUNT, 500));
  assert_int_equal(host_restore(host, &saved, ""), LV2_STATE_SUCCESS);
  free(plugin_output(host, fixture->input, COUNT, 500));
  host->descriptor->activate(host->plugin);
  assert_sounds_like(fixture, host, fixture->small);
  host_close(host);
}

static void the_session_may_move_with_its_model(void **state) {
  const TwoModels *fixture = *state;
  const HostState saved = saved_with_model(fixture, fixture->folder);
  char moved_folder[256] = "/tmp/quell-plugin-XXXXXX", moved[300];
  assert_non_null(mkdtemp(moved_folder));
  snprintf(moved, sizeof moved, "%s/model-1.safetensors", moved_folder);
  assert_int_equal(rename(fixture->path, moved), 0);
  Host *host = host_open(1, RATE, WORK_NEVER);
  host_restore(host, &saved, moved_folder);
  assert_sounds_like(fixture, host, fixture->small);
  host_close(host);
  assert_int_equal(rename(moved, fixture->path), 0);
  rmdir(moved_folder);
}

/* Ardour links to a model by a relative path, which leads nowhere once the session lies elsewhere. */
static void the_session_may_move_away_from_its_model(void **state) {
  const TwoModels *fixture = *state;
  HostState saved = saved_with_model(fixture, fixture->folder), again;
  Host *host = host_open(1, RATE, WORK_NEVER);
  host_restore(host, &saved, "/nowhere/else");
  assert_sounds_like(fixture, host, fixture->small);
  assert_int_equal(host_save(host, &again, ""), LV2_STATE_SUCCESS);
  assert_string_equal(host_state_text(&again, MODEL_URI), fixture->path);
  host_close(host);
}

static void what_lies_at_the_old_place_must_be_the_same_file(void **state) {
  const TwoModels *fixture = *state;
  HostState saved = saved_with_model(fixture, fixture->folder);
  for (uint32_t i = 0; i < saved.count; i++)
    if (saved.items[i].key == host_urid(MODEL_HASH_URI)) saved.items[i].value[0] ^= 1;
  Host *host = host_open(1, RATE, WORK_NEVER);
  host_restore(host, &saved, "/nowhere/else");
  assert_non_null(strstr(host->log, "the built-in model runs in its place"));
  assert_sounds_like(fixture, host, fixture->built_in);
  host_close(host);
}

static void a_missing_file_is_told_and_its_path_kept(void **state) {
  const TwoModels *fixture = *state;
  const HostState saved = saved_and_lost(fixture, fixture->folder);
  HostState again;
  Host *host = host_open(1, RATE, WORK_LATER);
  assert_int_equal(host_restore(host, &saved, "/nowhere/else"), LV2_STATE_SUCCESS);
  host_run(host, 64);
  assert_non_null(strstr(host_told(host, MESSAGE_URI), "the built-in model runs in its place"));
  assert_string_equal(host_told(host, MODEL_URI), "/nowhere/else/model-1.safetensors");
  assert_non_null(strstr(host->log, "/nowhere/else/model-1.safetensors"));
  host->descriptor->activate(host->plugin);
  assert_sounds_like(fixture, host, fixture->built_in);
  assert_int_equal(host_save(host, &again, "/nowhere/else"), LV2_STATE_SUCCESS);
  assert_string_equal(host_state_text(&again, MODEL_URI), "model-1.safetensors");
  assert_string_equal(host_state_text(&again, MODEL_HASH_URI), host_state_text(&saved, MODEL_HASH_URI));
  host_close(host);
}

static void another_file_under_the_name_is_noticed(void **state) {
  const TwoModels *fixture = *state;
  HostState saved = saved_with_model(fixture, "");
  for (uint32_t i = 0; i < saved.count; i++)
    if (saved.items[i].key == host_urid(MODEL_HASH_URI)) saved.items[i].value[0] ^= 1;
  Host *host = host_open(1, RATE, WORK_NEVER);
  host_restore(host, &saved, "");
  assert_non_null(strstr(host->log, "is not the one with which this session was saved"));
  assert_sounds_like(fixture, host, fixture->small);
  host_close(host);
}

static void the_built_in_model_comes_back_too(void **state) {
  const TwoModels *fixture = *state;
  HostState saved;
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  assert_int_equal(host_save(host, &saved, ""), LV2_STATE_SUCCESS);
  assert_string_equal(host_state_text(&saved, MODEL_HASH_URI), BUILT_IN);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  host_restore(host, &saved, "");
  host->descriptor->activate(host->plugin);
  assert_sounds_like(fixture, host, fixture->built_in);
  host_close(host);
}

static void a_preset_of_controls_leaves_the_model_alone(void **state) {
  const TwoModels *fixture = *state;
  const HostState nothing = {.count = 0};
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  assert_int_equal(host_restore(host, &nothing, ""), LV2_STATE_SUCCESS);
  host->descriptor->activate(host->plugin);
  assert_sounds_like(fixture, host, fixture->small);
  host_close(host);
}

static void saving_while_a_model_loads_keeps_the_new_choice(void **state) {
  const TwoModels *fixture = *state;
  HostState saved;
  Host *host = host_open(1, RATE, WORK_LATER);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  assert_true(host->pending > 0);
  assert_int_equal(host_save(host, &saved, ""), LV2_STATE_SUCCESS);
  assert_string_equal(host_state_text(&saved, MODEL_URI), fixture->path);
  host_close(host);
}

static void a_restore_overrules_what_was_asked_before(void **state) {
  const TwoModels *fixture = *state;
  HostState saved;
  Host *host = host_open(1, RATE, WORK_LATER);
  assert_int_equal(host_save(host, &saved, ""), LV2_STATE_SUCCESS);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  host_restore(host, &saved, "");
  host_work(host);
  host->descriptor->activate(host->plugin);
  assert_sounds_like(fixture, host, fixture->built_in);
  host_close(host);
}

static void damaged_state_does_no_harm(void **state) {
  const TwoModels *fixture = *state;
  HostState saved = saved_with_model(fixture, "");
  for (uint32_t i = 0; i < saved.count; i++)
    saved.items[i].size = 3; /* cut off before the end */
  Host *host = host_open(1, RATE, WORK_NEVER);
  assert_int_equal(host_restore(host, &saved, ""), LV2_STATE_SUCCESS);
  assert_sounds_like(fixture, host, fixture->built_in);
  host_close(host);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_path_is_saved_as_the_host_wants_it),
      cmocka_unit_test(a_restored_model_runs_from_the_first_sample),
      cmocka_unit_test(restoring_in_the_middle_of_sound_changes_over),
      cmocka_unit_test(the_session_may_move_with_its_model),
      cmocka_unit_test(the_session_may_move_away_from_its_model),
      cmocka_unit_test(what_lies_at_the_old_place_must_be_the_same_file),
      cmocka_unit_test(a_missing_file_is_told_and_its_path_kept),
      cmocka_unit_test(another_file_under_the_name_is_noticed),
      cmocka_unit_test(the_built_in_model_comes_back_too),
      cmocka_unit_test(a_preset_of_controls_leaves_the_model_alone),
      cmocka_unit_test(saving_while_a_model_loads_keeps_the_new_choice),
      cmocka_unit_test(a_restore_overrules_what_was_asked_before),
      cmocka_unit_test(damaged_state_does_no_harm),
  };
  return cmocka_run_group_tests(tests, prepare, two_models_free);
}
