/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "together.h"

#include "gui_test.h"

#include <lv2/atom/util.h>

/* From the window to the plugin. */
static void take_message(void *owner, const LV2_Atom *atom) {
  Together *together = owner;
  struct {
    LV2_Atom_Event event;
    uint8_t body[8192];
  } copy = {{{0}, {0, 0}}, {0}};
  LV2_Atom_Sequence *sequence = &together->plugin->events.sequence;
  assert_true(atom->size <= sizeof copy.body);
  memcpy(&copy.event.body, atom, lv2_atom_total_size(atom));
  assert_non_null(
      lv2_atom_sequence_append_event(sequence, sizeof together->plugin->events - sizeof sequence->atom, &copy.event));
}

static void take_value(void *owner, uint32_t port, float value) {
  Together *together = owner;
  assert_true(port < together->port_count);
  host_set(together->plugin, together->ports[port], value);
}

Together *together_open(const char *library, uint32_t channels, double sample_rate, float scale) {
  Together *together = calloc(1, sizeof *together);
  assert_non_null(together);
  together->plugin = host_open(channels, sample_rate, WORK_LATER);
  assert_non_null(together->plugin);
  together->port_count = port_list(channels, together->ports);
  ui_host_use_map(&together->plugin->map);
  together->window.scale = scale;
  together->window.sample_rate = (float)sample_rate;
  together->window.owner = together;
  together->window.take_message = take_message;
  together->window.take_value = take_value;
  assert_true(ui_host_open(&together->window, library, channels == 1 ? PLUGIN_URI : PLUGIN_STEREO_URI));
  return together;
}

void together_close(Together *together) {
  ui_host_close(&together->window);
  host_close(together->plugin);
  ui_host_use_map(NULL);
  free(together);
}

/* From the plugin to the window. */
static void pass_news_on(Together *together) {
  UiHost *window = &together->window;
  for (uint32_t index = 0; index < together->port_count; index++) {
    const Port *port = port_info(together->ports[index]);
    if (port->kind == KIND_VALUE && port->direction == PORT_OUTPUT)
      ui_host_port(window, index, together->plugin->values[together->ports[index]]);
  }
  LV2_ATOM_SEQUENCE_FOREACH(&together->plugin->notify.sequence, event) {
    ui_host_atom(window, &event->body);
  }
}

void together_run(Together *together, const float *const *input, uint32_t frames) {
  Host *plugin = together->plugin;
  for (uint32_t channel = 0; channel < plugin->channels; channel++)
    for (uint32_t i = 0; i < frames; i++)
      plugin->input[channel][i] = input ? input[channel][i] : 0;
  host_run(plugin, frames);
  host_work(plugin);
  pass_news_on(together);
  const LV2UI_Idle_Interface *interface = together->window.descriptor->extension_data(LV2_UI__idleInterface);
  interface->idle(together->window.handle);
}
