/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The screen of `quell live`, by ncurses.
 */
#include "command.h"
#include "live_keys.h"
#include "live_view.h"

#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <ncurses.h>
#include <stdio.h>
#include <string.h>

#define LABEL_COLUMNS 11
#define VALUE_COLUMNS 24
/* All is drawn on a page, of which a terminal shows as much as it has room for. */
#define PAGE_ROWS 20
#define PAGE_COLUMNS 512
#define METER_FLOOR_DB (-70.0)
#define REMOVED_MOST_DB 40.0
/* A peak stays to be seen for so many reports. */
#define HOLD_REPORTS 30

enum { QUIET = 1, GOOD, HIGH, ALARM, TITLE };

/* What bars are made of. */
typedef struct {
  const char *full, *mark, *empty;
} BarSigns;

static const BarSigns unicode_signs = {"█", "▏", "·"}, plain_signs = {"#", "|", "."};

static SCREEN *screen;
static WINDOW *page;
static const BarSigns *signs;
static char last_note[1200], notes[8][1200];
static size_t note_count;
static struct {
  double db;
  int age;
} held_input, held_output;

static void start_colours(void) {
  if (!has_colors()) return;
  start_color();
  use_default_colors();
  init_pair(QUIET, COLOR_BLUE, -1);
  init_pair(GOOD, COLOR_GREEN, -1);
  init_pair(HIGH, COLOR_YELLOW, -1);
  init_pair(ALARM, COLOR_RED, -1);
  init_pair(TITLE, COLOR_CYAN, -1);
}

static int smaller(int one, int other) {
  return one < other ? one : other;
}

/* A low terminal shows no empty rows. */
static int place(int row) {
  static const int empty[] = {3, 8, 15, 18};
  int passed = 0;
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
    passed += row > empty[i];
  return LINES < PAGE_ROWS ? row - passed : row;
}

static void label(int row, const char *text) {
  wattron(page, A_BOLD);
  mvwaddstr(page, place(row), 1, text);
  wattroff(page, A_BOLD);
  wmove(page, place(row), LABEL_COLUMNS);
}

/* A bar from 0 to 1 with a mark (none below 0). */
static void bar(double part, double mark, int colour) {
  const int width = smaller(COLS, PAGE_COLUMNS) - LABEL_COLUMNS - VALUE_COLUMNS - 2;
  const int full = (int)lrint(fmin(fmax(part, 0), 1) * width);
  const int marked = mark > 0 ? (int)lrint(fmin(mark, 1) * (width - 1)) : -1;
  for (int i = 0; i < width; i++) {
    const int lit = i < full || i == marked;
    wattron(page, COLOR_PAIR(lit ? colour : QUIET));
    waddstr(page, i < full ? signs->full : i == marked ? signs->mark : signs->empty);
    wattroff(page, COLOR_PAIR(lit ? colour : QUIET));
  }
  waddch(page, ' ');
}

static double level_part(double db) {
  return (db - METER_FLOOR_DB) / -METER_FLOOR_DB;
}

static int level_colour(double peak_db) {
  return peak_db > -0.1 ? ALARM : peak_db > -6 ? HIGH : GOOD;
}

static void level(int row, const char *name, double db, double peak_db, double *held, int *age) {
  if (peak_db >= *held || ++*age > HOLD_REPORTS) {
    *held = peak_db;
    *age = 0;
  }
  label(row, name);
  bar(level_part(db), level_part(*held), level_colour(*held));
  if (db <= METER_FLOOR_DB)
    waddstr(page, "silence");
  else
    wprintw(page, "%6.1f dB, peak %.1f", db, *held);
}

static void draw_devices(const LiveReport *report) {
  const LiveStatus *status = &report->status;
  wattron(page, A_BOLD | COLOR_PAIR(TITLE));
  mvwaddstr(page, 0, 1, "Quell live");
  wattroff(page, A_BOLD | COLOR_PAIR(TITLE));
  wprintw(page, "   %s", report->model);
  label(1, "from");
  wprintw(page, "%s (%s), %u channel%s at %u Hz", status->input, status->input_api, status->channels,
          status->channels == 1 ? "" : "s", status->sample_rate);
  label(2, "to");
  wprintw(page, "%s (%s)", status->output, status->output_api);
  if (status->output_rate != status->sample_rate) wprintw(page, " at %u Hz", status->output_rate);
}

static void draw_meters(const LiveReport *report) {
  const LiveStatus *status = &report->status;
  level(4, "input", report->input_db, (double)status->input_peak_db, &held_input.db, &held_input.age);
  level(5, "output", report->output_db, (double)status->output_peak_db, &held_output.db, &held_output.age);
  label(6, "removed");
  bar(report->reduction_db / REMOVED_MOST_DB, -1, GOOD);
  wprintw(page, "%6.1f dB", report->reduction_db);
  label(7, "voice");
  bar(report->voice, -1, GOOD);
  wprintw(page, "%6.0f %%", 100 * report->voice);
}

