/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What single hosts do and no other: their orders of calls, and features that are not as they should be. What most of
 * them do is in the other tests of this folder.
 */
#include "plugin_test.h"

#include "plugin/inline_display_extension.h"

#include <limits.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/data-access/data-access.h>
#include <lv2/instance-access/instance-access.h>
#include <lv2/options/options.h>
#include <time.h>
#include <unistd.h>

#define RATE 48000
#define COUNT 24000

static int prepare(void **state) {
  *state = two_models_make(RATE, COUNT);
  return 0;
}

static void assert_gives(const TwoModels *fixture, Host *host, uint32_t block, const float *expected) {
  float *output = plugin_output(host, fixture->input, COUNT, block);
  assert_same_bits(output, expected, COUNT);
  free(output);
}

static void start(Host *host) {
  host->descriptor->activate(host->plugin);
}

static void stop(Host *host) {
  host->descriptor->deactivate(host->plugin);
}

static void connect_sound(Host *host, float *in, float *out) {
  host_connect(host, PORT_IN, in);
  host_connect(host, PORT_OUT, out);
}

/* ---- Features ---- */

/* Audacity's check of a new plugin dies of it, and marks the plugin as unfit. */
static const char *nobody_may_call_this(LV2_URID_Unmap_Handle handle, LV2_URID urid) {
  (void)handle, (void)urid;
  fail_msg("a number was mapped back to its name");
  return NULL;
}

static void audacity_may_offer_what_cannot_be_called_and_numbers_of_odd_size(void **state) {
  LV2_URID_Unmap unmap = {NULL, nobody_may_call_this};
  const int64_t block = 1024;
  const LV2_Options_Option options[] = {{LV2_OPTIONS_INSTANCE, 0, host_urid(LV2_BUF_SIZE__maxBlockLength), sizeof block,
                                         host_urid(LV2_ATOM__Int), &block},
                                        {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL}};
  const LV2_Feature unmap_feature = {LV2_URID__unmap, &unmap},
                    options_feature = {LV2_OPTIONS__options, (void *)options};
  Host *host = host_make(1, RATE, WORK_LATER, (const LV2_Feature *const[]){&unmap_feature, &options_feature, NULL});
  assert_non_null(host);
  start(host);
  assert_gives(*state, host, 8192, ((const TwoModels *)*state)->built_in);
  host_close(host);
}

/* Ardour offers instance-access so, lv2file urid:unmap, Carla the feature of the picture and bounded blocks twice. */
static void a_feature_without_data_counts_as_absent(void **state) {
  const TwoModels *fixture = *state;
  const char *const names[] = {LV2_WORKER__schedule,
                               LV2_LOG__log,
                               INLINE_DISPLAY__queue_draw,
                               LV2_INSTANCE_ACCESS_URI,
                               LV2_DATA_ACCESS_URI,
                               LV2_URID__unmap,
                               LV2_OPTIONS__options,
                               LV2_STATE__mapPath,
                               LV2_BUF_SIZE__boundedBlockLength,
                               LV2_BUF_SIZE__boundedBlockLength};
  LV2_Feature features[sizeof names / sizeof *names];
  const LV2_Feature *list[sizeof names / sizeof *names + 1] = {NULL};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    features[i] = (LV2_Feature){names[i], NULL};
    list[i] = &features[i];
  }
  Host *host = host_make(1, RATE, WORK_NEVER, list);
  start(host);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  assert_non_null(strstr(host_told(host, MESSAGE_URI), "This host does not load files"));
  stop(host);
  start(host);
  assert_gives(fixture, host, 480, fixture->built_in);
  host_close(host);
}

/* ---- Starting ---- */

/* PipeWire and Audacity make one, look at it, and free it, before the one that runs. */
static void a_trial_that_never_runs_leaves_nothing_behind(void **state) {
  const TwoModels *fixture = *state;
  Host *trial = host_make(1, RATE, WORK_LATER, NULL), *started = host_open(1, RATE, WORK_LATER);
  host_close(trial);
  host_close(started);
  Host *host = host_open(1, RATE, WORK_LATER);
  assert_gives(fixture, host, 1024, fixture->built_in);
  host_close(host);
}

