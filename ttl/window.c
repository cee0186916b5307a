/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ttl.h"

#include "plugin/ports.h"
#include "plugin/uris.h"

#include <stdio.h>

/* Only here does the plugin name its window, so that a build without one needs no other description. */
void write_window_manifest(const char *binary) {
  puts("@prefix ui: <http://lv2plug.in/ns/extensions/ui#> .\n");
  printf("<%s>\n\ta ui:X11UI ;\n\tui:binary <%s> ;\n\trdfs:seeAlso <window.ttl> .\n\n", WINDOW_URI, binary);
  for (int i = 0; i < VARIANTS; i++)
    printf("<%s>\n\tui:ui <%s> .\n\n", variants[i].uri, WINDOW_URI);
}

static void write_notification(const Variant *variant, const char *separator) {
  printf("%s [\n\t\tui:plugin <%s> ;\n\t\tlv2:symbol \"%s\" ;\n\t\tui:notifyType atom:Object\n\t]", separator,
         variant->uri, port_info(PORT_NOTIFY)->symbol);
}

void write_window(void) {
  puts("@prefix atom: <http://lv2plug.in/ns/ext/atom#> .\n"
       "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
       "@prefix opts: <http://lv2plug.in/ns/ext/options#> .\n"
       "@prefix param: <http://lv2plug.in/ns/ext/parameters#> .\n"
       "@prefix ui: <http://lv2plug.in/ns/extensions/ui#> .\n"
       "@prefix urid: <http://lv2plug.in/ns/ext/urid#> .\n");
  printf("<%s>\n"
         "\ta ui:X11UI ;\n"
         "\tlv2:requiredFeature ui:idleInterface , ui:parent ;\n"
         "\tlv2:optionalFeature urid:map , opts:options , ui:resize , ui:touch ;\n"
         "\topts:supportedOption ui:scaleFactor , param:sampleRate ;\n"
         "\tlv2:extensionData ui:idleInterface , ui:resize",
         WINDOW_URI);
  for (int i = 0; i < VARIANTS; i++)
    write_notification(&variants[i], i ? " ," : " ;\n\tui:portNotification");
  puts(" .");
}
