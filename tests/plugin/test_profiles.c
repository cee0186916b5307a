/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A model with several profiles: choosing one, and "automatic", which follows the load. The load is made here: this
 * program has a clock of its own, which goes on by `busy` seconds whenever somebody looks at it, and the plugin looks
 * before and after its work.
 */
#include "plugin_test.h"

#include <math.h>
#include <time.h>

#define RATE 48000
#define COUNT 96000
#define BLOCK 480
#define CHANGE 12347

/* Two constants, each a column of a factor: together they are a gain of 1, and the first alone is one of 0.2. */
static ModelFile *loud_and_soft(void) {
  static const char network[] =
      "{\"version\":1,\"bands_hz\":[250,1000,4000],\"filter\":{\"bins\":0,\"taps\":0},\"layers\":["
      "{\"name\":\"ones\",\"type\":\"dense\",\"activation\":\"linear\",\"size\":2,\"inputs\":[\"features\"]},"
      "{\"name\":\"gains\",\"type\":\"dense\",\"activation\":\"linear\",\"size\":3,\"inputs\":[\"ones\"]}]}";
  static const char profiles[] = "[{\"name\":\"loud\"},{\"name\":\"soft\",\"ranks\":{\"gains.weight\":1}}]";
  ModelFile *file = model_file_new();
  assert_non_null(file);
  assert_int_equal(model_file_set_text(file, "format", "quell"), QUELL_OK);
  assert_int_equal(model_file_set_text(file, "network", network), QUELL_OK);
  assert_int_equal(model_file_set_text(file, "profiles", profiles), QUELL_OK);
  assert_non_null(model_file_add(file, "ones.weight", 2, 6, 2));
  memcpy(model_file_add(file, "ones.bias", 2, 1, 1)->values, (float[]){1, 1}, 2 * sizeof(float));
  memcpy(model_file_add(file, "gains.weight.left", 3, 2, 2)->values, (float[]){0.2f, 0.8f, 0.2f, 0.8f, 0.2f, 0.8f},
         6 * sizeof(float));
  memcpy(model_file_add(file, "gains.weight.right", 2, 2, 2)->values, (float[]){1, 0, 0, 1}, 4 * sizeof(float));
  assert_non_null(model_file_add(file, "gains.bias", 3, 1, 1));
  return file;
}

static double busy;

int clock_gettime(clockid_t clock, struct timespec *time) {
  static double now;
  (void)clock;
  now += busy;
  time->tv_sec = (time_t)now;
  time->tv_nsec = (long)(1e9 * (now - floor(now)));
  return 0;
}

typedef struct {
  char path[256], folder[256];
  float *sounds[2], *loud[2], *soft[2]; /* a tone and speech, and what each profile makes of them */
} Fixture;

static float *with_profile(uint32_t profile, const float *input) {
  QuellModel *model = model_from(loud_and_soft());
  QuellDenoiser *denoiser = make_denoiser(model, RATE, 1, 0);
  float *output = silence(COUNT);
  assert_int_equal(quell_denoiser_set_profile(denoiser, profile), QUELL_OK);
  run(denoiser, input, output, COUNT);
  quell_denoiser_free(denoiser);
  quell_model_free(model);
  return output;
}

static int prepare(void **state) {
  static Fixture fixture;
  model_file_save(loud_and_soft(), "loud-and-soft", fixture.path, fixture.folder);
  fixture.sounds[0] = silence(COUNT);
  for (size_t n = 0; n < COUNT; n++)
    fixture.sounds[0][n] = 0.5f * (float)sin(2 * M_PI * 220 * (double)n / RATE);
  fixture.sounds[1] = noisy_speech(COUNT, RATE, 3900, 1);
  for (int i = 0; i < 2; i++) {
    fixture.loud[i] = with_profile(0, fixture.sounds[i]);
    fixture.soft[i] = with_profile(1, fixture.sounds[i]);
  }
  *state = &fixture;
  return 0;
}

static int take_apart(void **state) {
  Fixture *fixture = *state;
  model_file_remove(fixture->path, fixture->folder);
  for (int i = 0; i < 2; i++) {
    free(fixture->sounds[i]);
    free(fixture->loud[i]);
    free(fixture->soft[i]);
  }
  return 0;
}

static Host *host_with_model(const Fixture *fixture, float profile) {
  Host *host = host_open(1, RATE, WORK_LATER);
  busy = 0;
  host_set(host, PORT_PROFILE, profile);
  host_ask_model(host, fixture->path);
  host_run(host, 0);
  host_work(host);
  return host;
}

static void each_profile_sounds_as_in_the_engine_and_past_the_last_is_the_last(void **state) {
  const Fixture *fixture = *state;
  const float *expected[] = {fixture->loud[1], fixture->soft[1], fixture->soft[1], fixture->soft[1]};
  for (int profile = 1; profile <= 4; profile++) {
    Host *host = host_with_model(fixture, (float)profile);
    float *output = plugin_output(host, fixture->sounds[1], COUNT, BLOCK);
    assert_same_bits(output, expected[profile - 1], COUNT);
    assert_true(host->values[PORT_PROFILE_IN_USE] == (profile == 1 ? 1 : 2));
    host_close(host);
    free(output);
  }
}