static void draw_figures(const LiveReport *report) {
  const LiveStatus *status = &report->status;
  label(9, "load");
  wprintw(page, "%.1f %% median, %.1f %% p99, %.1f %% at most", 100 * status->load.p50, 100 * status->load.p99,
          100 * status->load.largest);
  label(10, "xruns");
  if (status->xruns) wattron(page, COLOR_PAIR(ALARM));
  wprintw(page, "%llu", (unsigned long long)status->xruns);
  wattroff(page, COLOR_PAIR(ALARM));
  label(11, "blocks");
  wprintw(page, "%u frames, %s real-time priority", status->block, status->real_time ? "with" : "without");
  label(12, "delay");
  wprintw(page, "%.1f ms denoiser, %.1f ms round trip", status->engine_latency_ms, status->round_trip_ms);
  label(13, "clocks");
  if (status->bridged)
    wprintw(page, "two, %+.1f ppm apart; %.1f ms between them", status->bridge.drift_ppm, status->bridge.delay_ms);
  else
    waddstr(page, "one");
  label(14, "recording");
  if (report->raw || report->clean) {
    wprintw(page, "%s%s%s%s", report->raw ? report->raw : "", report->raw && report->clean ? ", " : "",
            report->clean ? report->clean : "", report->recording ? "" : " (stopped)");
  } else {
    waddstr(page, "no");
  }
}

static const char *on_or_off(const LiveReport *report, QuellParameter parameter) {
  return live_session_get(report->session, parameter) < 0.5f ? "off" : "on";
}

static void draw_settings(const LiveReport *report) {
  const float limit = live_session_get(report->session, QUELL_LIMIT);
  label(16, "settings");
  if (limit >= quell_parameter_info(QUELL_LIMIT)->maximum)
    waddstr(page, "limit none");
  else
    wprintw(page, "limit %.0f dB", (double)limit);
  wprintw(page, ", bypass %s, removed sound %s", on_or_off(report, QUELL_BYPASS), on_or_off(report, QUELL_RESIDUAL));
  QuellProfileInfo profile;
  const int automatic = live_session_profile(report->session) == LIVE_PROFILE_AUTOMATIC;
  if (quell_model_profile(live_session_model(report->session), report->status.profile, &profile) == QUELL_OK)
    wprintw(page, ", profile %s%s", profile.name, automatic ? " (automatic)" : "");
  label(17, "keys");
  for (size_t i = 0; live_key(i); i++)
    wprintw(page, "%s%s %s", i ? "  " : "", live_key(i)->label, live_key(i)->help);
}

static void draw_note(const LiveReport *report) {
  const char *text = last_note;
  if (report->waiting)
    text = "Waiting for the device to come back.";
  else if (report->silent_seconds >= LIVE_SILENT_SECONDS)
    text = "Nothing comes in: is the microphone muted, or another one meant?";
  wattron(page, COLOR_PAIR(ALARM));
  mvwaddstr(page, smaller(place(19), LINES - 1), 1, text);
  wattroff(page, COLOR_PAIR(ALARM));
}

static int show(const LiveReport *report) {
  werase(page);
  draw_devices(report);
  draw_meters(report);
  draw_figures(report);
  draw_settings(report);
  draw_note(report);
  prefresh(page, 0, 0, 0, 0, smaller(LINES, PAGE_ROWS) - 1, smaller(COLS, PAGE_COLUMNS) - 1);
  return 1;
}

static int begin(const LiveReport *report) {
  setlocale(LC_CTYPE, "");
  signs = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? &unicode_signs : &plain_signs;
  screen = newterm(NULL, stdout, stdin);
  page = screen ? newpad(PAGE_ROWS, PAGE_COLUMNS) : NULL;
  if (!page) {
    complain("this terminal cannot show a screen; for lines of text: quell live | cat");
    return 0;
  }
  held_input.db = held_output.db = METER_FLOOR_DB;
  note_count = 0;
  *last_note = 0;
  start_colours();
  cbreak();
  noecho();
  curs_set(0);
  nodelay(page, TRUE);
  keypad(page, TRUE);
  return show(report);
}

static void note(const char *sentence) {
  snprintf(last_note, sizeof last_note, "%s", sentence);
  if (note_count < sizeof notes / sizeof *notes) snprintf(notes[note_count++], sizeof *notes, "%s", sentence);
}

static int key(void) {
  const int pressed = wgetch(page);
  switch (pressed) {
  case ERR:
    return 0;
  case KEY_UP:
    return '+';
  case KEY_DOWN:
    return '-';
  case KEY_RESIZE:
    clearok(curscr, TRUE);
    return 0;
  default:
    return pressed;
  }
}

/* What happened stays to be read when the screen is gone. */
static void end(const LiveReport *report) {
  endwin();
  delwin(page);
  delscreen(screen);
  for (size_t i = 0; i < note_count; i++)
    complain("%s", notes[i]);
  live_view_text.end(report);
}

const LiveView live_view_screen = {.interval = 0.1, .begin = begin, .show = show, .note = note, .key = key, .end = end};
