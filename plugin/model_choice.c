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
    snprintf(choice->path, sizeof choice->path, "%s", model->path);
    snprintf(choice->hash, sizeof choice->hash, "%s", model->hash);
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

static void run_built_in_for(Instance *instance, uint32_t ticket, const char *path, const char *hash, const char *why) {
  char text[PATH_MAX + BULLETIN_TEXT], trouble[BULLETIN_TEXT];
  snprintf(text, sizeof text, "%s: the built-in model runs in its place", why);
  log_error(instance, "the model '%s' of this session cannot be used: %s", path, text);
  LoadedModel *model = loaded_model_open("", instance->sample_rate, instance->channels, trouble, sizeof trouble);
  if (!model) {
    log_error(instance, "%s", trouble);
    return;
  }
  snprintf(model->path, sizeof model->path, "%s", path);
  snprintf(model->hash, sizeof model->hash, "%s", hash);
  install(instance, ticket, model, text);
}

void restore_model(Instance *instance, const char *path, const char *hash) {
  char why[BULLETIN_TEXT];
  const uint32_t ticket = take_ticket(instance);
  /* What a window has asked for before is history. */
  atomic_store(&instance->handled, atomic_load(&instance->asked));
  LoadedModel *model = loaded_model_open(path, instance->sample_rate, instance->channels, why, sizeof why);
  if (!model) {
    run_built_in_for(instance, ticket, path, hash, why);
    return;
  }
  const int other = *hash && strcmp(hash, model->hash) != 0;
  if (other) log_note(instance, "the model '%s' is not the one with which this session was saved", path);
  install(instance, ticket, model, other ? "The model file has changed since the session was saved" : "");
}

void chosen_model(Instance *instance, char path[PATH_MAX], char hash[HASH_TEXT]) {
  Request request;
  pthread_mutex_lock(&instance->choice.lock);
  memcpy(path, instance->choice.path, PATH_MAX);
  memcpy(hash, instance->choice.hash, HASH_TEXT);
  pthread_mutex_unlock(&instance->choice.lock);
  if (!seqlock_read(&instance->request_sequence, instance->request, &request, sizeof request)) return;
  if (request.number == atomic_load(&instance->handled)) return;
  memcpy(path, request.path, PATH_MAX);
  hash[0] = 0;
}
