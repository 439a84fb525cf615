-- What every script that changes runs has to tell, and to count, once at its end.
local tally, has_queued, has_later = {}, false, false
local leased, unleased, cancelling, settled = {}, {}, {}, {}
local ended = { success = {}, failed = {}, cancelled = {} }

local function count(state, tags, by)
  local own = tally[tags]
  if not own then
    own = {}
    tally[tags] = own
  end
  own[state] = (own[state] or 0) + by
end

-- By what limits are counted, and by a lane of limited runs: those that began, and those that are over.
local busy, begun, over = {}, {}, {}
local function add_to(lists, key, id)
  if not lists[key] then lists[key] = {} end
  local list = lists[key]
  list[#list + 1] = id
end

local function flush_limited()
  for slot, by in pairs(busy) do
    if by ~= 0 and redis.call('HINCRBY', prefix .. 'busy', slot, by) == 0 then redis.call('HDEL', prefix .. 'busy', slot) end
  end
  for key, list in pairs(begun) do call('SADD', prefix .. 'begun:' .. key, list) end
  for key, list in pairs(over) do call('SREM', prefix .. 'begun:' .. key, list) end
end

local function flush()
  flush_limited()
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
  -- Workers listen to the first channel and are not woken by the second, where those hear who wait for runs.
  local signals = cancelling
  if has_later then signals[#signals + 1] = 'l' elseif has_queued then signals[#signals + 1] = 'q' end
  if #signals > 0 then redis.call('PUBLISH', prefix .. 'signals', table.concat(signals, ' ')) end
  if #settled > 0 then redis.call('PUBLISH', prefix .. 'settled', table.concat(settled, ' ')) end
end
