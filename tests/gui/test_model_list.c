/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Choosing a model file inside the window.
 */
#include "gui_test.h"

#include "panel_rig.h"
#include "plugin/gui/folder_list.h"

#include <sys/stat.h>
#include <unistd.h>
#include <xkbcommon/xkbcommon-keysyms.h>

static char folder[] = "/tmp/quell-models-XXXXXX";

static void path_of(const char *name, char *path, size_t size) {
  snprintf(path, size, "%s/%s", folder, name);
}

static void make_file(const char *name) {
  char path[256];
  path_of(name, path, sizeof path);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fclose(file);
}

static int make_folder(void **state) {
  char path[256];
  (void)state;
  assert_non_null(mkdtemp(folder));
  path_of("sub", path, sizeof path);
  assert_int_equal(mkdir(path, 0700), 0);
  make_file("b10.safetensors");
  make_file("b9.safetensors");
  make_file("A.SAFETENSORS");
  make_file("notes.txt");
  make_file(".hidden.safetensors");
  make_file("sub/deep.safetensors");
  return setenv("HOME", folder, 1);
}

static int remove_folder(void **state) {
  static const char *const names[] = {"b10.safetensors",     "b9.safetensors",       "A.SAFETENSORS", "notes.txt",
                                      ".hidden.safetensors", "sub/deep.safetensors", "sub",           "."};
  char path[256];
  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    path_of(names[i], path, sizeof path);
    if (remove(path)) rmdir(folder);
  }
  return 0;
}

static void folders_come_first_and_only_models_are_listed(void **state) {
  (void)state;
  static const char *const expected[] = {"sub", "A.SAFETENSORS", "b9.safetensors", "b10.safetensors"};
  FolderList list;
  assert_true(folder_list_read(folder, "", &list));
  assert_int_equal(list.count, 4);
  for (size_t i = 0; i < 4; i++)
    assert_string_equal(list.entries[i].name, expected[i]);
  folder_list_free(&list);
}

static void a_filter_leaves_what_contains_it(void **state) {
  (void)state;
  FolderList list;
  assert_true(folder_list_read(folder, "B1", &list));
  assert_int_equal(list.count, 1);
  folder_list_free(&list);
}

static void a_folder_that_is_not_there_is_an_empty_list(void **state) {
  (void)state;
  FolderList list;
  assert_false(folder_list_read("/nonexistent/folder", "", &list));
  assert_int_equal(list.count, 0);
}

static void open_list(PanelRig *rig) {
  click(rig, widget_of_kind(rig, &model_widget));
  assert_ptr_equal(rig->panel->overlay, &model_list_overlay);
}

static void a_filtered_name_is_chosen_with_enter(void **state) {
  PanelRig *rig = *state;
  char expected[256];
  open_list(rig);
  type(rig, "b10");
  key(rig, XKB_KEY_Return, false);
  path_of("b10.safetensors", expected, sizeof expected);
  assert_string_equal(rig->chosen, expected);
  assert_null(rig->panel->overlay);
}

static void a_folder_is_entered_and_left(void **state) {
  PanelRig *rig = *state;
  char expected[256];
  open_list(rig);
  type(rig, "sub");
  key(rig, XKB_KEY_Return, false);
  key(rig, XKB_KEY_BackSpace, false);
  type(rig, "sub");
  key(rig, XKB_KEY_Return, false);
  key(rig, XKB_KEY_End, false);
  key(rig, XKB_KEY_Return, false);
  path_of("sub/deep.safetensors", expected, sizeof expected);
  assert_string_equal(rig->chosen, expected);
}

static void a_typed_path_is_gone_to(void **state) {
  PanelRig *rig = *state;
  char expected[256];
  open_list(rig);
  type(rig, "~/sub/deep.safetensors");
  key(rig, XKB_KEY_Return, false);
  path_of("sub/deep.safetensors", expected, sizeof expected);
  assert_string_equal(rig->chosen, expected);
}

static void a_typed_path_that_is_not_there_chooses_nothing(void **state) {
  PanelRig *rig = *state;
  open_list(rig);
  type(rig, "/nonexistent.safetensors");
  key(rig, XKB_KEY_Return, false);
  assert_int_equal(rig->choose_count, 0);
  assert_non_null(rig->panel->overlay);
}

static void the_first_row_is_the_built_in_model(void **state) {
  PanelRig *rig = *state;
  open_list(rig);
  key(rig, XKB_KEY_Home, false);
  key(rig, XKB_KEY_Return, false);
  assert_int_equal(rig->choose_count, 1);
  assert_string_equal(rig->chosen, "");
}

static void escape_chooses_nothing(void **state) {
  PanelRig *rig = *state;
  open_list(rig);
  key(rig, XKB_KEY_Escape, false);
  assert_null(rig->panel->overlay);
  assert_int_equal(rig->choose_count, 0);
}

static void a_click_takes_a_row(void **state) {
  PanelRig *rig = *state;
  open_list(rig);
  type(rig, "b10");
  Box box = rig->panel->overlay_box;
  click_at(rig, box.x + 100, box.y + 12 + 28 + 4 + 28 + 6 + 2 * 24 + 12);
  assert_int_equal(rig->choose_count, 1);
  assert_non_null(strstr(rig->chosen, "/b10.safetensors"));
}

static void the_model_in_use_is_named_by_its_file(void **state) {
  PanelRig *rig = *state;
  panel_model_path(rig->panel, "/home/ada/models/quiet room.safetensors");
  assert_string_equal(rig->panel->model_text, "quiet room.safetensors");
  panel_model_name(rig->panel, "Quiet 2");
  assert_string_equal(rig->panel->model_text, "Quiet 2 (quiet room.safetensors)");
  panel_model_path(rig->panel, "");
  assert_string_equal(rig->panel->model_text, "built-in");
}

static void a_name_that_is_no_utf8_is_shown_as_well_as_can_be(void **state) {
  PanelRig *rig = *state;
  panel_model_path(rig->panel, "/m/caf\xe9.safetensors");
  assert_non_null(strstr(rig->panel->model_text, "caf"));
  assert_null(strchr(rig->panel->model_text, '\xe9'));
}

#define on_a_panel(test) cmocka_unit_test_setup_teardown(test, panel_rig_setup, panel_rig_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(folders_come_first_and_only_models_are_listed),
      cmocka_unit_test(a_filter_leaves_what_contains_it),
      cmocka_unit_test(a_folder_that_is_not_there_is_an_empty_list),
      on_a_panel(a_filtered_name_is_chosen_with_enter),
      on_a_panel(a_folder_is_entered_and_left),
      on_a_panel(a_typed_path_is_gone_to),
      on_a_panel(a_typed_path_that_is_not_there_chooses_nothing),
      on_a_panel(the_first_row_is_the_built_in_model),
      on_a_panel(escape_chooses_nothing),
      on_a_panel(a_click_takes_a_row),
      on_a_panel(the_model_in_use_is_named_by_its_file),
      on_a_panel(a_name_that_is_no_utf8_is_shown_as_well_as_can_be),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
