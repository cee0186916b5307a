/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Choosing a model: a list of folders and model files inside the window, so that neither another program nor a modal
 * dialogue can hold up the host. Typing filters the names; a path that begins with / or ~ is gone to.
 */
#include "folder_list.h"
#include "theme.h"
#include "widgets.h"

#include <ctype.h>
#include <glib.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#define ROW_HEIGHT 24.0
#define LINE_HEIGHT 28.0
#define MARGIN 12.0
#define FIXED_ROWS 2 /* "Built-in", ".." */

struct ModelList {
  char folder[PATH_MAX];
  char typed[PATH_MAX];
  FolderList files;
  bool readable;
  int selected, first; /* rows */
};

static int row_count(const struct ModelList *list) {
  return FIXED_ROWS + (int)list->files.count;
}

static Box rows_box(const Panel *panel) {
  Box box = box_inset(panel->overlay_box, MARGIN);
  box_cut_top(&box, LINE_HEIGHT, 4);
  box_cut_top(&box, LINE_HEIGHT, 6);
  box_cut_bottom(&box, 18, 6);
  return box;
}

static int rows_shown(const Panel *panel) {
  return (int)fmax(1, floor(rows_box(panel).height / ROW_HEIGHT));
}

static void show_selected(Panel *panel) {
  struct ModelList *list = panel->model_list;
  int shown = rows_shown(panel), last = row_count(list) - 1;
  list->selected = list->selected < 0 ? 0 : list->selected > last ? last : list->selected;
  if (list->selected < list->first) list->first = list->selected;
  if (list->selected >= list->first + shown) list->first = list->selected - shown + 1;
  panel_damage(panel, panel->overlay_box);
}

/* ---- Folders ----------------------------------------------------------------------------------------------------- */

static void read_folder(Panel *panel) {
  struct ModelList *list = panel->model_list;
  bool path = list->typed[0] == '/' || list->typed[0] == '~';
  folder_list_free(&list->files);
  list->readable = folder_list_read(list->folder, path ? "" : list->typed, &list->files);
  list->first = 0;
  list->selected = list->typed[0] && list->files.count ? FIXED_ROWS : 0;
  show_selected(panel);
}

static void go_to(Panel *panel, const char *folder) {
  struct ModelList *list = panel->model_list;
  char *real = realpath(folder, NULL);
  snprintf(list->folder, sizeof list->folder, "%s", real ? real : folder);
  free(real);
  list->typed[0] = '\0';
  read_folder(panel);
}

static void go_up(Panel *panel) {
  struct ModelList *list = panel->model_list;
  char *slash = strrchr(list->folder, '/'), left[NAME_MAX + 1] = "";
  if (!slash || !slash[1]) return;
  snprintf(left, sizeof left, "%s", slash + 1);
  *(slash == list->folder ? slash + 1 : slash) = '\0';
  list->typed[0] = '\0';
  read_folder(panel);
  for (size_t i = 0; i < list->files.count; i++)
    if (strcmp(list->files.entries[i].name, left) == 0) list->selected = FIXED_ROWS + (int)i;
  show_selected(panel);
}

static void first_folder(const Panel *panel, char *folder, size_t size) {
  const char *home = getenv("HOME");
  snprintf(folder, size, "%s", panel->model_path[0] ? panel->model_path : home && *home ? home : "/");
  if (panel->model_path[0] && strrchr(folder, '/')) strrchr(folder, '/')[strrchr(folder, '/') == folder] = '\0';
}

void model_list_open(Panel *panel, Widget *widget) {
  char folder[PATH_MAX];
  struct ModelList *list = calloc(1, sizeof *list);
  if (!list) return;
  double width = fmin(560, panel->width - 40);
  Box box = {widget->box.x, widget->box.y + widget->box.height + 4, width, 0};
  box.x = fmax(8, fmin(box.x, panel->width - width - 8));
  box.height = panel->height - box.y - 12;
  panel_open(panel, &model_list_overlay, widget, box);
  panel->model_list = list;
  first_folder(panel, folder, sizeof folder);
  go_to(panel, folder);
}

static void list_close(Panel *panel) {
  folder_list_free(&panel->model_list->files);
  free(panel->model_list);
  panel->model_list = NULL;
}

/* ---- Choosing ---------------------------------------------------------------------------------------------------- */

static void choose(Panel *panel, const char *path) {
  char chosen[PATH_MAX];
  snprintf(chosen, sizeof chosen, "%s", path);
  panel_close(panel);
  panel->host.choose_model(panel->host.owner, chosen);
}

