/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The conversation with the window and the host: patch:Set chooses a model, patch:Get asks for it, a display request
 * asks for pictures; answers go out by the notification port.
 */
#include "instance.h"

#include <lv2/atom/util.h>
#include <string.h>

/* ---- In -------------------------------------------------------------------------------------- */

static LV2_URID property_of(const Instance *instance, const LV2_Atom *atom) {
  return atom && atom->type == instance->uris.urid ? ((const LV2_Atom_URID *)atom)->body : 0;
}

static void ask_for(Instance *instance, const char *path, uint32_t size) {
  Audio *audio = &instance->audio;
  const size_t length = strnlen(path, size);
  audio->tell_model = 1;
  audio->tell_message = TELL_NEWS;
  audio->no_worker = !instance->schedule.schedule_work || length >= PATH_MAX;
  if (audio->no_worker) return;
  audio->request.number++;
  memset(audio->request.path, 0, PATH_MAX);
  memcpy(audio->request.path, path, length);
  seqlock_write(&instance->request_sequence, instance->request, &audio->request, sizeof audio->request);
  atomic_store(&instance->asked, audio->request.number);
}

static void read_set(Instance *instance, const LV2_Atom_Object *object) {
  const Uris *uris = &instance->uris;
  const LV2_Atom *property = NULL, *value = NULL;
  lv2_atom_object_get(object, uris->patch_property, &property, uris->patch_value, &value, 0);
  if (property_of(instance, property) != uris->model || !value) return;
  if (value->type == uris->path || value->type == uris->string)
    ask_for(instance, (const char *)(value + 1), value->size);
}

static void read_get(Instance *instance, const LV2_Atom_Object *object) {
  const LV2_Atom *property = NULL;
  lv2_atom_object_get(object, instance->uris.patch_property, &property, 0);
  const LV2_URID asked = property_of(instance, property);
  Audio *audio = &instance->audio;
  if (!property || asked == instance->uris.model) audio->tell_model = 1;
  if (!property || asked == instance->uris.model_name) audio->tell_name = property ? TELL_ANSWER : TELL_NEWS;
  if (!property || asked == instance->uris.message) audio->tell_message = property ? TELL_ANSWER : TELL_NEWS;
}

void patch_read(Instance *instance) {
  const LV2_Atom_Sequence *events = instance->ports[PORT_EVENTS];
  if (!events || events->atom.type != instance->uris.sequence) return;
  LV2_ATOM_SEQUENCE_FOREACH(events, event) {
    const LV2_Atom_Object *object = (const LV2_Atom_Object *)&event->body;
    if (event->body.type != instance->uris.object || event->body.size < sizeof object->body) continue;
    if (object->body.otype == instance->uris.patch_set) read_set(instance, object);
    if (object->body.otype == instance->uris.patch_get) read_get(instance, object);
    display_take(&instance->display, &event->body);
  }
}

/* ---- Out ------------------------------------------------------------------------------------- */

void patch_begin(Instance *instance) {
  LV2_Atom_Sequence *notify = instance->ports[PORT_NOTIFY];
  Audio *audio = &instance->audio;
  audio->notify = NULL;
  if (!notify) return;
  /* The type is whatever the host left there. The size is the room behind the header, or with header: hosts differ. */
  const uint32_t room = notify->atom.size;
  if (room < sizeof notify->body) return;
  audio->notify = notify;
  lv2_atom_forge_set_buffer(&audio->forge, (uint8_t *)notify, room);
  audio->forge.offset = sizeof *notify;
  notify->atom.type = instance->uris.sequence;
  notify->atom.size = sizeof notify->body;
  notify->body.unit = notify->body.pad = 0;
}

/* Writes an event by a function, or nothing when there is too little room. */
typedef LV2_Atom_Forge_Ref (*Writer)(Instance *instance, LV2_Atom_Forge *forge);

static int write_event(Instance *instance, Writer write) {
  Audio *audio = &instance->audio;
  if (!audio->notify) return 0;
  LV2_Atom_Forge_Frame sequence = {NULL, (LV2_Atom_Forge_Ref)audio->notify};
  const uint32_t offset = audio->forge.offset, size = audio->notify->atom.size;
  audio->forge.stack = &sequence;
  const int good = lv2_atom_forge_frame_time(&audio->forge, 0) && write(instance, &audio->forge);
  audio->forge.stack = NULL;
  if (good) return 1;
  audio->forge.offset = offset;
  audio->notify->atom.size = size;
  return 0;
}

