/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "instance.h"
#include "log.h"

#include <stdio.h>
#include <string.h>

/* Under the lock: it has one writer at a time. */
static void publish(Instance *instance, const char *text) {
  Bulletin bulletin = {.number = ++instance->choice.bulletin};
  snprintf(bulletin.text, sizeof bulletin.text, "%s", text);
  seqlock_write(&instance->bulletin_sequence, instance->bulletin, &bulletin, sizeof bulletin);
}

static uint32_t take_ticket(Instance *instance) {
  pthread_mutex_lock(&instance->choice.lock);
  const uint32_t ticket = ++instance->choice.ticket;
  pthread_mutex_unlock(&instance->choice.lock);
  return ticket;
}

/* Lets the model run, unless a later choice was faster. */
static void install(Instance *instance, uint32_t ticket, LoadedModel *model, const char *text) {
  Choice *choice = &instance->choice;
  swap_collect(&instance->swap);
  pthread_mutex_lock(&choice->lock);
  const int newest = choice->ticket == ticket;
  if (newest) {
    memcpy(choice->model.path, model->path, PATH_MAX);
    memcpy(choice->model.hash, model->hash, HASH_TEXT);
    memcpy(choice->model.origin, model->origin, PATH_MAX);
    swap_offer(&instance->swap, model);
    publish(instance, text);
  }
  pthread_mutex_unlock(&choice->lock);
  if (!newest) loaded_model_free(model);
}

static void refuse(Instance *instance, const char *path, const char *why) {
  char text[PATH_MAX + BULLETIN_TEXT];
  snprintf(text, sizeof text, "%s: the present model goes on running", why);
  log_error(instance, "the model '%s' cannot be used: %s", path, text);
  pthread_mutex_lock(&instance->choice.lock);
  publish(instance, text);
  pthread_mutex_unlock(&instance->choice.lock);
}

int choose_model(Instance *instance, const char *path) {
  char why[BULLETIN_TEXT];
  const uint32_t ticket = take_ticket(instance);
  LoadedModel *model = loaded_model_open(path, instance->sample_rate, instance->channels, why, sizeof why);
  if (model)
    install(instance, ticket, model, "");
  else
    refuse(instance, path, why);
  return model != NULL;
}

static void run_built_in_for(Instance *instance, uint32_t ticket, const SavedModel *saved, const char *why) {
  char text[PATH_MAX + BULLETIN_TEXT], trouble[BULLETIN_TEXT];
  snprintf(text, sizeof text, "%s: the built-in model runs in its place", why);
  log_error(instance, "the model '%s' of this session cannot be used: %s", saved->path, text);
  LoadedModel *model = loaded_model_open("", instance->sample_rate, instance->channels, trouble, sizeof trouble);
  if (!model) {
    log_error(instance, "%s", trouble);
    return;
  }
  memcpy(model->path, saved->path, PATH_MAX);
  memcpy(model->hash, saved->hash, HASH_TEXT);
  memcpy(model->origin, saved->origin, PATH_MAX);
  install(instance, ticket, model, text);
}

/* The file of a session that has moved away from it: only when it is the same to the byte. */
static LoadedModel *open_at_origin(Instance *instance, const SavedModel *saved) {
  char why[BULLETIN_TEXT];
  if (!*saved->origin || !*saved->hash) return NULL;
  LoadedModel *model = loaded_model_open(saved->origin, instance->sample_rate, instance->channels, why, sizeof why);
  if (!model || strcmp(model->hash, saved->hash) == 0) return model;
  loaded_model_free(model);
  return NULL;
}

void restore_model(Instance *instance, const SavedModel *saved) {
  char why[BULLETIN_TEXT];
  const uint32_t ticket = take_ticket(instance);
  /* What a window has asked for before is history. */
  atomic_store(&instance->handled, atomic_load(&instance->asked));
  LoadedModel *model = loaded_model_open(saved->path, instance->sample_rate, instance->channels, why, sizeof why);
  if (!model) model = open_at_origin(instance, saved);
  if (!model) {
    run_built_in_for(instance, ticket, saved, why);
    return;
  }
  const int other = *saved->hash && strcmp(saved->hash, model->hash) != 0;
  if (other) log_note(instance, "the model '%s' is not the one with which this session was saved", saved->path);
  install(instance, ticket, model, other ? "The model file has changed since the session was saved" : "");
}

void chosen_model(Instance *instance, SavedModel *saved) {
  Request request;
  pthread_mutex_lock(&instance->choice.lock);
  *saved = instance->choice.model;
  pthread_mutex_unlock(&instance->choice.lock);
  if (!seqlock_read(&instance->request_sequence, instance->request, &request, sizeof request)) return;
  if (request.number == atomic_load(&instance->handled)) return;
  *saved = (SavedModel){0};
  absolute_model_path(request.path, saved->path);
}
