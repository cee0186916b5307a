/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What hosts learn of the plugin from its bundle, through the library that most of them read it with:
 * test_plugin_description PLUGIN TTL...
 */
#include "plugin_test.h"

#include <lilv/lilv.h>
#include <lv2/patch/patch.h>
#include <lv2/port-groups/port-groups.h>
#include <lv2/presets/presets.h>
#include <lv2/units/units.h>
#include <sys/stat.h>
#include <unistd.h>

#define RATE 48000
#define COUNT 24000

static const char *const uris[2] = {PLUGIN_URI, PLUGIN_STEREO_URI};
static char folder[256] = "/tmp/quell-description-XXXXXX", bundle[300];
static LilvWorld *world;

static const LilvPlugin *plugin_of(uint32_t channels) {
  LilvNode *uri = lilv_new_uri(world, uris[channels - 1]);
  const LilvPlugin *plugin = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), uri);
  lilv_node_free(uri);
  assert_non_null(plugin);
  return plugin;
}

/* ---- The bundle ---- */

static void put(const char *file) {
  char link[600];
  char *whole = realpath(file, NULL);
  assert_non_null(whole);
  snprintf(link, sizeof link, "%s/%s", bundle, strrchr(whole, '/') + 1);
  assert_int_equal(symlink(whole, link), 0);
  free(whole);
}

static int file_count;
static char **files;

static int open_world(void **state) {
  (void)state;
  assert_non_null(mkdtemp(folder));
  snprintf(bundle, sizeof bundle, "%s/quell.lv2", folder);
  char path[320];
  snprintf(path, sizeof path, "%s/", bundle);
  assert_int_equal(mkdir(bundle, 0700), 0);
  for (int i = 0; i < file_count; i++)
    put(files[i]);
  world = lilv_world_new();
  LilvNode *uri = lilv_new_file_uri(world, NULL, path);
  lilv_world_load_bundle(world, uri);
  lilv_node_free(uri);
  return 0;
}

static int close_world(void **state) {
  (void)state;
  char path[600];
  lilv_world_free(world);
  for (int i = 0; i < file_count; i++) {
    const char *slash = strrchr(files[i], '/');
    snprintf(path, sizeof path, "%s/%s", bundle, slash ? slash + 1 : files[i]);
    unlink(path);
  }
  rmdir(bundle);
  return rmdir(folder);
}

/* ---- Ports ---- */

static void assert_text(const LilvNode *node, const char *text) {
  assert_non_null(node);
  assert_string_equal(lilv_node_as_string(node), text);
}

static int port_is(const LilvPlugin *plugin, const LilvPort *port, const char *class) {
  LilvNode *uri = lilv_new_uri(world, class);
  const int is = lilv_port_is_a(plugin, port, uri);
  lilv_node_free(uri);
  return is;
}

static void for_each_port(void (*check)(const LilvPlugin *plugin, const LilvPort *port, const Port *info)) {
  for (uint32_t channels = 1; channels <= 2; channels++) {
    PortId list[PORT_COUNT];
    const uint32_t count = port_list(channels, list);
    const LilvPlugin *plugin = plugin_of(channels);
    assert_int_equal(lilv_plugin_get_num_ports(plugin), count);
    for (uint32_t index = 0; index < count; index++)
      check(plugin, lilv_plugin_get_port_by_index(plugin, index), port_info(list[index]));
  }
}

static void check_port(const LilvPlugin *plugin, const LilvPort *port, const Port *info) {
  static const char *const kinds[] = {LILV_URI_AUDIO_PORT, LILV_URI_ATOM_PORT, LILV_URI_CONTROL_PORT};
  LilvNode *name = lilv_port_get_name(plugin, port);
  assert_text(lilv_port_get_symbol(plugin, port), info->symbol);
  assert_text(name, info->name);
  assert_true(port_is(plugin, port, kinds[info->kind]));
  assert_true(port_is(plugin, port, info->direction == PORT_INPUT ? LILV_URI_INPUT_PORT : LILV_URI_OUTPUT_PORT));
  lilv_node_free(name);
}

static void every_port_is_described_at_its_index(void **state) {
  (void)state;
  for_each_port(check_port);
}

static void check_range(const LilvPlugin *plugin, const LilvPort *port, const Port *info) {
  if (info->kind != KIND_VALUE) return;
  LilvNode *standard = NULL, *minimum = NULL, *maximum = NULL;
  lilv_port_get_range(plugin, port, &standard, &minimum, &maximum);
  assert_true(standard && minimum && maximum);
  /* Whole numbers would be passed over by some hosts. */
  assert_true(lilv_node_is_float(standard) && lilv_node_is_float(minimum) && lilv_node_is_float(maximum));
  assert_true(lilv_node_as_float(standard) == info->standard);
  assert_true(lilv_node_as_float(minimum) == info->minimum && lilv_node_as_float(maximum) == info->maximum);
  assert_true(info->minimum <= info->standard && info->standard <= info->maximum && info->minimum < info->maximum);
  lilv_node_free(standard);
  lilv_node_free(minimum);
  lilv_node_free(maximum);
}

