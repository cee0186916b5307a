-- SPDX-FileCopyrightText: 2026 The Quell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Opens a session in a new process, tells what became of the plugin, and saves it again: ardour_reload.lua DIR NAME INDEX
local dir, name, index = arg[1], arg[2], arg[3]
Session = load_session(dir, name)
assert(Session, "the session does not open")

local function tell()
  local processor = Session:route_by_name("Voice"):nth_plugin(0)
  print("plugin", processor:to_insert():plugin(0):unique_id())
  print("value", ARDOUR.LuaAPI.get_processor_param(processor, tonumber(index)))
  print("latency", processor:to_latent():effective_latency())
end

ARDOUR.LuaAPI.usleep(300000)
tell()
collectgarbage() -- what this script holds of a session must not outlive it
Session:save_state("", false, false, false, false, false)
close_session()
quit()