/* ---- Clicks ---- */

static double largest_step(const float *signal, size_t count) {
  double largest = 0;
  for (size_t n = 1; n < count; n++)
    largest = fmax(largest, fabs((double)signal[n] - (double)signal[n - 1]));
  return largest;
}

/* No step from sample to sample is larger than 1.05 times the largest that either profile makes of the same sound. */
static double allowed_step(const Fixture *fixture, int sound) {
  return 1.05 * fmax(largest_step(fixture->loud[sound], COUNT), largest_step(fixture->soft[sound], COUNT));
}

static void a_change_of_profiles_does_not_click(void **state) {
  const Fixture *fixture = *state;
  for (int sound = 0; sound < 2; sound++) {
    Host *host = host_with_model(fixture, 1);
    float *output = silence(COUNT);
    for (size_t done = 0, change = 0; done < COUNT; done += CHANGE, change++) {
      const size_t count = done + CHANGE < COUNT ? CHANGE : COUNT - done;
      const float *from = fixture->sounds[sound] + done;
      float *to = output + done;
      host_set(host, PORT_PROFILE, change % 2 ? 2 : 1);
      host_stream(host, &from, &to, count, 256);
    }
    assert_below(largest_step(output, COUNT), allowed_step(fixture, sound), "step on %s", sound ? "speech" : "a tone");
    host_close(host);
    free(output);
  }
}

/* What the test above would meet if one profile took over from the other between two samples. */
static void the_measure_hears_a_hard_change(void **state) {
  const Fixture *fixture = *state;
  for (int sound = 0; sound < 2; sound++) {
    float *output = silence(COUNT);
    for (size_t n = 0; n < COUNT; n++)
      output[n] = n / CHANGE % 2 ? fixture->soft[sound][n] : fixture->loud[sound][n];
    assert_true(largest_step(output, COUNT) > allowed_step(fixture, sound));
    free(output);
  }
}

/* ---- Load ---- */

/* Plays with a load, in percent, for so many seconds. */
static void play(const Fixture *fixture, Host *host, double percent, double seconds) {
  float *output = silence(COUNT);
  busy = percent / 100 * BLOCK / RATE;
  for (double left = seconds * RATE; left > 0; left -= 24000)
    host_stream(host, (const float *const[]){fixture->sounds[1]}, &output, 24000, BLOCK);
  host_work(host);
  free(output);
}

static void automatic_steps_down_under_load_and_up_again_and_says_so(void **state) {
  const Fixture *fixture = *state;
  Host *host = host_with_model(fixture, 0);
  play(fixture, host, 40, 2);
  assert_true(host->values[PORT_PROFILE_IN_USE] == 1);
  assert_string_equal(host->log, "");
  play(fixture, host, 80, 1);
  assert_true(host->values[PORT_PROFILE_IN_USE] == 2);
  assert_below(fabs(host->values[PORT_LOAD] - 80), 1, "off the load");
  assert_non_null(strstr(host->log, "the load has made it change to profile 2 of the model"));
  play(fixture, host, 10, 5);
  assert_true(host->values[PORT_PROFILE_IN_USE] == 2);
  play(fixture, host, 10, 6);
  assert_true(host->values[PORT_PROFILE_IN_USE] == 1);
  assert_non_null(strstr(host->log, "the load has made it change to profile 1 of the model"));
  host_close(host);
}

static void load_changes_nothing_that_was_chosen_or_that_is_rendered(void **state) {
  const Fixture *fixture = *state;
  Host *host = host_with_model(fixture, 1);
  play(fixture, host, 90, 1);
  assert_true(host->values[PORT_PROFILE_IN_USE] == 1);
  host_set(host, PORT_PROFILE, 0);
  host_set(host, PORT_FREEWHEEL, 1);
  play(fixture, host, 90, 1);
  assert_true(host->values[PORT_PROFILE_IN_USE] == 1);
  assert_string_equal(host->log, "");
  host_close(host);
}

static void stepping_down_does_not_click(void **state) {
  const Fixture *fixture = *state;
  Host *host = host_with_model(fixture, 0);
  busy = 0.8 * BLOCK / RATE;
  float *output = plugin_output(host, fixture->sounds[0], COUNT, BLOCK);
  assert_true(host->values[PORT_PROFILE_IN_USE] == 2);
  assert_below(largest_step(output, COUNT), allowed_step(fixture, 0), "step");
  host_close(host);
  free(output);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_profile_sounds_as_in_the_engine_and_past_the_last_is_the_last),
      cmocka_unit_test(a_change_of_profiles_does_not_click),
      cmocka_unit_test(the_measure_hears_a_hard_change),
      cmocka_unit_test(automatic_steps_down_under_load_and_up_again_and_says_so),
      cmocka_unit_test(load_changes_nothing_that_was_chosen_or_that_is_rendered),
      cmocka_unit_test(stepping_down_does_not_click),
  };
  return cmocka_run_group_tests(tests, prepare, take_apart);
}
