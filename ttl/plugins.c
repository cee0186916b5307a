/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ttl.h"

#include "plugin/ports.h"
#include "plugin/uris.h"

#include <stdio.h>
#include <string.h>

const Variant variants[VARIANTS] = {{PLUGIN_URI, "Quell", 1}, {PLUGIN_STEREO_URI, "Quell stereo", 2}};

#define NOTIFY_BYTES 16384
#define EVENTS_BYTES 8192

/* ---- Ports ----------------------------------------------------------------------------------- */

static void write_kind(const Port *port) {
  static const char *const kinds[] = {"lv2:AudioPort", "atom:AtomPort", "lv2:ControlPort"};
  printf("\t\ta lv2:%sPort , %s ;\n", port->direction == PORT_INPUT ? "Input" : "Output", kinds[port->kind]);
}

static const char *unit_name(const char *unit) {
  static const char *const names[][2] = {{"dB", "db"}, {"ms", "ms"}, {"%", "pc"}, {"frames", "frame"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(unit, names[i][0]) == 0) return names[i][1];
  return NULL;
}

static void write_points(PortId id) {
  uint32_t count;
  const PortPoint *points = port_points(id, &count);
  for (uint32_t i = 0; i < count; i++) {
    printf("%s [ rdfs:label \"%s\" ; rdf:value ", i ? " ," : "\t\tlv2:scalePoint", points[i].label);
    write_decimal(points[i].value);
    fputs(" ]", stdout);
  }
  if (count) puts(" ;");
}

static void write_properties(PortId id, const Port *port) {
  static const char *const of_scale[] = {[SCALE_LOGARITHMIC] = "pprops:logarithmic",
                                         [SCALE_SWITCH] = "lv2:toggled",
                                         [SCALE_CHOICE] = "lv2:integer , lv2:enumeration",
                                         [SCALE_LATENCY] = "lv2:reportsLatency , lv2:integer , pprops:notOnGUI"};
  if (of_scale[port->scale]) printf("\t\tlv2:portProperty %s ;\n", of_scale[port->scale]);
  if (id == PORT_FREEWHEEL) puts("\t\tlv2:portProperty pprops:notOnGUI ;");
  if (port->direction == PORT_OUTPUT || id == PORT_FREEWHEEL) puts("\t\tlv2:portProperty lv2:connectionOptional ;");
}

static void write_value(PortId id, const Port *port) {
  fputs("\t\tlv2:default ", stdout);
  write_decimal(port->standard);
  fputs(" ;\n\t\tlv2:minimum ", stdout);
  write_decimal(port->minimum);
  fputs(" ;\n\t\tlv2:maximum ", stdout);
  write_decimal(port->maximum);
  puts(" ;");
  if (unit_name(port->unit)) printf("\t\tunits:unit units:%s ;\n", unit_name(port->unit));
  write_points(id);
  write_properties(id, port);
}

static void write_atoms(const Port *port) {
  printf("\t\tatom:bufferType atom:Sequence ;\n\t\tatom:supports patch:Message ;\n\t\trsz:minimumSize %d ;\n"
         "\t\tlv2:portProperty lv2:connectionOptional ;\n",
         port->direction == PORT_INPUT ? EVENTS_BYTES : NOTIFY_BYTES);
}

static void write_port(uint32_t index, PortId id, const char *uri) {
  const Port *port = port_info(id);
  puts(index ? " , [" : "\tlv2:port [");
  write_kind(port);
  if (port->kind == KIND_VALUE) write_value(id, port);
  if (port->kind == KIND_ATOM) write_atoms(port);
  if (port->kind == KIND_AUDIO) printf("\t\tpg:group <%s#%s> ;\n", uri, port->direction == PORT_INPUT ? "in" : "out");
  if (port->designation) printf("\t\tlv2:designation <%s> ;\n", port->designation);
  if (*port->help) printf("\t\trdfs:comment \"%s.\" ;\n", port->help);
  printf("\t\tlv2:index %u ;\n\t\tlv2:symbol \"%s\" ;\n\t\tlv2:name \"%s\"\n\t]", index, port->symbol, port->name);
}

/* ---- Plugins --------------------------------------------------------------------------------- */

static void write_prefixes(void) {
  puts("@prefix atom: <http://lv2plug.in/ns/ext/atom#> .\n"
       "@prefix doap: <http://usefulinc.com/ns/doap#> .\n"
       "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
       "@prefix idpy: <http://harrisonconsoles.com/lv2/inlinedisplay#> .\n"
       "@prefix log: <http://lv2plug.in/ns/ext/log#> .\n"
       "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
       "@prefix patch: <http://lv2plug.in/ns/ext/patch#> .\n"
       "@prefix pg: <http://lv2plug.in/ns/ext/port-groups#> .\n"
       "@prefix pprops: <http://lv2plug.in/ns/ext/port-props#> .\n"
       "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
       "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
       "@prefix rsz: <http://lv2plug.in/ns/ext/resize-port#> .\n"
       "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n"
       "@prefix units: <http://lv2plug.in/ns/extensions/units#> .\n"
       "@prefix urid: <http://lv2plug.in/ns/ext/urid#> .\n"
       "@prefix work: <http://lv2plug.in/ns/ext/worker#> .\n");
}

static void write_project(void) {
  puts("<urn:quell>\n"
       "\ta doap:Project ;\n"
       "\tdoap:name \"Quell\" ;\n"
       "\tdoap:shortdesc \"Removes noise from speech with a small neural network\" ;\n"
       "\tdoap:license <https://spdx.org/licenses/GPL-3.0-or-later> ;\n"
       "\tdoap:maintainer [\n\t\ta foaf:Person ;\n\t\tfoaf:name \"The Quell authors\"\n\t] .\n");
}

/* No specification in Turtle is installed that would declare these. */
static void write_inline_display(void) {
  puts("idpy:interface a lv2:ExtensionData .\n\nidpy:queue_draw a lv2:Feature .\n");
}

static void write_parameter(const char *uri, const char *label, const char *range, const char *help) {
  printf("<%s>\n\ta lv2:Parameter ;\n\trdfs:label \"%s\" ;\n\trdfs:range %s ;\n\trdfs:comment \"%s.\" .\n\n", uri,
         label, range, help);
}

static void write_parameters(void) {
  write_parameter(MODEL_URI, "Model", "atom:Path",
                  "The model file, in the format of Quell; nothing stands for the model that is built in");
  write_parameter(MODEL_NAME_URI, "Model name", "atom:String", "What the present model calls itself");
  write_parameter(MESSAGE_URI, "Message", "atom:String", "Why a model could not be used, or nothing");
  write_parameter(MODEL_HASH_URI, "Model sum", "atom:String", "Sum over the model file with which a session was saved");
  write_parameter(MODEL_ORIGIN_URI, "Model origin", "atom:String",
                  "Where the model file lay when the session was saved: looked for there when the session has moved");
}

static void write_groups(const Variant *variant) {
  const char *layout = variant->channels == 1 ? "Mono" : "Stereo";
  printf("<%s#in>\n\ta pg:%sGroup , pg:InputGroup ;\n\tlv2:symbol \"in\" ;\n\tlv2:name \"Input\" .\n\n", variant->uri,
         layout);
  printf("<%s#out>\n\ta pg:%sGroup , pg:OutputGroup ;\n\tpg:source <%s#in> ;\n\tlv2:symbol \"out\" ;\n"
         "\tlv2:name \"Output\" .\n\n",
         variant->uri, layout, variant->uri);
}

static void write_plugin(const Variant *variant) {
  PortId list[PORT_COUNT];
  const uint32_t count = port_list(variant->channels, list);
  printf("<%s>\n\ta lv2:Plugin , lv2:SpectralPlugin , doap:Project ;\n\tdoap:name \"%s\" ;\n", variant->uri,
         variant->name);
  puts("\tdoap:license <https://spdx.org/licenses/GPL-3.0-or-later> ;\n"
       "\tlv2:project <urn:quell> ;\n"
       "\tlv2:minorVersion 2 ;\n"
       "\tlv2:microVersion 0 ;\n"
       "\trdfs:comment \"Removes the noise from speech, in real time and with a delay of 20 ms at every sample rate.\" "
       ";\n"
       "\tlv2:requiredFeature urid:map ;\n"
       "\tlv2:optionalFeature lv2:hardRTCapable , work:schedule , log:log , state:threadSafeRestore , idpy:queue_draw "
       ";\n"
       "\tlv2:extensionData work:interface , state:interface , idpy:interface ;");
  printf("\tpatch:writable <%s> ;\n\tpatch:readable <%s> , <%s> ;\n", MODEL_URI, MODEL_NAME_URI, MESSAGE_URI);
  printf("\tpg:mainInput <%s#in> ;\n\tpg:mainOutput <%s#out> ;\n", variant->uri, variant->uri);
  for (uint32_t index = 0; index < count; index++)
    write_port(index, list[index], variant->uri);
  puts(" .\n");
}

void write_plugins(void) {
  write_prefixes();
  write_project();
  write_inline_display();
  write_parameters();
  for (int i = 0; i < VARIANTS; i++) {
    write_groups(&variants[i]);
    write_plugin(&variants[i]);
  }
}
