/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ttl.h"

#include "plugin/ports.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  const char *symbol, *name, *help;
  float values[PORT_COUNT];
  char set[PORT_COUNT];
} Preset;

static const Preset presets[] = {
#define PRESET_VALUE(port, value) .values[PORT_##port] = value, .set[PORT_##port] = 1,
#define PRESET(symbol_text, name_text, help_text, settings) {symbol_text, name_text, help_text, settings},
#include "presets.def"
};
#define PRESETS (sizeof presets / sizeof *presets)

void write_decimal(float value) {
  char text[32];
  snprintf(text, sizeof text, "%g", (double)value);
  printf("%s%s", text, strchr(text, '.') ? "" : ".0");
}

void write_manifest(const char *binary, const char *window) {
  puts("@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
       "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
       "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n");
  for (int i = 0; i < VARIANTS; i++) {
    printf("<%s>\n\ta lv2:Plugin ;\n\tlv2:binary <%s> ;\n\trdfs:seeAlso <quell.ttl> .\n\n", variants[i].uri, binary);
    for (size_t j = 0; j < PRESETS; j++)
      printf("<%s#%s>\n\ta pset:Preset ;\n\tlv2:appliesTo <%s> ;\n\trdfs:label \"%s\" ;\n"
             "\trdfs:seeAlso <presets.ttl> .\n\n",
             variants[i].uri, presets[j].symbol, variants[i].uri, presets[j].name);
  }
  if (window) write_window_manifest(window);
}

/* Every control that shapes the sound, so that a preset sounds the same whatever was set before. */
static void write_values(const Preset *preset, uint32_t channels) {
  PortId list[PORT_COUNT];
  const uint32_t count = port_list(channels, list);
  const char *separator = "";
  for (uint32_t index = 0; index < count; index++) {
    const Port *port = port_info(list[index]);
    if (port->parameter < 0) continue;
    printf("%s [\n\t\tlv2:symbol \"%s\" ;\n\t\tpset:value ", separator, port->symbol);
    write_decimal(preset->set[list[index]] ? preset->values[list[index]] : port->standard);
    fputs("\n\t]", stdout);
    separator = " ,";
  }
}

void write_presets(void) {
  puts("@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
       "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
       "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n");
  for (int i = 0; i < VARIANTS; i++)
    for (size_t j = 0; j < PRESETS; j++) {
      printf("<%s#%s>\n\ta pset:Preset ;\n\tlv2:appliesTo <%s> ;\n\trdfs:label \"%s\" ;\n\trdfs:comment \"%s.\" ;\n"
             "\tlv2:port",
             variants[i].uri, presets[j].symbol, variants[i].uri, presets[j].name, presets[j].help);
      write_values(&presets[j], variants[i].channels);
      puts(" .\n");
    }
}
