-- Adding runs. A row is: id, due, tags, what few runs have, and the rest of the document: how it was asked for, rare facts, input. What few
-- have is empty, or in this order, between bars: limit, key, mode, longest wait, flow, priority, then parents, each an id behind
-- `c` (cancelled with it) or `k` (started all the same).
local new_ids, new_docs, edges_down, edges_marked = {}, {}, {}, {}
local FIRST_PARENT = 7

local function split(text, mark)
  local list, from = {}, 1
  while true do
    local at = find(text, mark, from, true)
    if not at then
      list[#list + 1] = sub(text, from)
      return list
    end
    list[#list + 1] = sub(text, from, at - 1)
    from = at + 1
  end
end

local function read_birth(text)
  local a = find(text, '\n', 1, true)
  local b = find(text, '\n', a + 1, true)
  local c = find(text, '\n', b + 1, true)
  local d = find(text, '\n', c + 1, true)
  return {
    id = sub(text, 1, a - 1), due = sub(text, a + 1, b - 1), tags = sub(text, b + 1, c - 1),
    more = d > c + 1 and split(sub(text, c + 1, d - 1), '|'), doc = sub(text, d + 1),
  }
end

-- `a` and a moment, or `d` and a delay.
local function due_at(due)
  if due == 'd0' then return now end
  local number = tonumber(sub(due, 2))
  if sub(due, 1, 1) == 'a' then return number end
  return now + number
end

local function new_run(row)
  local job, queue = string.match(row.tags, '^([^|]*)|([^|]*)')
  local run = { id = row.id, at = due_at(row.due), tags = row.tags, job = job, queue = queue, priority = 0, missing = 0, open = 0 }
  if row.more then
    run.limit, run.key, run.flow = given(row.more[1]), given(row.more[2]), given(row.more[5])
    run.priority = tonumber(row.more[6])
  end
  return run
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

local born = whole(now) .. '\n'

local function put(run, row)
  new_docs[run.id] = born .. run.tags .. '\n' .. row.doc
  if run.bare then return end
  local set = { 'state', run.state, 'tags', run.tags, 'at', whole(run.at) }
  local function add(field, value)
    if not value then return end
    set[#set + 1] = field
    set[#set + 1] = value
  end
  if row.more or run.by then add('more', 1) end
  if run.priority ~= 0 then add('priority', run.priority) end
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
  if run.key then hold_key(run, row.more[3]) end
  if #parents > 0 then add_edges(run, parents) end
  run.bare = not row.more and not run.by and run.at == now
  enter(run, #parents > 0 and 'waiting' or ready_state(run))
  put(run, row)
  new_ids[#new_ids + 1] = '0'
  new_ids[#new_ids + 1] = run.id
  if run.flow then redis.call('ZADD', prefix .. 'flow:' .. run.flow, 0, run.id) end
  if run.by then redis.call('ZADD', prefix .. 'children:' .. run.by, 0, run.id) end
end

local function flush_births()
  call('ZADD', prefix .. 'ids', new_ids)
  local docs = {}
  for at = 2, #new_ids, 2 do
    docs[at - 1] = doc_key(new_ids[at])
    docs[at] = new_docs[new_ids[at]]
  end
  for from = 1, #docs, PIECE do redis.call('MSET', unpack(docs, from, math.min(from + PIECE - 1, #docs))) end
  for _, parent in ipairs(edges_down) do
    call('RPUSH', prefix .. 'down:' .. parent, edges_marked[parent])
    unfold(load(parent))
    redis.call('HSET', run_key(parent), 'down', 1, 'more', 1)
  end
end

local function put_or_drop(id, field, value)
  if value then redis.call('HSET', run_key(id), field, value) else redis.call('HDEL', run_key(id), field) end
end

-- A document with the birth and the facts of an old one: what an enqueue with the same key does not change.
local function replaced(id, doc)
  local old, new = fields(new_docs[id] or redis.call('GET', doc_key(id))), fields(doc)
  return table.concat({ old[1], old[2], new[1], old[4], new[3] }, '\n'), tonumber(old[1])
end

-- A run that has begun is not changed any more, its checkpoint belongs to its input: it is kept, whatever was asked for.
local function meet(holder, run, row)
  local mode, longest = row.more[3], tonumber(row.more[4])
  if mode == 'keep' or holder.hold then return 'k' .. holder.id end
  local doc, born_at = replaced(holder.id, row.doc)
  leave(holder)
  holder.at = run.at
  if mode == 'debounce' and longest then holder.at = math.min(run.at, born_at + longest) end
  holder.priority, holder.limit = run.priority, run.limit
  if new_docs[holder.id] then new_docs[holder.id] = doc else redis.call('SET', doc_key(holder.id), doc) end
  redis.call('HSET', run_key(holder.id), 'at', whole(holder.at))
  put_or_drop(holder.id, 'priority', run.priority ~= 0 and run.priority)
  put_or_drop(holder.id, 'limit', run.limit)
  enter(holder, holder.state == 'waiting' and 'waiting' or ready_state(holder))
  redis.call('HSET', run_key(holder.id), 'state', holder.state)
  return (mode == 'debounce' and 'd' or 'r') .. holder.id
end

-- Adds a run unless its key is held. Nothing for a run that was added; else what was done with the holder, and its id.
local function add_or_meet(row)
  local run = new_run(row)
  local parents = row.more and part(row.more, FIRST_PARENT, #row.more) or {}
  if run.key then
    local slot = run.job .. '|' .. run.key
    local holder = redis.call('GET', prefix .. 'holder:' .. slot)
    if holder then return meet(load(holder), run, row) end
    if row.more[3] == 'latest' then
      for _, id in ipairs(redis.call('SMEMBERS', prefix .. 'keyed:' .. slot)) do parents[#parents + 1] = 'k' .. id end
    end
  end
  add_run(run, row, parents)
  return false
end
