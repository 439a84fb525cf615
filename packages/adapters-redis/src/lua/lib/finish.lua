-- Makes runs final, and does to their dependents what follows from it, to any depth.
local EDGES = 1000

local function let_go_of_key(run)
  redis.call('SREM', prefix .. 'keyed:' .. run.job .. '|' .. run.key, run.id)
  if run.held then redis.call('DEL', prefix .. 'holder:' .. run.job .. '|' .. run.key) end
end

-- `set` holds the fields that the end brings, in pairs.
local function make_final(run, state, set)
  unfold(run)
  leave(run)
  run.state = state
  count(state, run.tags, 1)
  set[#set + 1] = 'state'
  set[#set + 1] = state
  set[#set + 1] = 'ended'
  set[#set + 1] = whole(now)
  redis.call('HSET', run_key(run.id), unpack(set))
  if run.open > 0 then redis.call('HDEL', run_key(run.id), 'open') end
  if run.cancel and state ~= 'cancelled' then redis.call('HDEL', run_key(run.id), 'cancel') end
  local list = ended[state]
  list[#list + 1] = whole(now)
  list[#list + 1] = run.id
  if run.key then let_go_of_key(run) end
  if run.limit then
    add_to(over, run.job .. '|' .. run.limit, run.id)
    has_queued = true
  end
  settled[#settled + 1] = run.id
end

-- The last of its children lets a run that waits for them go on.
local function tell_parent(run)
  local parent = run.by and load(run.by)
  if not parent or is_final(parent) then return end
  parent.open = redis.call('HINCRBY', run_key(parent.id), 'open', -1)
  if parent.state == 'waiting' and parent.open == 0 then make_ready(parent) end
end

local function tell_dependent(edge, run, list)
  local dependent = load(sub(edge, 2))
  if not dependent or dependent.state ~= 'waiting' then return end
  if run.state ~= 'success' and sub(edge, 1, 1) == 'c' then
    make_final(dependent, 'cancelled', { 'cancel', '{"code":"dependency-failed","runId":"' .. run.id .. '"}' })
    list[#list + 1] = dependent
    return
  end
  dependent.missing = redis.call('HINCRBY', run_key(dependent.id), 'missing', -1)
  if dependent.missing == 0 then make_ready(dependent) end
end

-- The list grows while it is walked: a chain of any length needs no deeper stack.
local function tell_others(list)
  local at = 1
  while list[at] do
    local run = list[at]
    if run.down then
      local key = prefix .. 'down:' .. run.id
      local from = 0
      local edges = redis.call('LRANGE', key, from, from + EDGES - 1)
      while #edges > 0 do
        for _, edge in ipairs(edges) do tell_dependent(edge, run, list) end
        from = from + EDGES
        edges = redis.call('LRANGE', key, from, from + EDGES - 1)
      end
    end
    tell_parent(run)
    at = at + 1
  end
end