static void take_row(Panel *panel, int row) {
  struct ModelList *list = panel->model_list;
  char path[PATH_MAX];
  if (row == 0) {
    choose(panel, "");
  } else if (row == 1) {
    go_up(panel);
  } else if (row < row_count(list)) {
    const FolderEntry *entry = &list->files.entries[row - FIXED_ROWS];
    int length = snprintf(path, sizeof path, "%s%s%s", list->folder, list->folder[1] ? "/" : "", entry->name);
    if (length < 0 || (size_t)length >= sizeof path) return;
    if (entry->folder)
      go_to(panel, path);
    else
      choose(panel, path);
  }
}

static void take_typed_path(Panel *panel) {
  struct ModelList *list = panel->model_list;
  char path[PATH_MAX];
  struct stat facts;
  const char *home = getenv("HOME");
  if (list->typed[0] == '~')
    snprintf(path, sizeof path, "%s%s", home ? home : "", list->typed + 1);
  else
    snprintf(path, sizeof path, "%s", list->typed);
  if (stat(path, &facts) != 0) return;
  if (S_ISDIR(facts.st_mode))
    go_to(panel, path);
  else
    choose(panel, path);
}

static void type(Panel *panel, const char *text) {
  struct ModelList *list = panel->model_list;
  size_t length = strlen(list->typed);
  if (length + strlen(text) >= sizeof list->typed) return;
  strcpy(list->typed + length, text);
  read_folder(panel);
}

static void erase(Panel *panel) {
  struct ModelList *list = panel->model_list;
  size_t length = strlen(list->typed);
  if (!length) {
    go_up(panel);
    return;
  }
  while (length && ((unsigned char)list->typed[--length] & 0xC0) == 0x80) {
  }
  list->typed[length] = '\0';
  read_folder(panel);
}

static void move(Panel *panel, int by) {
  panel->model_list->selected += by;
  show_selected(panel);
}

static bool list_key(Panel *panel, const Input *input) {
  struct ModelList *list = panel->model_list;
  bool path = list->typed[0] == '/' || list->typed[0] == '~';
  switch (input->key) {
  case XKB_KEY_Up:
  case XKB_KEY_KP_Up:
    move(panel, -1);
    break;
  case XKB_KEY_Down:
  case XKB_KEY_KP_Down:
    move(panel, 1);
    break;
  case XKB_KEY_Page_Up:
    move(panel, -rows_shown(panel));
    break;
  case XKB_KEY_Page_Down:
    move(panel, rows_shown(panel));
    break;
  case XKB_KEY_Home:
    move(panel, -list->selected);
    break;
  case XKB_KEY_End:
    move(panel, row_count(list));
    break;
  case XKB_KEY_Return:
  case XKB_KEY_KP_Enter:
    if (path)
      take_typed_path(panel);
    else
      take_row(panel, list->selected);
    break;
  case XKB_KEY_BackSpace:
    erase(panel);
    break;
  default:
    if (input->text[0] && !iscntrl((unsigned char)input->text[0]) && !input->control && !input->alt)
      type(panel, input->text);
  }
  return true;
}

static int row_at(const Panel *panel, const Input *input) {
  Box rows = rows_box(panel);
  if (!box_contains(rows, input->x, input->y)) return -1;
  int row = panel->model_list->first + (int)floor((input->y - rows.y) / ROW_HEIGHT);
  return row < row_count(panel->model_list) && row < panel->model_list->first + rows_shown(panel) ? row : -1;
}

static void scroll(Panel *panel, double notches) {
  struct ModelList *list = panel->model_list;
  int last = row_count(list) - rows_shown(panel);
  list->first -= (int)(3 * notches);
  if (list->first > last) list->first = last;
  if (list->first < 0) list->first = 0;
  panel_damage(panel, panel->overlay_box);
}

static bool list_input(Panel *panel, const Input *input) {
  int row = row_at(panel, input);
  switch (input->kind) {
  case INPUT_KEY:
    return list_key(panel, input);
  case INPUT_WHEEL:
    scroll(panel, input->wheel);
    return true;
  case INPUT_MOVE:
    if (row >= 0 && row != panel->model_list->selected) move(panel, row - panel->model_list->selected);
    return true;
  case INPUT_PRESS:
    if (!box_contains(panel->overlay_box, input->x, input->y))
      panel_close(panel);
    else if (row >= 0 && input->button == 1)
      take_row(panel, row);
    return true;
  default:
    return true;
  }
}

