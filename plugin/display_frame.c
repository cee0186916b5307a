/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "display_frame.h"

#include <lv2/atom/util.h>
#include <math.h>
#include <string.h>

#define PREFIX "urn:quell:display#"

void display_urids_map(DisplayUrids *urids, LV2_URID_Map *map) {
  const struct {
    LV2_URID *urid;
    const char *uri;
  } names[] = {
      {&urids->object, LV2_ATOM__Object}, {&urids->floats, LV2_ATOM__Vector}, {&urids->real, LV2_ATOM__Float},
      {&urids->count, LV2_ATOM__Long},    {&urids->frame, PREFIX "Frame"},    {&urids->request, PREFIX "Request"},
      {&urids->hz, PREFIX "frequencies"}, {&urids->input, PREFIX "input"},    {&urids->output, PREFIX "output"},
      {&urids->gain, PREFIX "gain"},      {&urids->voice, PREFIX "voice"},    {&urids->hop, PREFIX "hop"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    *names[i].urid = map->map(map->handle, names[i].uri);
}

/* ---- Writing ----------------------------------------------------------------------------------------------------- */

uint32_t display_frame_bytes(uint32_t bands) {
  const uint32_t vector = sizeof(LV2_Atom_Property_Body) + sizeof(LV2_Atom_Vector_Body) + 4 * bands;
  const uint32_t number = sizeof(LV2_Atom_Property_Body) + 8;
  return (uint32_t)(sizeof(LV2_Atom_Event) + sizeof(LV2_Atom_Object_Body)) + 4 * (vector + 8) + 2 * (number + 8);
}

static LV2_Atom_Forge_Ref write_floats(const DisplayUrids *urids, LV2_Atom_Forge *forge, LV2_URID key,
                                       const float *values, uint32_t count) {
  lv2_atom_forge_key(forge, key);
  return lv2_atom_forge_vector(forge, sizeof(float), urids->real, count, values);
}

LV2_Atom_Forge_Ref display_frame_write(const DisplayUrids *urids, LV2_Atom_Forge *forge, const DisplayFrame *frame) {
  LV2_Atom_Forge_Frame object;
  LV2_Atom_Forge_Ref start = lv2_atom_forge_object(forge, &object, 0, urids->frame);
  if (!start) return 0;
  LV2_Atom_Forge_Ref ok = write_floats(urids, forge, urids->hz, frame->hz, frame->bands);
  if (ok) ok = write_floats(urids, forge, urids->input, frame->input_db, frame->bands);
  if (ok) ok = write_floats(urids, forge, urids->output, frame->output_db, frame->bands);
  if (ok) ok = write_floats(urids, forge, urids->gain, frame->gain_db, frame->bands);
  if (ok) ok = lv2_atom_forge_key(forge, urids->voice);
  if (ok) ok = lv2_atom_forge_float(forge, frame->voice);
  if (ok) ok = lv2_atom_forge_key(forge, urids->hop);
  if (ok) ok = lv2_atom_forge_long(forge, frame->hop);
  lv2_atom_forge_pop(forge, &object);
  return ok ? start : 0;
}

LV2_Atom_Forge_Ref display_request_write(const DisplayUrids *urids, LV2_Atom_Forge *forge) {
  LV2_Atom_Forge_Frame object;
  LV2_Atom_Forge_Ref start = lv2_atom_forge_object(forge, &object, 0, urids->request);
  if (start) lv2_atom_forge_pop(forge, &object);
  return start;
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

/* Every property lies within the object, so that it can be searched. */
static bool is_whole(const LV2_Atom_Object *object) {
  const uint32_t size = object->atom.size;
  uint32_t at = sizeof(LV2_Atom_Object_Body);
  while (at < size) {
    if (size - at < sizeof(LV2_Atom_Property_Body)) return false;
    const LV2_Atom_Property_Body *property = (const void *)((const uint8_t *)&object->body + at);
    const uint32_t room = size - at - (uint32_t)sizeof *property;
    if (property->value.size > room) return false;
    at += (uint32_t)sizeof *property + lv2_atom_pad_size(property->value.size);
  }
  return true;
}

static bool is_object(const DisplayUrids *urids, const LV2_Atom *atom, LV2_URID type) {
  return atom->type == urids->object && atom->size >= sizeof(LV2_Atom_Object_Body) &&
         ((const LV2_Atom_Object *)atom)->body.otype == type;
}

bool display_request_read(const DisplayUrids *urids, const LV2_Atom *atom) {
  return is_object(urids, atom, urids->request);
}

static bool read_floats(const DisplayUrids *urids, const LV2_Atom *atom, float *values, uint32_t *count) {
  if (!atom || atom->type != urids->floats || atom->size < sizeof(LV2_Atom_Vector_Body)) return false;
  const LV2_Atom_Vector *vector = (const LV2_Atom_Vector *)atom;
  uint32_t found = (uint32_t)((atom->size - sizeof(LV2_Atom_Vector_Body)) / sizeof(float));
  if (vector->body.child_type != urids->real || vector->body.child_size != sizeof(float)) return false;
  if (!found || found > DISPLAY_BANDS_MAX || (*count && found != *count)) return false;
  memcpy(values, vector + 1, found * sizeof(float));
  for (uint32_t i = 0; i < found; i++)
    if (!isfinite(values[i])) return false;
  *count = found;
  return true;
}

static bool read_numbers(const DisplayUrids *urids, const LV2_Atom *voice, const LV2_Atom *hop, DisplayFrame *frame) {
  if (!voice || voice->type != urids->real || voice->size != sizeof(float)) return false;
  if (!hop || hop->type != urids->count || hop->size != sizeof(int64_t)) return false;
  frame->voice = ((const LV2_Atom_Float *)voice)->body;
  frame->hop = (uint32_t)((const LV2_Atom_Long *)hop)->body;
  return frame->voice >= 0 && frame->voice <= 1;
}

static bool rising(const float *hz, uint32_t count) {
  for (uint32_t i = 1; i < count; i++)
    if (!(hz[i] > hz[i - 1])) return false;
  return hz[0] > 0;
}

bool display_frame_read(const DisplayUrids *urids, const LV2_Atom *atom, DisplayFrame *frame) {
  const LV2_Atom *hz = NULL, *input = NULL, *output = NULL, *gain = NULL, *voice = NULL, *hop = NULL;
  if (!is_object(urids, atom, urids->frame) || !is_whole((const LV2_Atom_Object *)atom)) return false;
  lv2_atom_object_get((const LV2_Atom_Object *)atom, urids->hz, &hz, urids->input, &input, urids->output, &output,
                      urids->gain, &gain, urids->voice, &voice, urids->hop, &hop, 0);
  frame->bands = 0;
  return read_floats(urids, hz, frame->hz, &frame->bands) &&
         read_floats(urids, input, frame->input_db, &frame->bands) &&
         read_floats(urids, output, frame->output_db, &frame->bands) &&
         read_floats(urids, gain, frame->gain_db, &frame->bands) && read_numbers(urids, voice, hop, frame) &&
         rising(frame->hz, frame->bands);
}