/* jalv connects sound and events only in its audio thread. */
static void it_starts_before_a_port_is_connected(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_make(1, RATE, WORK_LATER, NULL);
  for (int port = 0; port < PORT_COUNT; port++)
    host_connect(host, (PortId)port, NULL);
  start(host);
  connect_sound(host, host->input[0], host->output[0]);
  host_connect(host, PORT_EVENTS, &host->events);
  host_connect(host, PORT_NOTIFY, &host->notify);
  assert_gives(fixture, host, 256, fixture->built_in);
  host_close(host);
}

/* lv2file and jalv restore a state first of all. */
static void a_state_restored_before_the_start_holds_from_the_first_sample(void **state) {
  const TwoModels *fixture = *state;
  HostState saved;
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  host_ask_model(host, fixture->path);
  host_run(host, 64);
  assert_int_equal(host_save(host, &saved, ""), LV2_STATE_SUCCESS);
  host_close(host);
  host = host_make(1, RATE, WORK_NEVER, NULL);
  assert_int_equal(host_restore(host, &saved, ""), LV2_STATE_SUCCESS);
  start(host);
  assert_gives(fixture, host, 512, fixture->small);
  host_close(host);
}

/* Carla learns the latency so; its notification port has a size that is no multiple of eight, and no type. */
static void a_run_for_the_latency_alone_changes_nothing(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_LATER);
  host->notify_room = 8447;
  host_run(host, 128);
  assert_true(host->values[PORT_LATENCY] == 960);
  stop(host);
  start(host);
  assert_gives(fixture, host, 128, fixture->built_in);
  host_close(host);
}

/* ---- Running ---- */

/* ffmpeg connects before each run what it has, and works in place. */
static void every_block_may_lie_elsewhere(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_NEVER);
  float *output = silence(COUNT);
  memcpy(output, fixture->input, COUNT * sizeof *output);
  for (size_t done = 0; done < COUNT; done += 4096) {
    connect_sound(host, output + done, output + done);
    host_run(host, (uint32_t)(COUNT - done < 4096 ? COUNT - done : 4096));
  }
  assert_same_bits(output, fixture->built_in, COUNT);
  free(output);
  host_close(host);
}

/* PipeWire takes turns when it resamples, and goes from the largest to the smallest without a word. */
static void block_sizes_change_without_notice(void **state) {
  const TwoModels *fixture = *state;
  static const uint32_t sizes[] = {2048, 69, 70, 69, 70, 64, 1, 0, 960, 257};
  Host *host = host_open(1, RATE, WORK_NEVER);
  float *output = silence(COUNT);
  size_t done = 0;
  for (size_t i = 0; done < COUNT; i++) {
    const uint32_t size = sizes[i % (sizeof sizes / sizeof *sizes)];
    const size_t count = size < COUNT - done ? size : COUNT - done;
    memcpy(host->input[0], fixture->input + done, count * sizeof *output);
    host_run(host, (uint32_t)count);
    memcpy(output + done, host->output[0], count * sizeof *output);
    done += count;
  }
  assert_same_bits(output, fixture->built_in, COUNT);
  free(output);
  host_close(host);
}

/* mod-host says so whenever JACK starts or ends to run free. */
static void running_free_sounds_the_same(void **state) {
  const TwoModels *fixture = *state;
  Host *host = host_open(1, RATE, WORK_NEVER);
  float *output = silence(COUNT);
  for (size_t done = 0; done < COUNT; done += 6000) {
    const float *from = fixture->input + done;
    float *to = output + done;
    host_set(host, PORT_FREEWHEEL, done / 6000 % 2 ? 1 : 0);
    host_stream(host, &from, &to, 6000, 256);
  }
  assert_same_bits(output, fixture->built_in, COUNT);
  free(output);
  host_close(host);
}

/* ffmpeg and lv2bench offer no worker, and nothing but an end to say it. */
static void what_could_not_be_said_before_is_said_at_the_end(void **state) {
  (void)state;
  Host *host = host_open(1, RATE, WORK_NEVER);
  host_set(host, PORT_MIX, 7);
  host_run(host, 64);
  stop(host);
  host->descriptor->cleanup(host->plugin);
  host->plugin = NULL;
  assert_non_null(strstr(host->log, "Mix was set outside its range of 0 to 1"));
  host_close(host);
}

