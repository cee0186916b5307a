-- SPDX-FileCopyrightText: 2026 The Quell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Makes a session with one stereo track that the plugin is on: ardour_create.lua DIR NAME URI SYMBOL-INDEX VALUE
local dir, name, uri, index, value = arg[1], arg[2], arg[3], arg[4], arg[5]
Session = create_session(dir, name, 48000)

local function insert()
  local track = Session:new_audio_track(2, 2, nil, 1, "Voice", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true):front()
  local plugin = ARDOUR.LuaAPI.new_plugin(Session, uri, ARDOUR.PluginType.LV2, "")
  assert(not plugin:isnil(), "the plugin is not found")
  assert(track:add_processor_by_index(plugin, 0, nil, true) == 0, "the plugin is not inserted")
  assert(ARDOUR.LuaAPI.set_processor_param(plugin, tonumber(index), tonumber(value)), "the control is not set")
end

insert()
collectgarbage() -- what this script holds of a session must not outlive it
ARDOUR.LuaAPI.usleep(500000)
Session:save_state("", false, false, false, false, false)
close_session()
quit()
