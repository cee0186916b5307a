/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipewire_status.h"

#include "command.h"
#include "json_print.h"
#include "pipewire_config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  json_t *links; /* array of {link, present, text} */
  int json, missing;
} Report;

static void tell(Report *report, const char *link, int present, const char *good, const char *advice) {
  const char *text = present ? good : advice;
  if (!present) report->missing++;
  json_array_append_new(
      report->links, json_pack("{s:s, s:b, s:o}", "link", link, "present", present, "text", json_text_or_null(text)));
  if (!report->json) printf("%-8s %-16s %s\n", present ? "ok" : "MISSING", link, text);
}

/* ---- What PipeWire says of itself --------------------------------------------------------------- */

/* All objects, or NULL when nobody answers. */
static json_t *dump_objects(void) {
  FILE *pipe = popen("timeout 10 pw-dump 2>/dev/null", "r");
  if (!pipe) return NULL;
  json_t *objects = json_loadf(pipe, 0, NULL);
  pclose(pipe);
  if (json_is_array(objects)) return objects;
  json_decref(objects);
  return NULL;
}

static const char *property(json_t *object, const char *name) {
  const char *text =
      json_string_value(json_object_get(json_object_get(json_object_get(object, "info"), "props"), name));
  return text ? text : "";
}

static int is_type(json_t *object, const char *type) {
  const char *full = json_string_value(json_object_get(object, "type"));
  const size_t length = full ? strlen(full) : 0;
  return length > strlen(type) && strcmp(full + length - strlen(type), type) == 0;
}

static json_t *find_node(json_t *objects, const char *name) {
  size_t index;
  json_t *object;
  json_array_foreach(objects, index, object) {
    if (is_type(object, ":Node") && strcmp(property(object, "node.name"), name) == 0) return object;
  }
  return NULL;
}

static int is_microphone(json_t *object) {
  return is_type(object, ":Node") && strncmp(property(object, "media.class"), "Audio/Source", 12) == 0 &&
         strcmp(property(object, "node.name"), PIPEWIRE_SOURCE_NODE) != 0;
}

static json_t *find_microphone(json_t *objects) {
  size_t index;
  json_t *object;
  json_array_foreach(objects, index, object) {
    if (is_microphone(object)) return object;
  }
  return NULL;
}

/* The node that feeds this one, or NULL. */
static json_t *find_feeding(json_t *objects, json_t *node) {
  const json_int_t id = json_integer_value(json_object_get(node, "id"));
  size_t index, inner;
  json_t *link, *other;
  json_array_foreach(objects, index, link) {
    json_t *info = json_object_get(link, "info");
    if (!is_type(link, ":Link") || json_integer_value(json_object_get(info, "input-node-id")) != id) continue;
    json_array_foreach(objects, inner, other) {
      if (json_integer_value(json_object_get(other, "id")) ==
          json_integer_value(json_object_get(info, "output-node-id")))
        return other;
    }
  }
  return NULL;
}

static int has_session_manager(json_t *objects) {
  size_t index;
  json_t *object;
  json_array_foreach(objects, index, object) {
    const char *name = property(object, "application.name");
    if (is_type(object, ":Client") && (strstr(name, "WirePlumber") || strstr(name, "media-session"))) return 1;
  }
  return 0;
}

static const char *version_of(json_t *objects) {
  size_t index;
  json_t *object;
  json_array_foreach(objects, index, object) {
    const char *version = json_string_value(json_object_get(json_object_get(object, "info"), "version"));
    if (is_type(object, ":Core") && version) return version;
  }
  return "of unknown version";
}

/* ---- The links ---------------------------------------------------------------------------------- */

static const char *shown_name(json_t *node) {
  const char *description = property(node, "node.description");
  return *description ? description : property(node, "node.name");
}

/* The microphone that the configuration names, else any. */
static void tell_microphone(Report *report, json_t *objects, json_t *capture) {
  const char *wanted = property(capture, "target.object");
  json_t *microphone = *wanted ? find_node(objects, wanted) : find_microphone(objects);
  char advice[512] = "PipeWire knows no microphone: plug one in, and look with wpctl status";
  if (*wanted)
    snprintf(advice, sizeof advice,
             "'%.200s', which the configuration names, is not there: plug it in, or install again", wanted);
  tell(report, "microphone", microphone != NULL, microphone ? shown_name(microphone) : "", advice);
}

static void tell_filter(Report *report, json_t *capture, json_t *source) {
  const json_int_t channels = json_integer_value(json_object_get(json_object_get(source, "info"), "n-output-ports"));
  char good[100];
  snprintf(good, sizeof good, "the plugin runs as " PIPEWIRE_SOURCE_NODE " with %d channel%s", (int)channels,
           channels == 1 ? "" : "s");
  tell(report, "filter", capture && source, good,
       "PipeWire has not loaded it: systemctl --user restart pipewire, and if that does not help, "
       "journalctl --user -u pipewire tells why");
}

static void tell_running(Report *report, json_t *objects) {
  json_t *capture = find_node(objects, PIPEWIRE_CAPTURE_NODE), *source = find_node(objects, PIPEWIRE_SOURCE_NODE);
  json_t *feeding = capture ? find_feeding(objects, capture) : NULL;
  tell(report, "session manager", has_session_manager(objects), "it connects microphones and programs",
       "nothing connects the nodes: start WirePlumber, systemctl --user start wireplumber");
  tell_microphone(report, objects, capture);
  tell_filter(report, capture, source);
  if (!capture || !source) return;
  tell(report, "connection", feeding != NULL, feeding ? shown_name(feeding) : "",
       "no microphone feeds the filter now: some are connected only while a program listens; record with "
       "pw-record --target " PIPEWIRE_SOURCE_NODE " and look again");
}

int pipewire_status_print(const char *config_path, int json) {
  Report report = {.links = json_array(), .json = json};
  char plugin[4096];
  const int found = pipewire_find_plugin(plugin, sizeof plugin);
  json_t *objects = dump_objects();
  tell(&report, "configuration", access(config_path, R_OK) == 0, config_path,
       "it is not installed: quell pipewire install");
  tell(&report, "plugin", found, plugin,
       "quell.lv2 is in no folder that LV2 hosts search: install it, or name its folder in LV2_PATH for PipeWire too");
  tell(&report, "PipeWire", objects != NULL, objects ? version_of(objects) : "",
       "no PipeWire answers (or pw-dump is missing): install pipewire and pipewire-bin, systemctl --user start "
       "pipewire");
  if (objects) tell_running(&report, objects);
  const int code = json ? json_print(json_pack("{s:O}", "links", report.links)) : EXIT_DONE;
  json_decref(report.links);
  json_decref(objects);
  return report.missing ? EXIT_FAILED : code;
}
