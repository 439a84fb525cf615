-- The ids of runs in a state, as long as they are few.
local function add_all(list, ids)
  for _, id in ipairs(ids) do list[#list + 1] = id end
end

local function add_lanes(list, most)
  for _, job in ipairs(redis.call('SMEMBERS', prefix .. 'jobs')) do
    local names = redis.call('ZRANGE', prefix .. 'turns:' .. job, 0, -1)
    add_all(names, redis.call('SMEMBERS', prefix .. 'lanes:' .. job))
    for _, name in ipairs(names) do
      local key = prefix .. 'lane:' .. name
      if redis.call('ZCARD', key) + #list > most then return false end
      for _, text in ipairs(redis.call('ZRANGE', key, 0, -1)) do list[#list + 1] = sub(text, 18, 53) end
    end
  end
  return true
end

local KEY_OF_STATE = {
  waiting = 'waiting', scheduled = 'scheduled', running = 'leased', success = 'ended:success', failed = 'ended:failed',
  cancelled = 'ended:cancelled',
}

-- Nothing when they are more than `most`.
local function ids_in(states, most)
  local list = {}
  for state in pairs(states) do
    if state == 'queued' then
      if not add_lanes(list, most) then return nil end
    elseif KEY_OF_STATE[state] then
      local key = prefix .. KEY_OF_STATE[state]
      if redis.call('ZCARD', key) + #list > most then return nil end
      add_all(list, redis.call('ZRANGE', key, 0, -1))
    end
  end
  return list
end
