/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui_messages.h"

#include "../uris.h"

#include <lv2/atom/util.h>
#include <lv2/patch/patch.h>
#include <string.h>

#define MESSAGE_BYTES (PATH_MAX + 256)

void ui_messages_create(UiMessages *messages, LV2_URID_Map *map, uint32_t port, LV2UI_Write_Function write,
                        LV2UI_Controller controller) {
  const struct {
    LV2_URID *urid;
    const char *uri;
  } names[] = {{&messages->event_transfer, LV2_ATOM__eventTransfer},
               {&messages->patch_get, LV2_PATCH__Get},
               {&messages->patch_set, LV2_PATCH__Set},
               {&messages->patch_put, LV2_PATCH__Put},
               {&messages->patch_body, LV2_PATCH__body},
               {&messages->patch_property, LV2_PATCH__property},
               {&messages->patch_value, LV2_PATCH__value},
               {&messages->model, MODEL_URI},
               {&messages->model_name, MODEL_NAME_URI},
               {&messages->message, MESSAGE_URI},
               {&messages->path, LV2_ATOM__Path},
               {&messages->string, LV2_ATOM__String}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    *names[i].urid = map->map(map->handle, names[i].uri);
  display_urids_map(&messages->display, map);
  lv2_atom_forge_init(&messages->forge, map);
  messages->port = port;
  messages->write = write;
  messages->controller = controller;
}

/* ---- Sending ----------------------------------------------------------------------------------------------------- */

static void send(UiMessages *messages, const LV2_Atom *atom) {
  messages->write(messages->controller, messages->port, lv2_atom_total_size(atom), messages->event_transfer, atom);
}

void ui_messages_set_model(UiMessages *messages, const char *path) {
  union {
    LV2_Atom atom;
    uint8_t bytes[MESSAGE_BYTES];
  } buffer;
  LV2_Atom_Forge_Frame object;
  lv2_atom_forge_set_buffer(&messages->forge, buffer.bytes, sizeof buffer);
  lv2_atom_forge_object(&messages->forge, &object, 0, messages->patch_set);
  lv2_atom_forge_key(&messages->forge, messages->patch_property);
  lv2_atom_forge_urid(&messages->forge, messages->model);
  lv2_atom_forge_key(&messages->forge, messages->patch_value);
  if (!lv2_atom_forge_path(&messages->forge, path, (uint32_t)strlen(path))) return;
  lv2_atom_forge_pop(&messages->forge, &object);
  send(messages, &buffer.atom);
}

void ui_messages_get_model(UiMessages *messages) {
  union {
    LV2_Atom atom;
    uint8_t bytes[128];
  } buffer;
  LV2_Atom_Forge_Frame object;
  lv2_atom_forge_set_buffer(&messages->forge, buffer.bytes, sizeof buffer);
  lv2_atom_forge_object(&messages->forge, &object, 0, messages->patch_get);
  lv2_atom_forge_pop(&messages->forge, &object);
  send(messages, &buffer.atom);
}

void ui_messages_request_display(UiMessages *messages) {
  union {
    LV2_Atom atom;
    uint8_t bytes[64];
  } buffer;
  lv2_atom_forge_set_buffer(&messages->forge, buffer.bytes, sizeof buffer);
  if (display_request_write(&messages->display, &messages->forge)) send(messages, &buffer.atom);
}

/* ---- Receiving --------------------------------------------------------------------------------------------------- */

static void take_text(const LV2_Atom *value, News *news, NewsKind kind) {
  size_t length = value->size < sizeof news->text ? value->size : sizeof news->text - 1;
  memcpy(news->text, LV2_ATOM_BODY_CONST(value), length);
  news->text[length] = '\0';
  news->kind = kind;
}

static void read_value(const UiMessages *messages, LV2_URID key, const LV2_Atom *value, News *news) {
  if (value->type != messages->path && value->type != messages->string) return;
  if (key == messages->model) take_text(value, news, NEWS_MODEL);
  if (key == messages->model_name) take_text(value, news, NEWS_MODEL_NAME);
  if (key == messages->message) take_text(value, news, NEWS_MESSAGE);
}

static void read_set(const UiMessages *messages, const LV2_Atom_Object *object, News *news) {
  const LV2_Atom *property = NULL, *value = NULL;
  lv2_atom_object_get(object, messages->patch_property, &property, messages->patch_value, &value, 0);
  if (!property || property->size != sizeof(LV2_URID) || !value) return;
  read_value(messages, ((const LV2_Atom_URID *)property)->body, value, news);
}

/* The plugin puts one parameter at a time. */
static void read_put(const UiMessages *messages, const LV2_Atom_Object *object, News *news) {
  const LV2_Atom *body = NULL;
  lv2_atom_object_get(object, messages->patch_body, &body, 0);
  if (!body || body->type != messages->display.object || body->size < sizeof(LV2_Atom_Object_Body)) return;
  LV2_ATOM_OBJECT_FOREACH((const LV2_Atom_Object *)body, property) {
    read_value(messages, property->key, &property->value, news);
  }
}

void ui_messages_read(const UiMessages *messages, const LV2_Atom *atom, uint32_t size, News *news) {
  news->kind = NEWS_NONE;
  if (size < sizeof *atom || lv2_atom_total_size(atom) > size) return;
  if (display_frame_read(&messages->display, atom, &news->frame)) {
    news->kind = NEWS_FRAME;
  } else if (atom->type == messages->display.object && atom->size >= sizeof(LV2_Atom_Object_Body)) {
    const LV2_Atom_Object *object = (const LV2_Atom_Object *)atom;
    if (object->body.otype == messages->patch_set) read_set(messages, object, news);
    if (object->body.otype == messages->patch_put) read_put(messages, object, news);
  }
}