/* ---- Drawing ----------------------------------------------------------------------------------------------------- */

static void paint_name(const Painter *painter, Box box, uint32_t rgb, const char *name) {
  char *valid = g_utf8_make_valid(name, -1);
  paint_text(painter, box, ALIGN_LEFT, TEXT_NORMAL, rgb, valid);
  g_free(valid);
}

static void paint_folder_sign(const Painter *painter, Box box) {
  double y = box.y + box.height / 2 - 5;
  paint_rounded(painter, (Box){box.x, y, 6, 4}, 1, COLOUR_REDUCTION, 0.8);
  paint_rounded(painter, (Box){box.x, y + 2, 13, 8}, 1.5, COLOUR_REDUCTION, 0.8);
}

static void paint_list_row(const Panel *panel, const Painter *painter, Box row, int index) {
  const struct ModelList *list = panel->model_list;
  if (index == list->selected) paint_rounded(painter, row, 3, COLOUR_LINE, 1);
  Box text = {row.x + 8, row.y, row.width - 16, row.height}, sign = box_cut_left(&text, 14, 8);
  if (index == 0) {
    paint_text(painter, text, ALIGN_LEFT, TEXT_NORMAL, panel->model_path[0] ? COLOUR_TEXT : COLOUR_OUTPUT,
               "Built-in model");
    return;
  }
  const FolderEntry *entry =
      index < FIXED_ROWS ? &(const FolderEntry){"..", true} : &list->files.entries[index - FIXED_ROWS];
  const char *file = strrchr(panel->model_path, '/');
  bool present = !entry->folder && file && strcmp(file + 1, entry->name) == 0;
  if (entry->folder) paint_folder_sign(painter, sign);
  paint_name(painter, text, present ? COLOUR_OUTPUT : COLOUR_TEXT, index == 1 ? "Folder above" : entry->name);
}

static void paint_scroll_bar(const Panel *panel, const Painter *painter, Box rows) {
  double count = row_count(panel->model_list), shown = rows_shown(panel);
  if (count <= shown) return;
  Box bar = {rows.x + rows.width + 3, rows.y + rows.height * panel->model_list->first / count, 4,
             rows.height * shown / count};
  paint_rounded(painter, bar, 2, COLOUR_LINE, 1);
}

static void paint_field(const Panel *panel, const Painter *painter, Box box) {
  const struct ModelList *list = panel->model_list;
  paint_rounded(painter, box, 4, COLOUR_GRAPH, 1);
  Box text = {box.x + 8, box.y, box.width - 16, box.height};
  if (!list->typed[0]) {
    paint_text(painter, text, ALIGN_LEFT, TEXT_NORMAL, COLOUR_TEXT_SOFT,
               "Type to filter, or a path that begins with / or ~");
    return;
  }
  char *valid = g_utf8_make_valid(list->typed, -1);
  paint_text(painter, text, ALIGN_LEFT, TEXT_NORMAL, COLOUR_TEXT, valid);
  double end = fmin(text_width(painter, TEXT_NORMAL, valid), text.width);
  g_free(valid);
  paint_column(painter, text.x + end + 1, text.y + 7, text.height - 14, COLOUR_TEXT);
}

static void list_paint(const Panel *panel, const Painter *painter) {
  const struct ModelList *list = panel->model_list;
  paint_rounded(painter, panel->overlay_box, 6, COLOUR_SECTION, 1);
  paint_frame(painter, panel->overlay_box, 6, 1, COLOUR_FOCUS);
  Box box = box_inset(panel->overlay_box, MARGIN);
  paint_name(painter, box_cut_top(&box, LINE_HEIGHT, 4), COLOUR_TEXT_SOFT, list->folder);
  paint_field(panel, painter, box_cut_top(&box, LINE_HEIGHT, 6));
  paint_text(painter, box_cut_bottom(&box, 18, 6), ALIGN_LEFT, TEXT_SMALL, COLOUR_TEXT_SOFT,
             list->readable ? "Enter takes, Backspace goes up, Escape closes" : "This folder cannot be read");
  Box rows = box;
  int last = list->first + rows_shown(panel);
  for (int row = list->first; row < last && row < row_count(list); row++)
    paint_list_row(panel, painter, box_cut_top(&box, ROW_HEIGHT, 0), row);
  paint_scroll_bar(panel, painter, rows);
}

const Overlay model_list_overlay = {list_paint, list_input, list_close};