static void every_value_has_its_default_within_its_range(void **state) {
  (void)state;
  for_each_port(check_range);
}

static LilvNode *port_value(const LilvPlugin *plugin, const LilvPort *port, const char *predicate) {
  LilvNode *uri = lilv_new_uri(world, predicate);
  LilvNode *value = lilv_port_get(plugin, port, uri);
  lilv_node_free(uri);
  return value;
}

static void check_help(const LilvPlugin *plugin, const LilvPort *port, const Port *info) {
  if (info->kind != KIND_VALUE) return;
  LilvNode *comment = port_value(plugin, port, LILV_NS_RDFS "comment");
  LilvNode *unit = port_value(plugin, port, LV2_UNITS__unit);
  assert_true(comment && strlen(lilv_node_as_string(comment)) > 10);
  assert_int_equal(unit != NULL, *info->unit != 0);
  lilv_node_free(comment);
  lilv_node_free(unit);
}

static void every_value_says_what_it_does_and_in_which_unit(void **state) {
  (void)state;
  for_each_port(check_help);
}

static void check_points(const LilvPlugin *plugin, const LilvPort *port, const Port *info) {
  LilvScalePoints *points = lilv_port_get_scale_points(plugin, port);
  LILV_FOREACH(scale_points, i, points) {
    const float value = lilv_node_as_float(lilv_scale_point_get_value(lilv_scale_points_get(points, i)));
    assert_true(info->minimum <= value && value <= info->maximum);
  }
  if (info->scale == SCALE_CHOICE)
    assert_int_equal(lilv_scale_points_size(points), (int)(info->maximum - info->minimum) + 1);
  lilv_scale_points_free(points);
}

static void scale_points_lie_within_the_range_and_every_choice_has_one(void **state) {
  (void)state;
  for_each_port(check_points);
}

static void symbols_are_names_and_differ(void **state) {
  (void)state;
  for (uint32_t channels = 1; channels <= 2; channels++) {
    PortId list[PORT_COUNT];
    const uint32_t count = port_list(channels, list);
    for (uint32_t i = 0; i < count; i++) {
      const char *symbol = port_info(list[i])->symbol;
      assert_int_equal(strspn(symbol, "abcdefghijklmnopqrstuvwxyz_"), strlen(symbol));
      for (uint32_t j = 0; j < i; j++)
        assert_string_not_equal(symbol, port_info(list[j])->symbol);
    }
  }
}

static void assert_designated(uint32_t channels, const char *class, const char *designation, PortId port) {
  const LilvPlugin *plugin = plugin_of(channels);
  LilvNode *class_uri = lilv_new_uri(world, class), *uri = lilv_new_uri(world, designation);
  const LilvPort *found = lilv_plugin_get_port_by_designation(plugin, class_uri, uri);
  assert_non_null(found);
  assert_int_equal(lilv_port_get_index(plugin, found), port_index(channels, port));
  lilv_node_free(class_uri);
  lilv_node_free(uri);
}

static void hosts_find_latency_bypass_and_free_wheel(void **state) {
  (void)state;
  for (uint32_t channels = 1; channels <= 2; channels++) {
    assert_true(lilv_plugin_has_latency(plugin_of(channels)));
    assert_int_equal(lilv_plugin_get_latency_port_index(plugin_of(channels)), port_index(channels, PORT_LATENCY));
    assert_designated(channels, LILV_URI_INPUT_PORT, LV2_CORE__enabled, PORT_ENABLED);
    assert_designated(channels, LILV_URI_INPUT_PORT, LV2_CORE__freeWheeling, PORT_FREEWHEEL);
    assert_designated(channels, LILV_URI_OUTPUT_PORT, LV2_CORE__latency, PORT_LATENCY);
  }
  assert_designated(2, LILV_URI_INPUT_PORT, LV2_PORT_GROUPS__left, PORT_IN_LEFT);
  assert_designated(2, LILV_URI_OUTPUT_PORT, LV2_PORT_GROUPS__right, PORT_OUT_RIGHT);
}

static void nothing_but_urid_map_is_required(void **state) {
  (void)state;
  for (uint32_t channels = 1; channels <= 2; channels++) {
    LilvNodes *required = lilv_plugin_get_required_features(plugin_of(channels));
    assert_int_equal(lilv_nodes_size(required), 1);
    assert_text(lilv_nodes_get_first(required), LV2_URID__map);
    lilv_nodes_free(required);
  }
}

static void the_model_can_be_set_and_is_a_path(void **state) {
  (void)state;
  LilvNode *model = lilv_new_uri(world, MODEL_URI), *range = lilv_new_uri(world, LILV_NS_RDFS "range");
  LilvNode *writable = lilv_new_uri(world, LV2_PATCH__writable);
  for (uint32_t channels = 1; channels <= 2; channels++) {
    LilvNodes *settable = lilv_plugin_get_value(plugin_of(channels), writable);
    assert_int_equal(lilv_nodes_size(settable), 1);
    assert_text(lilv_nodes_get_first(settable), MODEL_URI);
    lilv_nodes_free(settable);
  }
  LilvNode *type = lilv_world_get(world, model, range, NULL);
  assert_text(type, LV2_ATOM__Path);
  lilv_node_free(type);
  lilv_node_free(model);
  lilv_node_free(range);
  lilv_node_free(writable);
}

