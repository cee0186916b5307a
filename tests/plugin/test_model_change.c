/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the model is changed while sound goes on, in every order that hosts know.
 */
#include "plugin_test.h"

#include <lv2/patch/patch.h>

#define RATE 48000
#define COUNT 48000
#define LATENCY 960

static int prepare(void **state) {
  *state = two_models_make(RATE, COUNT);
  return 0;
}

/* Settled, faded, and forgotten. */
static void run_on(Host *host) {
  host_work(host);
  for (int i = 0; i < 10; i++)
    host_run(host, HOST_BLOCK);
}

static void assert_runs(const TwoModels *fixture, Host *host, const float *expected) {
  host->descriptor->deactivate(host->plugin);
  host->descriptor->activate(host->plugin);
  float *output = plugin_output(host, fixture->input, COUNT, 500);
  assert_same_bits(output, expected, COUNT);
  free(output);
}

static void a_model_that_is_asked_for_runs(void **state) {
  const TwoModels *fixture = *state;
  static const HostWork kinds[] = {WORK_LATER, WORK_AT_ONCE};
  for (size_t i = 0; i < 2; i++) {
    Host *host = host_open(1, RATE, kinds[i]);
    host_ask_model(host, fixture->path);
    host_run(host, 256);
    run_on(host);
    assert_runs(fixture, host, fixture->small);
    host_close(host);
  }
}

static void before_any_sound_it_runs_from_the_first_sample(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_LATER);
  host_ask_model(host, fixture->path);
  host_run(host, 0);
  host_work(host);
  float *output = plugin_output(host, fixture->input, COUNT, 500);
  assert_same_bits(output, fixture->small, COUNT);
  free(output);
  host_close(host);
}

static void the_change_is_told(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_LATER);
  host_ask_model(host, fixture->path);
  host_run(host, 256);
  host_work(host);
  host_run(host, 256);
  assert_string_equal(host_told(host, MODEL_URI), fixture->path);
  assert_string_equal(host_told(host, MESSAGE_URI), "");
  assert_true(host_told_object(host, LV2_STATE__StateChanged));
  host_close(host);
}

static void a_question_is_answered(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  host_run(host, 64);
  assert_null(host_told(host, MODEL_URI));
  host_get(host, MODEL_URI);
  host_run(host, 64);
  assert_string_equal(host_told(host, MODEL_URI), "");
  assert_null(host_told(host, MESSAGE_URI));
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  host_run(host, 64);
  host_get(host, NULL);
  host_run(host, 64);
  assert_string_equal(host_told(host, MODEL_URI), fixture->path);
  assert_non_null(host_told(host, MODEL_NAME_URI));
  assert_string_equal(host_told(host, MESSAGE_URI), "");
  host_close(host);
}

/* Ardour asks for everything, and warns of each patch:Set for a parameter that it may not set. */
static void only_what_a_host_may_set_is_told_as_set_unless_asked_by_name(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  host_get(host, NULL);
  host_ask_model(host, fixture->path);
  for (int run = 0; run < 3; run++) {
    host_run(host, 64);
    assert_null(host_told_by(host, LV2_PATCH__Set, MODEL_NAME_URI));
    assert_null(host_told_by(host, LV2_PATCH__Set, MESSAGE_URI));
  }
  host_get(host, MODEL_NAME_URI);
  host_get(host, MESSAGE_URI);
  host_run(host, 64);
  assert_non_null(host_told_by(host, LV2_PATCH__Set, MODEL_NAME_URI));
  assert_string_equal(host_told_by(host, LV2_PATCH__Set, MESSAGE_URI), "");
  host_close(host);
}

static void a_wrong_file_changes_nothing_and_says_why(void **state) {
  const TwoModels *fixture = *state;
  static const char *const wrong[] = {"/nowhere/at-all.safetensors", "/tmp", "/dev/zero", "/proc/self/exe"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    Host *host = host_open(1, RATE, WORK_LATER);
    host_ask_model(host, wrong[i]);
    host_run(host, 256);
    host_work(host);
    host_run(host, 256);
    const char *message = host_told(host, MESSAGE_URI);
    assert_true(message && strstr(message, "the present model goes on running"));
    assert_string_equal(host_told(host, MODEL_URI), "");
    assert_non_null(strstr(host->log, wrong[i]));
    assert_runs(fixture, host, fixture->built_in);
    host_close(host);
  }
}

