-- What every script that changes runs has to tell, and to count, once at its end.
local tally, signals, has_queued = {}, {}, false
local leased, unleased = {}, {}
local ended = { success = {}, failed = {}, cancelled = {} }

local function count(state, tags, by)
  local field = state .. '|' .. tags
  tally[field] = (tally[field] or 0) + by
end

local function signal(kind, id)
  signals[#signals + 1] = kind .. id
end

local function flush()
  for field, by in pairs(tally) do
    if by ~= 0 and redis.call('HINCRBY', prefix .. 'tally', field, by) == 0 then
      redis.call('HDEL', prefix .. 'tally', field)
    end
  end
  call('ZREM', prefix .. 'leased', unleased)
  call('ZADD', prefix .. 'leased', leased)
  for state, list in pairs(ended) do call('ZADD', prefix .. 'ended:' .. state, list) end
  if has_queued then signals[#signals + 1] = 'q' end
  if #signals > 0 then redis.call('PUBLISH', prefix .. 'signals', table.concat(signals, ' ')) end
end