static LV2_Atom_Forge_Ref write_set(Instance *instance, LV2_Atom_Forge *forge, LV2_URID property, LV2_URID type,
                                    const char *text) {
  const Uris *uris = &instance->uris;
  LV2_Atom_Forge_Frame object;
  LV2_Atom_Forge_Ref good = lv2_atom_forge_object(forge, &object, 0, uris->patch_set);
  if (!good) return 0;
  if (good) good = lv2_atom_forge_key(forge, uris->patch_property);
  if (good) good = lv2_atom_forge_urid(forge, property);
  if (good) good = lv2_atom_forge_key(forge, uris->patch_value);
  if (good) good = lv2_atom_forge_typed_string(forge, type, text, (uint32_t)strlen(text));
  lv2_atom_forge_pop(forge, &object);
  return good;
}

static LV2_Atom_Forge_Ref write_put(Instance *instance, LV2_Atom_Forge *forge, LV2_URID property, const char *text) {
  LV2_Atom_Forge_Frame object, body;
  LV2_Atom_Forge_Ref good = lv2_atom_forge_object(forge, &object, 0, instance->uris.patch_put);
  if (!good) return 0;
  good = lv2_atom_forge_key(forge, instance->uris.patch_body);
  if (good) good = lv2_atom_forge_object(forge, &body, 0, 0);
  if (!good) return 0;
  good = lv2_atom_forge_key(forge, property);
  if (good) good = lv2_atom_forge_string(forge, text, (uint32_t)strlen(text));
  lv2_atom_forge_pop(forge, &body);
  lv2_atom_forge_pop(forge, &object);
  return good;
}

static LV2_Atom_Forge_Ref write_text(Instance *instance, LV2_Atom_Forge *forge, Telling telling, LV2_URID property,
                                     const char *text) {
  return telling == TELL_ANSWER ? write_set(instance, forge, property, instance->uris.string, text)
                                : write_put(instance, forge, property, text);
}

static LV2_Atom_Forge_Ref write_path(Instance *instance, LV2_Atom_Forge *forge) {
  return write_set(instance, forge, instance->uris.model, instance->uris.path, swap_latest(&instance->swap)->path);
}

static LV2_Atom_Forge_Ref write_name(Instance *instance, LV2_Atom_Forge *forge) {
  return write_text(instance, forge, instance->audio.tell_name, instance->uris.model_name,
                    swap_latest(&instance->swap)->name);
}

static LV2_Atom_Forge_Ref write_message(Instance *instance, LV2_Atom_Forge *forge) {
  const char *text = instance->audio.no_worker
                         ? "This host does not load files for plugins: the model can only come with a saved state"
                         : instance->audio.text.text;
  return write_text(instance, forge, instance->audio.tell_message, instance->uris.message, text);
}

static LV2_Atom_Forge_Ref write_state_changed(Instance *instance, LV2_Atom_Forge *forge) {
  LV2_Atom_Forge_Frame object;
  const LV2_Atom_Forge_Ref good = lv2_atom_forge_object(forge, &object, 0, instance->uris.state_changed);
  if (good) lv2_atom_forge_pop(forge, &object);
  return good;
}

/* Asks for a picture of the newest hop in the mixer strip, and sends one to the window when it wants one. */
static void write_pictures(Instance *instance, uint32_t frames) {
  Audio *audio = &instance->audio;
  LV2_Atom_Forge_Frame sequence = {NULL, (LV2_Atom_Forge_Ref)audio->notify};
  audio->forge.stack = &sequence;
  display_run(&instance->display, instance->swap.current->denoiser, audio->notify ? &audio->forge : NULL, frames);
  audio->forge.stack = NULL;
}

static void read_bulletin(Instance *instance) {
  Audio *audio = &instance->audio;
  Bulletin bulletin;
  if (!seqlock_read(&instance->bulletin_sequence, instance->bulletin, &bulletin, sizeof bulletin)) return;
  if (bulletin.number == audio->bulletin) return;
  audio->tell_message = audio->tell_name = TELL_NEWS;
  audio->tell_model = 1;
  audio->bulletin = bulletin.number;
  audio->text = bulletin;
  audio->no_worker = 0;
}

void patch_write(Instance *instance, uint32_t frames) {
  Audio *audio = &instance->audio;
  read_bulletin(instance);
  if (audio->tell_model && write_event(instance, write_path)) audio->tell_model = 0;
  if (audio->tell_name && write_event(instance, write_name)) audio->tell_name = TELL_NOTHING;
  if (audio->tell_message && write_event(instance, write_message)) audio->tell_message = TELL_NOTHING;
  if (audio->tell_state && write_event(instance, write_state_changed)) audio->tell_state = 0;
  write_pictures(instance, frames);
}
