/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages between the window and the plugin: which model, frames to draw, what went wrong.
 */
#ifndef QUELL_GUI_UI_MESSAGES_H
#define QUELL_GUI_UI_MESSAGES_H

#include "../display_frame.h"

#include <limits.h>
#include <lv2/ui/ui.h>

typedef struct {
  LV2_Atom_Forge forge;
  DisplayUrids display;
  LV2_URID event_transfer;
  LV2_URID patch_get, patch_set, patch_put, patch_body, patch_property, patch_value;
  LV2_URID model, model_name, message;
  LV2_URID path, string;
  LV2UI_Write_Function write;
  uint32_t port; /* that takes messages */
  LV2UI_Controller controller;
} UiMessages;

typedef enum { NEWS_NONE, NEWS_MODEL, NEWS_MODEL_NAME, NEWS_MESSAGE, NEWS_FRAME } NewsKind;

typedef struct {
  NewsKind kind;
  char text[PATH_MAX]; /* path or name of the model, or the message */
  DisplayFrame frame;
} News;

/* `port` is the index of the port that takes messages. */
void ui_messages_create(UiMessages *messages, LV2_URID_Map *map, uint32_t port, LV2UI_Write_Function write,
                        LV2UI_Controller controller);
/* An absolute path, or "" for the built-in model. */
void ui_messages_set_model(UiMessages *messages, const char *path);
/* Asks which model is in use, what it calls itself, and what went wrong. */
void ui_messages_get_model(UiMessages *messages);
/* Asks for frames for the next seconds. */
void ui_messages_request_display(UiMessages *messages);
/* What came from the plugin, of `size` bytes. */
void ui_messages_read(const UiMessages *messages, const LV2_Atom *atom, uint32_t size, News *news);

#endif
