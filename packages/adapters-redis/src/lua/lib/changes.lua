-- What every script that changes runs has to tell, and to count, once at its end.
local tally, signals, has_queued = {}, {}, false
local leased, unleased = {}, {}
local ended = { success = {}, failed = {}, cancelled = {} }

local function count(state, tags, by)
  local own = tally[tags]
  if not own then
    own = {}
    tally[tags] = own
  end
  own[state] = (own[state] or 0) + by
end

local function signal(kind, id)
  signals[#signals + 1] = kind .. id
end

local function flush()
  for tags, own in pairs(tally) do
    for state, by in pairs(own) do
      local field = state .. '|' .. tags
      if by ~= 0 and redis.call('HINCRBY', prefix .. 'tally', field, by) == 0 then
        redis.call('HDEL', prefix .. 'tally', field)
      end
    end
  end
  call('ZREM', prefix .. 'leased', unleased)
  call('ZADD', prefix .. 'leased', leased)
  for state, list in pairs(ended) do call('ZADD', prefix .. 'ended:' .. state, list) end
  if has_queued then signals[#signals + 1] = 'q' end
  if #signals > 0 then redis.call('PUBLISH', prefix .. 'signals', table.concat(signals, ' ')) end
end
