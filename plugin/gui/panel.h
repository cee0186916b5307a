/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The contents of the window: controls, meters and pictures, with what the user does to them. Knows no window system
 * and no LV2: input comes as Input, drawing goes to any cairo surface, results go through PanelHost.
 */
#ifndef QUELL_GUI_PANEL_H
#define QUELL_GUI_PANEL_H

#include "control.h"
#include "display_history.h"
#include "input.h"
#include "painter.h"

#include "control_list.h"
#include <limits.h>

/* Size at first, and the least size at which nothing is shrunk, in logical units. */
#define PANEL_WIDTH 880
#define PANEL_HEIGHT 580
#define PANEL_MIN_WIDTH 860
#define PANEL_MIN_HEIGHT 430
#define PANEL_TEXT_MAX 512

typedef struct {
  void *owner;
  void (*write)(void *owner, uint32_t port, float value);
  void (*touch)(void *owner, uint32_t port, bool touched); /* a gesture on this port begins or ends */
  void (*choose_model)(void *owner, const char *path);     /* absolute; "" is the built-in model */
} PanelHost;

typedef struct Panel Panel;
typedef struct Widget Widget;

typedef struct {
  void (*paint)(const Panel *panel, const Widget *widget, const Painter *painter);
  /* False when the input means nothing to the widget. NULL: a picture. */
  bool (*input)(Panel *panel, Widget *widget, const Input *input);
} WidgetKind;

struct Widget {
  const WidgetKind *kind;
  Box box;
  Control *control; /* or meter; NULL for pictures */
  const char *name; /* short, for the place where it is */
  bool large;
  const char *help; /* tooltip, where it is not the control's */
};

/* Something that lies above all else and gets all input while it is open. */
typedef struct {
  void (*paint)(const Panel *panel, const Painter *painter);
  bool (*input)(Panel *panel, const Input *input); /* false hands the input on to what lies below */
  void (*close)(Panel *panel);                     /* frees; may be NULL */
} Overlay;

#define WIDGETS_MAX 40

typedef struct {
  char text[64];
  bool fresh;   /* the first key replaces the text */
  bool refused; /* what was typed is no value of the control */
} ValueEntry;

struct Panel {
  PanelHost host;
  /* What is known. */
  ControlList list;
  Control controls[PORT_COUNT];        /* values by PortId, of controls and of meters */
  float input_peak_db, output_peak_db; /* held for a while */
  double input_peak_until, output_peak_until;
  DisplayHistory history;
  char model_path[PATH_MAX];       /* "" is the built-in model */
  char model_name[PANEL_TEXT_MAX]; /* "" while it is not known */
  char model_text[PANEL_TEXT_MAX]; /* both, as shown */
  char message[PANEL_TEXT_MAX];    /* what the plugin has to say; "" for nothing */
  /* The window. */
  double width, height; /* logical units */
  double scale;         /* device pixels in a unit */
  double sample_rate;   /* Hz, 0 when the host does not tell */
  Widget widgets[WIDGETS_MAX];
  uint32_t widget_count;
  Box sections[4];
  Widget *focus, *hover;
  Widget *grab; /* holds the pointer while a button is down */
  const Overlay *overlay;
  Widget *overlay_widget; /* the one that opened it */
  Box overlay_box;
  ValueEntry entry;
  int choice_row;
  struct ModelList *model_list;
  /* Gestures. */
  Control *touched;
  double touched_until; /* seconds; 0: until the button goes up */
  double drag_y, drag_position;
  double pressed_at;
  Widget *pressed_before; /* for double clicks */
  double hover_since, pointer_x, pointer_y;
  bool tooltip;
  double now;             /* seconds of a steady clock */
  cairo_region_t *damage; /* device pixels that must be painted again */
};

/* ---- For the owner ----------------------------------------------------------------------------------------------- */

/* `plugin` is the URI of the plugin that it belongs to. */
Panel *panel_create(const PanelHost *host, const char *plugin);
void panel_free(Panel *panel);
/* `width` and `height` in device pixels; `scale` as wished, shrunk as far as needed to show everything. */
void panel_resize(Panel *panel, int width, int height, double scale);
/* True when the input was used. Positions in logical units (device pixels over panel->scale). */
bool panel_input(Panel *panel, const Input *input);
/* To be called often: tooltips, ends of gestures. */
void panel_tick(Panel *panel, double seconds);
/* Paints what is damaged on an image of the size that was set, and forgets the damage. */
void panel_paint(Panel *panel, cairo_surface_t *surface);

/* News from the plugin. */
void panel_port(Panel *panel, uint32_t port, float value);
void panel_frame(Panel *panel, const DisplayFrame *frame);
/* The file of the model, "" for the built-in one; and what it calls itself. */
void panel_model_path(Panel *panel, const char *path);
void panel_model_name(Panel *panel, const char *name);
void panel_message(Panel *panel, const char *message);

/* ---- For the widgets --------------------------------------------------------------------------------------------- */

void panel_damage(Panel *panel, Box box);
void panel_damage_widget(Panel *panel, const Widget *widget);
void panel_damage_control(Panel *panel, const Control *control);
void panel_damage_all(Panel *panel);
/* NULL, or 0, for what this plugin lacks. */
Control *panel_control(Panel *panel, PortId index);
float panel_value(const Panel *panel, PortId index);
/* Sets, shows and tells the host; a value out of range is brought into it. */
void panel_set(Panel *panel, Control *control, float value);
/* Brackets a gesture. With `until` above 0 it ends at that time, unless prolonged; else at panel_release(). */
void panel_touch(Panel *panel, Control *control, double until);
void panel_release(Panel *panel);
/* True for the second of two quick presses on the same widget; remembers this one. */
bool panel_double_click(Panel *panel, Widget *widget, const Input *input);
void panel_focus(Panel *panel, Widget *widget);
void panel_open(Panel *panel, const Overlay *overlay, Widget *widget, Box box);
void panel_close(Panel *panel);
/* A control that has no effect at present, such as the gate's while it is off. */
bool panel_idle_control(const Panel *panel, const Control *control);

#endif
