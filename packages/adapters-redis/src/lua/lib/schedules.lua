-- A schedule is a hash; a sorted set knows when each that is not paused is due next, another all by name.
local function schedule_key(name)
  return prefix .. 'schedule:' .. name
end

local function schedule(name)
  local pairs_of = redis.call('HGETALL', schedule_key(name))
  pairs_of[#pairs_of + 1] = 'name'
  pairs_of[#pairs_of + 1] = name
  return pairs_of
end