/* ---- Models ---- */

/* Ardour would make a link of it that leads to itself. */
static void a_path_from_the_working_folder_is_kept_whole(void **state) {
  const TwoModels *fixture = *state;
  char before[PATH_MAX];
  HostState loading, saved;
  assert_non_null(getcwd(before, sizeof before));
  assert_int_equal(chdir(fixture->folder), 0);
  Host *host = host_open(1, RATE, WORK_LATER);
  host_ask_model(host, "model-1.safetensors");
  host_run(host, 64);
  host_save(host, &loading, "");
  host_work(host);
  host_run(host, 64);
  assert_int_equal(chdir(before), 0);
  host_save(host, &saved, "");
  assert_string_equal(host_state_text(&loading, MODEL_URI), fixture->path);
  assert_string_equal(host_state_text(&saved, MODEL_URI), fixture->path);
  assert_string_equal(host_told(host, MODEL_URI), fixture->path);
  host_close(host);
}

/* Carla gives a link in a folder of its own that goes with the project's window; so does Ardour, below the session. */
static void a_model_behind_a_link_is_found_when_the_link_is_gone(void **state) {
  const TwoModels *fixture = *state;
  char folder[256] = "/tmp/quell-plugin-XXXXXX", link[300];
  HostState saved;
  assert_non_null(mkdtemp(folder));
  snprintf(link, sizeof link, "%s/model.bin", folder);
  assert_int_equal(symlink(fixture->path, link), 0);
  Host *host = host_open(1, RATE, WORK_AT_ONCE);
  host_ask_model(host, link);
  host_run(host, 64);
  host_save(host, &saved, folder);
  host_close(host);
  assert_string_equal(host_state_text(&saved, MODEL_URI), "model.bin");
  model_file_remove(link, folder);
  host = host_open(1, RATE, WORK_NEVER);
  host_restore(host, &saved, folder);
  assert_gives(fixture, host, 500, fixture->small);
  host_close(host);
}

/* ---- Cost ---- */

static double cpu_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* A session of twenty tracks opens at once and has one copy of the weights. */
static void one_instance_more_costs_less_than_5_ms_and_a_megabyte(void **state) {
  (void)state;
  Host *hosts[20];
  double shortest = 1;
  hosts[0] = host_open(2, RATE, WORK_LATER);
  const double before = resident_bytes();
  for (int i = 1; i < 20; i++) {
    const double begin = cpu_seconds();
    hosts[i] = host_open(2, RATE, WORK_LATER);
    const double took = cpu_seconds() - begin;
    if (took < shortest) shortest = took;
  }
  const double grown = resident_bytes() - before;
  assert_below(1000 * shortest, 5, "milliseconds");
  assert_below(grown / 19, 1e6, "bytes");
  for (int i = 0; i < 20; i++)
    host_close(hosts[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(audacity_may_offer_what_cannot_be_called_and_numbers_of_odd_size),
      cmocka_unit_test(a_feature_without_data_counts_as_absent),
      cmocka_unit_test(a_trial_that_never_runs_leaves_nothing_behind),
      cmocka_unit_test(it_starts_before_a_port_is_connected),
      cmocka_unit_test(a_state_restored_before_the_start_holds_from_the_first_sample),
      cmocka_unit_test(a_run_for_the_latency_alone_changes_nothing),
      cmocka_unit_test(every_block_may_lie_elsewhere),
      cmocka_unit_test(block_sizes_change_without_notice),
      cmocka_unit_test(running_free_sounds_the_same),
      cmocka_unit_test(what_could_not_be_said_before_is_said_at_the_end),
      cmocka_unit_test(a_path_from_the_working_folder_is_kept_whole),
      cmocka_unit_test(a_model_behind_a_link_is_found_when_the_link_is_gone),
      cmocka_unit_test(one_instance_more_costs_less_than_5_ms_and_a_megabyte),
  };
  return cmocka_run_group_tests(tests, prepare, two_models_free);
}