static void an_empty_path_is_the_built_in_model(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  run_on(host);
  host_ask_model(host, "");
  host_run(host, 64);
  run_on(host);
  assert_runs(fixture, host, fixture->built_in);
  host_close(host);
}

static void without_a_worker_it_says_so(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_NEVER);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  assert_non_null(strstr(host_told(host, MESSAGE_URI), "This host does not load files"));
  assert_runs(fixture, host, fixture->built_in);
  host_close(host);
}

static void a_full_queue_is_asked_again(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_REFUSED);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  host->work = WORK_LATER;
  host_run(host, 64);
  assert_true(host->pending > 0);
  run_on(host);
  assert_runs(fixture, host, fixture->small);
  host_close(host);
}

static void of_several_requests_the_last_one_counts(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_LATER);
  host_ask_model(host, "/nowhere");
  host_ask_model(host, "");
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  run_on(host);
  assert_runs(fixture, host, fixture->small);
  assert_string_equal(host->log, "");
  host_close(host);
}

static void activate_finishes_a_change_at_once(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  free(plugin_output(host, fixture->input, 5000, 500));
  host_ask_model(host, fixture->path);
  free(plugin_output(host, fixture->input, 5000, 500));
  assert_runs(fixture, host, fixture->small);
  host_close(host);
}

static void what_passes_unchanged_does_so_during_a_change(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  float *output = silence(COUNT);
  host_set(host, PORT_MIX, 0);
  for (size_t done = 0; done < COUNT; done += 6000) {
    const float *from = fixture->input + done;
    float *to = output + done;
    if (done == 6000) host_ask_model(host, fixture->path);
    if (done == 36000) host_ask_model(host, "");
    host_stream(host, &from, &to, 6000, 250);
  }
  assert_same_bits(output + LATENCY, fixture->input, COUNT - LATENCY);
  free(output);
  host_close(host);
}

/* Ardour offers a notification port without room for one event when it asks for the latency. */
static void a_notification_without_room_waits(void **state) {
  (void)state;
  Host *host = host_open(1, RATE, WORK_LATER);
  for (uint32_t room = 0; room <= 64; room += 8) {
    host->notify_room = room;
    memset((char *)&host->notify + sizeof(LV2_Atom) + room, 0x55, 64);
    host_get(host, MODEL_URI);
    host_run(host, 64);
    for (int i = 0; i < 64; i++)
      assert_int_equal(((char *)&host->notify)[sizeof(LV2_Atom) + room + (uint32_t)i], 0x55);
    if (room >= sizeof(LV2_Atom_Sequence_Body))
      assert_int_equal(host->notify.sequence.atom.size, sizeof(LV2_Atom_Sequence_Body));
  }
  host->notify_room = 4096;
  host_run(host, 64);
  assert_string_equal(host_told(host, MODEL_URI), "");
  host_close(host);
}

static void instances_share_the_weights_of_a_file(void **state) {
  const TwoModels *fixture = *state;
  Host *hosts[3];
  for (int i = 0; i < 3; i++) {
    hosts[i] = host_open(1, RATE, WORK_AT_ONCE);
    host_ask_model(hosts[i], fixture->path);
    host_run(hosts[i], 64);
    run_on(hosts[i]);
  }
  host_close(hosts[0]);
  assert_runs(fixture, hosts[1], fixture->small);
  host_close(hosts[1]);
  assert_runs(fixture, hosts[2], fixture->small);
  host_close(hosts[2]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_model_that_is_asked_for_runs),
      cmocka_unit_test(before_any_sound_it_runs_from_the_first_sample),
      cmocka_unit_test(the_change_is_told),
      cmocka_unit_test(a_question_is_answered),
      cmocka_unit_test(only_what_a_host_may_set_is_told_as_set_unless_asked_by_name),
      cmocka_unit_test(a_wrong_file_changes_nothing_and_says_why),
      cmocka_unit_test(an_empty_path_is_the_built_in_model),
      cmocka_unit_test(without_a_worker_it_says_so),
      cmocka_unit_test(a_full_queue_is_asked_again),
      cmocka_unit_test(of_several_requests_the_last_one_counts),
      cmocka_unit_test(activate_finishes_a_change_at_once),
      cmocka_unit_test(what_passes_unchanged_does_so_during_a_change),
      cmocka_unit_test(a_notification_without_room_waits),
      cmocka_unit_test(instances_share_the_weights_of_a_file),
  };
  return cmocka_run_group_tests(tests, prepare, two_models_free);
}