/* ---- Presets ---- */

/* What each is stated to be; all else is at its default. */
static const struct {
  const char *name;
  float limit, gate, range;
} stated[] = {{"Gentle", 12, 0, 30}, {"Voice call", 40, 1, 12}, {"Podcast", 24, 0, 30}, {"Maximum", 100, 1, 100}};
#define PRESETS (sizeof stated / sizeof *stated)

static LilvState *preset_load(const LilvPlugin *plugin, LV2_URID_Map *map, const char *name) {
  LilvNode *class = lilv_new_uri(world, LV2_PRESETS__Preset), *label = lilv_new_uri(world, LILV_NS_RDFS "label");
  LilvNodes *presets = lilv_plugin_get_related(plugin, class);
  LilvState *found = NULL;
  assert_int_equal(lilv_nodes_size(presets), PRESETS);
  LILV_FOREACH(nodes, i, presets) {
    const LilvNode *preset = lilv_nodes_get(presets, i);
    lilv_world_load_resource(world, preset);
    LilvNode *text = lilv_world_get(world, preset, label, NULL);
    if (strcmp(lilv_node_as_string(text), name) == 0) found = lilv_state_new_from_world(world, map, preset);
    lilv_node_free(text);
  }
  lilv_nodes_free(presets);
  lilv_node_free(class);
  lilv_node_free(label);
  assert_non_null(found);
  return found;
}

typedef struct {
  Host *host;
  uint32_t count; /* of values that the preset has set */
} Setting;

static void take_value(const char *symbol, void *context, const void *value, uint32_t size, uint32_t type) {
  Setting *setting = context;
  assert_int_equal(size, sizeof(float));
  assert_int_equal(type, host_urid(LV2_ATOM__Float));
  int port = 0;
  while (port < PORT_COUNT && strcmp(port_info((PortId)port)->symbol, symbol) != 0)
    port++;
  assert_true(port < PORT_COUNT);
  host_set(setting->host, (PortId)port, *(const float *)value);
  setting->count++;
}

/* A host with every control at its upper end, in which the preset was then chosen. */
static Setting setting_with(uint32_t channels, const char *name) {
  Setting setting = {host_open(channels, RATE, WORK_NEVER), 0};
  for (int port = 0; port < PORT_COUNT; port++)
    if (port_info((PortId)port)->parameter >= 0) host_set(setting.host, (PortId)port, port_info((PortId)port)->maximum);
  LilvState *preset = preset_load(plugin_of(channels), &setting.host->map, name);
  lilv_state_emit_port_values(preset, take_value, &setting);
  lilv_state_free(preset);
  return setting;
}

static void each_preset_gives_the_stated_values_whatever_was_set_before(void **state) {
  (void)state;
  for (uint32_t channels = 1; channels <= 2; channels++)
    for (size_t i = 0; i < PRESETS; i++) {
      const Setting setting = setting_with(channels, stated[i].name);
      for (int port = 0; port < PORT_COUNT; port++) {
        const Port *info = port_info((PortId)port);
        if (info->parameter < 0 || !(info->variants & (channels == 1 ? MONO : STEREO))) continue;
        const float expected = port == PORT_LIMIT        ? stated[i].limit
                               : port == PORT_GATE       ? stated[i].gate
                               : port == PORT_GATE_RANGE ? stated[i].range
                                                         : info->standard;
        assert_true(setting.host->values[port] == expected);
      }
      host_close(setting.host);
    }
}

static void a_preset_sounds_as_its_values_do(void **state) {
  (void)state;
  QuellModel *model = default_model();
  float *input = noisy_speech(COUNT, RATE, 3900, 1);
  const Setting setting = setting_with(1, "Gentle");
  float *output = plugin_output(setting.host, input, COUNT, 480);
  float *expected = engine_output(model, RATE, input, COUNT, QUELL_LIMIT, 12);
  assert_same_bits(output, expected, COUNT);
  host_close(setting.host);
  quell_model_free(model);
  free(input);
  free(output);
  free(expected);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_port_is_described_at_its_index),
      cmocka_unit_test(every_value_has_its_default_within_its_range),
      cmocka_unit_test(every_value_says_what_it_does_and_in_which_unit),
      cmocka_unit_test(scale_points_lie_within_the_range_and_every_choice_has_one),
      cmocka_unit_test(symbols_are_names_and_differ),
      cmocka_unit_test(hosts_find_latency_bypass_and_free_wheel),
      cmocka_unit_test(nothing_but_urid_map_is_required),
      cmocka_unit_test(the_model_can_be_set_and_is_a_path),
      cmocka_unit_test(each_preset_gives_the_stated_values_whatever_was_set_before),
      cmocka_unit_test(a_preset_sounds_as_its_values_do),
  };
  file_count = argc - 1;
  files = argv + 1;
  return cmocka_run_group_tests(tests, open_world, close_world);
}
