-- Adding runs. A row is: id, due, tags, limit, key, mode, longest wait, flow, priority, input, facts, ask, then its parents,
-- each an id behind `c` (cancelled with it) or `k` (started all the same).
local new_ids, edges_down, edges_marked = {}, {}, {}
local FIRST_PARENT = 13

-- `a` and a moment, or `d` and a delay.
local function due_at(due)
  local number = tonumber(sub(due, 2))
  if sub(due, 1, 1) == 'a' then return number end
  return now + number
end

local function new_run(row)
  local job, queue = string.match(row[3], '^([^|]*)|([^|]*)')
  return {
    id = row[1], at = due_at(row[2]), tags = row[3], job = job, queue = queue, limit = given(row[4]), key = given(row[5]),
    flow = given(row[8]), priority = tonumber(row[9]), missing = 0, open = 0, attempt = 0,
  }
end

local function hold_key(run, mode)
  run.held = mode
  redis.call('SADD', prefix .. 'keyed:' .. run.job .. '|' .. run.key, run.id)
  redis.call('SET', prefix .. 'holder:' .. run.job .. '|' .. run.key, run.id)
end

local function add_edges(run, parents)
  run.missing = #parents
  call('RPUSH', prefix .. 'up:' .. run.id, parents)
  for _, edge in ipairs(parents) do
    local parent = sub(edge, 2)
    if not edges_marked[parent] then
      edges_marked[parent] = {}
      edges_down[#edges_down + 1] = parent
    end
    local list = edges_marked[parent]
    list[#list + 1] = sub(edge, 1, 1) .. run.id
  end
end

local function put(run, row)
  local set = { 'state', run.state, 'tags', run.tags, 'at', whole(run.at), 'born', whole(now), 'input', row[10],
    'ask', row[12] }
  local function add(field, value)
    if not value then return end
    set[#set + 1] = field
    set[#set + 1] = value
  end
  if run.priority ~= 0 then add('priority', row[9]) end
  add('facts', given(row[11]))
  add('limit', run.limit)
  add('flow', run.flow)
  add('by', run.by)
  add('key', run.key)
  add('held', run.held)
  if run.missing > 0 then add('missing', run.missing) end
  redis.call('HSET', run_key(run.id), unpack(set))
end

local function add_run(run, row, parents)
  known[run.id] = run
  if run.key then hold_key(run, row[6]) end
  if #parents > 0 then add_edges(run, parents) end
  enter(run, #parents > 0 and 'waiting' or ready_state(run))
  put(run, row)
  new_ids[#new_ids + 1] = 0
  new_ids[#new_ids + 1] = run.id
  if run.flow then redis.call('ZADD', prefix .. 'flow:' .. run.flow, 0, run.id) end
  if run.by then redis.call('ZADD', prefix .. 'children:' .. run.by, 0, run.id) end
end

local function flush_births()
  call('ZADD', prefix .. 'ids', new_ids)
  for _, parent in ipairs(edges_down) do
    call('RPUSH', prefix .. 'down:' .. parent, edges_marked[parent])
    redis.call('HSET', run_key(parent), 'down', 1)
  end
end

local function put_or_drop(id, field, value)
  if value then redis.call('HSET', run_key(id), field, value) else redis.call('HDEL', run_key(id), field) end
end

-- A run that has begun is not changed any more, its checkpoint belongs to its input: it is kept, whatever was asked for.
local function meet(holder, run, row)
  local mode = row[6]
  if mode == 'keep' or holder.token then return 'k' .. holder.id end
  leave(holder)
  holder.at = run.at
  if mode == 'debounce' and row[7] ~= '' then
    holder.at = math.min(run.at, tonumber(redis.call('HGET', run_key(holder.id), 'born')) + tonumber(row[7]))
  end
  holder.priority, holder.limit = run.priority, run.limit
  redis.call('HSET', run_key(holder.id), 'input', row[10], 'ask', row[12], 'at', whole(holder.at))
  put_or_drop(holder.id, 'priority', run.priority ~= 0 and row[9])
  put_or_drop(holder.id, 'limit', run.limit)
  enter(holder, holder.state == 'waiting' and 'waiting' or ready_state(holder))
  redis.call('HSET', run_key(holder.id), 'state', holder.state)
  return (mode == 'debounce' and 'd' or 'r') .. holder.id
end

-- Adds a run unless its key is held. Nothing for a run that was added; else what was done with the holder, and its id.
local function add_or_meet(row)
  local run = new_run(row)
  local parents = { unpack(row, FIRST_PARENT) }
  if run.key then
    local slot = run.job .. '|' .. run.key
    local holder = redis.call('GET', prefix .. 'holder:' .. slot)
    if holder then return meet(load(holder), run, row) end
    if row[6] == 'latest' then
      for _, id in ipairs(redis.call('SMEMBERS', prefix .. 'keyed:' .. slot)) do parents[#parents + 1] = 'k' .. id end
    end
  end
  add_run(run, row, parents)
  return false
end

-- The ids of these rows that the store has already.
local function known_ids(rows)
  local keys, found = {}, {}
  for index, row in ipairs(rows) do keys[index] = run_key(row[1]) end
  local count_found = 0
  for from = 1, #keys, PIECE do
    count_found = count_found + redis.call('EXISTS', unpack(keys, from, math.min(from + PIECE - 1, #keys)))
  end
  if count_found == 0 then return found end
  for index, key in ipairs(keys) do
    if redis.call('EXISTS', key) == 1 then found[#found + 1] = rows[index][1] end
  end
  return found
end
