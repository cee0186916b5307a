-- SPDX-FileCopyrightText: 2026 The Quell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Opens a session in a new process, tells what became of the plugin, and saves it again: ardour_reload.lua DIR NAME INDEX
local dir, name, index = arg[1], arg[2], arg[3]
local session = load_session(dir, name)
assert(session, "the session does not open")
Session = session
ARDOUR.LuaAPI.usleep(300000)
local track = Session:route_by_name("Voice")
local processor = track:nth_plugin(0)
local value = ARDOUR.LuaAPI.get_processor_param(processor, tonumber(index))
print("plugin", processor:to_insert():plugin(0):unique_id())
print("value", value)
print("latency", processor:to_latent():effective_latency())
Session:save_state("", false, false, false, false, false)
close_session()
quit()
