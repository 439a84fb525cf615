-- Runs as these scripts know them: read once, changed here and in the store together. The hash of a run has few fields, since each
-- costs: `state`; `tags`, by which it is counted; `at`, when it is due; after its first claim `hold`, which is token, attempt and
-- start, and `worker`; and `more`, when it has any of the fields that few runs have. A run that was due when it was made needs no
-- `at` once it is claimed. Values are kept short: Redis keeps a hash in one piece as long as none is over 64 bytes. A bare run
-- has no state there: it waits and is its document alone, or is in the hash of plain runs.
local known = {}

local function load(id)
  local run = known[id]
  if run ~= nil then return run end
  local value = redis.call('HMGET', run_key(id), 'state', 'tags', 'at', 'hold', 'more', 'priority', 'limit', 'flow', 'by', 'key',
    'held', 'down', 'missing', 'open', 'cancel', 'tries')
  local is_bare = not value[1]
  local plain = is_bare and plain_run(id)
  if plain then
    value = { plain.state, plain.tags, false, plain.hold }
  elseif is_bare then
    local born, tags = head_of(id)
    if not born then
      known[id] = false
      return false
    end
    value = { 'queued', tags, born }
  end
  local job, queue = string.match(value[2], '^([^|]*)|([^|]*)')
  run = {
    id = id, job = job, queue = queue, state = value[1], tags = value[2], at = tonumber(value[3]), hold = value[4],
    priority = 0, missing = 0, open = 0, bare = is_bare, plain = plain,
  }
  if value[5] then
    run.priority = tonumber(value[6] or 0)
    run.limit, run.flow, run.by, run.key, run.held = value[7], value[8], value[9], value[10], value[11]
    run.down, run.missing, run.open = value[12], tonumber(value[13] or 0), tonumber(value[14] or 0)
    run.cancel, run.tries = value[15], value[16]
  end
  known[id] = run
  return run
end

-- Gives a bare run the state in its hash that others have.
local function unfold(run)
  if not run.bare then return end
  local key, plain = run_key(run.id), run.plain
  local was = not plain and run.state == 'queued' and member(run)
  run.bare, run.plain = false, nil
  redis.call('HSET', key, 'state', run.state, 'tags', run.tags)
  if not plain then redis.call('HSET', key, 'at', whole(run.at)) end
  if was then
    redis.call('ZREM', lane_key(lane_name(run)), was)
    redis.call('ZADD', lane_key(lane_name(run)), '0', member(run))
  end
  if plain then
    for _, field in ipairs({ 'hold', 'worker', 'ended', 'how', 'output', 'error', 'cancel' }) do
      if given(plain[field]) then redis.call('HSET', key, field, plain[field]) end
    end
    redis.call('HDEL', plain_runs, run.id)
  end
end

-- Token, attempt and start.
local function parse_hold(hold)
  local token, attempt, started = string.match(hold, '^(%d+) (%-?%d+) (%-?%d+)$')
  return { token = token, attempt = tonumber(attempt), started = started }
end

local function to_hold(hold)
  return hold.token .. ' ' .. whole(hold.attempt) .. ' ' .. hold.started
end

local function is_final(run)
  return run.state == 'success' or run.state == 'failed' or run.state == 'cancelled'
end

-- The run that a lease still owns. Expiry alone ends no lease; being taken over does, because that brings a new token.
local function leased_run(id, token)
  local run = load(id)
  if run and run.state == 'running' and is_held(run.hold, token) then return run end
end

-- How many limited runs execute, by queue, by job and by key.
local function count_busy(run, by)
  if not run.limit then return end
  for _, slot in ipairs({ 'queue|' .. run.queue, 'job|' .. run.job, 'key|' .. run.job .. '|' .. run.limit }) do
    busy[slot] = (busy[slot] or 0) + by
  end
end

-- Takes a run out of whatever finds it by its state.
local function leave(run)
  count(run.state, run.tags, -1)
  if run.state == 'queued' then
    leave_lane(run)
  elseif run.state == 'scheduled' or run.state == 'waiting' then
    redis.call('ZREM', prefix .. run.state, run.id)
  elseif run.state == 'running' then
    unleased[#unleased + 1] = run.id
    count_busy(run, -1)
  end
end

-- Puts a run where its new state is looked for. Its hash is the caller's.
local function enter(run, state)
  run.state = state
  count(state, run.tags, 1)
  if state == 'queued' then
    join_lane(run)
    has_queued = true
  elseif state == 'scheduled' then
    redis.call('ZADD', prefix .. 'scheduled', whole(run.at), run.id)
    has_later = true
  elseif state == 'waiting' then
    redis.call('ZADD', prefix .. 'waiting', 0, run.id)
  end
end

-- A run that waits for nobody: `scheduled` until it is due, else `queued`.
local function ready_state(run)
  return run.at > now and 'scheduled' or 'queued'
end

local function make_ready(run)
  leave(run)
  enter(run, ready_state(run))
  redis.call('HSET', run_key(run.id), 'state', run.state)
end
