-- Runs as these scripts know them: read once, changed here and in the store together.
local known = {}

local function run_key(id)
  return prefix .. 'run:' .. id
end

local function load(id)
  local run = known[id]
  if run ~= nil then return run end
  local value = redis.call('HMGET', run_key(id), 'state', 'tags', 'at', 'priority', 'limit', 'flow', 'by', 'key', 'held',
    'down', 'missing', 'open', 'token', 'attempt', 'worker', 'started', 'cancel', 'tries')
  if not value[1] then
    known[id] = false
    return false
  end
  local job, queue = string.match(value[2], '^([^|]*)|([^|]*)')
  run = {
    id = id, job = job, queue = queue, state = value[1], tags = value[2], at = tonumber(value[3]),
    priority = tonumber(value[4] or 0), limit = value[5], flow = value[6], by = value[7], key = value[8], held = value[9],
    down = value[10], missing = tonumber(value[11] or 0), open = tonumber(value[12] or 0), token = value[13],
    attempt = tonumber(value[14] or 0), worker = value[15], started = value[16], cancel = value[17], tries = value[18],
  }
  known[id] = run
  return run
end

local function is_final(run)
  return run.state == 'success' or run.state == 'failed' or run.state == 'cancelled'
end

-- The run that a lease still owns. Expiry alone ends no lease; being taken over does, because that brings a new token.
local function leased_run(id, token)
  local run = load(id)
  if run and run.state == 'running' and run.token == token then return run end
end

-- How many limited runs execute, by queue, by job and by key.
local function count_busy(run, by)
  if not run.limit then return end
  local busy = prefix .. 'busy'
  for _, slot in ipairs({ 'queue|' .. run.queue, 'job|' .. run.job, 'key|' .. run.job .. '|' .. run.limit }) do
    if redis.call('HINCRBY', busy, slot, by) == 0 then redis.call('HDEL', busy, slot) end
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
    has_queued = true
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
