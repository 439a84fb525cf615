-- Which runs a reader asks for. A list of names is a row, `*` for any.
-- FILTER..   states, jobs, groups, queues, triggers, key, limit key, the run that spawned them, flow
local function wanted(row)
  if row == '*' then return nil end
  local set = {}
  if row ~= '' then
    for _, name in ipairs(fields(row)) do set[name] = true end
  end
  return set
end

local filter
local function read_filter(from)
  filter = {
    states = wanted(ARGV[from]), jobs = wanted(ARGV[from + 1]), groups = wanted(ARGV[from + 2]),
    queues = wanted(ARGV[from + 3]), triggers = wanted(ARGV[from + 4]), key = given(ARGV[from + 5]),
    limit = given(ARGV[from + 6]), by = given(ARGV[from + 7]), flow = given(ARGV[from + 8]),
  }
end

-- The run's state when it matches.
local function matching_state(id)
  local run = redis.call('HMGET', run_key(id), 'state', 'tags', 'key', 'limit', 'by', 'flow')
  if not run[1] then
    local plain = plain_run(id)
    run[1] = plain and plain.state or 'queued'
    run[2] = plain and plain.tags or select(2, head_of(id))
    if not run[2] then return nil end
  end
  if filter.states and not filter.states[run[1]] then return nil end
  if filter.key and run[3] ~= filter.key then return nil end
  if filter.limit and run[4] ~= filter.limit then return nil end
  if filter.by and run[5] ~= filter.by then return nil end
  if filter.flow and run[6] ~= filter.flow then return nil end
  local job, queue, group, trigger = string.match(run[2], '^([^|]*)|([^|]*)|([^|]*)|([^|]*)$')
  if filter.jobs and not filter.jobs[job] then return nil end
  if filter.queues and not filter.queues[queue] then return nil end
  if filter.groups and not filter.groups[group] then return nil end
  if filter.triggers and not filter.triggers[trigger] then return nil end
  return run[1]
end

-- The smallest sorted set of ids that holds all that match.
local function source()
  if filter.flow then return prefix .. 'flow:' .. filter.flow end
  if filter.by then return prefix .. 'children:' .. filter.by end
  return prefix .. 'ids'
end
