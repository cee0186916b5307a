/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pipewire_config.h"

#include "command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define BUNDLE "quell.lv2/manifest.ttl"
/* Where lilv looks, on which PipeWire and most hosts rest, when LV2_PATH does not tell. */
#define USUAL_FOLDERS "~/.lv2:/usr/lib/" MULTIARCH "/lv2:/usr/lib/lv2:/usr/local/lib/lv2"

int pipewire_config_path(char *path, size_t size) {
  const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  int length = -1;
  if (base && *base == '/')
    length = snprintf(path, size, "%s/pipewire/pipewire.conf.d/50-quell.conf", base);
  else if (home && *home)
    length = snprintf(path, size, "%s/.config/pipewire/pipewire.conf.d/50-quell.conf", home);
  if (length > 0 && (size_t)length < size) return 1;
  complain("there is no home folder to write PipeWire's configuration to: HOME is not set");
  return 0;
}

/* Every folder above the file. */
static int make_folders(const char *path) {
  char folder[PATH_SIZE];
  snprintf(folder, sizeof folder, "%s", path);
  for (char *slash = folder + 1; (slash = strchr(slash, '/')); slash++) {
    *slash = 0;
    if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
      complain("the folder %s cannot be made: %s", folder, strerror(errno));
      return 0;
    }
    *slash = '/';
  }
  return 1;
}

/* In quotes, as PipeWire's relaxed JSON has them. */
static void print_quoted(FILE *file, const char *text) {
  fputc('"', file);
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') fputc('\\', file);
    fputc(*text, file);
  }
  fputc('"', file);
}

static void print_config(FILE *file, const PipewireSettings *settings) {
  const char *plugin = settings->channels == 2 ? PIPEWIRE_STEREO_PLUGIN_URI : PIPEWIRE_PLUGIN_URI;
  fprintf(file,
          "# The microphone without its noise, as a microphone of its own. Written by: quell pipewire install\n"
          "# Control ports of the plugin may be set in `control`; lv2info %s lists them.\n",
          plugin);
  fputs("context.modules = [\n"
        "  { name = libpipewire-module-filter-chain\n"
        "    flags = [ ifexists nofail ]\n"
        "    args = {\n"
        "      node.description = \"Microphone without noise (Quell)\"\n"
        "      media.name = \"Microphone without noise (Quell)\"\n"
        "      filter.graph = {\n"
        "        nodes = [\n",
        file);
  fprintf(file,
          "          { type = lv2 name = quell plugin = \"%s\"\n"
          "            control = { \"enabled\" = 1 \"limit\" = %g }\n"
          "          }\n",
          plugin, settings->limit_db);
  fprintf(file,
          "        ]\n"
          "      }\n"
          "      audio.channels = %d\n"
          "      audio.position = [ %s ]\n",
          settings->channels, settings->channels == 2 ? "FL FR" : "MONO");
  fputs("      capture.props = {\n"
        "        node.name = \"" PIPEWIRE_CAPTURE_NODE "\"\n"
        "        node.passive = true\n",
        file);
  if (settings->microphone) {
    /* The second is what 0.3.44 and later call it. */
    fputs("        node.target = ", file);
    print_quoted(file, settings->microphone);
    fputs("\n        target.object = ", file);
    print_quoted(file, settings->microphone);
    fputc('\n', file);
  }
  fputs("      }\n"
        "      playback.props = {\n"
        "        node.name = \"" PIPEWIRE_SOURCE_NODE "\"\n"
        "        media.class = Audio/Source\n"
        "      }\n"
        "    }\n"
        "  }\n"
        "]\n",
        file);
}

int pipewire_config_write(const char *path, const PipewireSettings *settings) {
  char beside[PATH_SIZE];
  if (!make_folders(path)) return 0;
  snprintf(beside, sizeof beside, "%s.new", path);
  FILE *file = fopen(beside, "w");
  if (file) print_config(file, settings);
  int good = file && !ferror(file) && fflush(file) == 0 && fsync(fileno(file)) == 0;
  if (file && fclose(file) != 0) good = 0;
  if (good && rename(beside, path) == 0) return 1;
  complain("%s cannot be written: %s", path, strerror(errno));
  unlink(beside);
  return 0;
}

static int is_there(const char *folder, size_t length, char *path, size_t size) {
  const char *home = getenv("HOME");
  if (length > 1 && folder[0] == '~' && home)
    snprintf(path, size, "%s%.*s/" BUNDLE, home, (int)length - 1, folder + 1);
  else
    snprintf(path, size, "%.*s/" BUNDLE, (int)length, folder);
  if (access(path, R_OK) != 0) return 0;
  *strrchr(path, '/') = 0;
  return 1;
}

int pipewire_find_plugin(char *path, size_t size) {
  const char *folders = getenv("LV2_PATH");
  if (!folders || !*folders) folders = USUAL_FOLDERS;
  while (*folders) {
    const size_t length = strcspn(folders, ":");
    if (is_there(folders, length, path, size)) return 1;
    folders += length + (folders[length] == ':');
  }
  return 0;
}
