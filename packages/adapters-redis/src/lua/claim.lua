-- include: base writable changes lanes member-time runs rooms heap choose-free choose-limited
-- Takes due runs for a worker: queued to running, highest priority first, then the longest due, then the lowest id.
-- ARGV[2]   the worker, as JSON text
-- ARGV[3]   how many at most
-- ARGV[4]   the lease in milliseconds
-- ARGV[5]   jobs, a row
-- ARGV[6]   queues, a row; `*` for all
-- ARGV[7]   `*`, or a row of a flow and runs: nothing but them
-- ARGV[8..] limits, a row each
-- Answers with when the leases end, and for each run: id, tags, document, hold, when it was due, then all fields but the
-- document in turn if it has more than these. Whoever else claims, no run goes to two: a script runs alone.
local worker, limit, lease_ms = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local function set_of(row)
  local set = {}
  if row ~= '' then
    for _, name in ipairs(fields(row)) do set[name] = true end
  end
  return set
end

local paused = {}
for _, target in ipairs(redis.call('HKEYS', prefix .. 'pauses')) do paused[target] = true end
local queues = ARGV[6] ~= '*' and set_of(ARGV[6])
local function takes_queue(queue)
  return (not queues or queues[queue]) and not paused['queue|' .. queue]
end
local jobs = set_of(ARGV[5])
for job in pairs(jobs) do
  if paused['job|' .. job] then jobs[job] = nil end
end
for index = 8, #ARGV do add_rule(fields(ARGV[index])) end

-- All lanes of these jobs that have runs.
local function lanes_of_jobs()
  local free, limited, registries = {}, {}, {}
  for job in pairs(jobs) do registries[#registries + 1] = prefix .. 'lanes:' .. job end
  for from = 1, #registries, PIECE do
    local names = redis.call('SUNION', unpack(registries, from, math.min(from + PIECE - 1, #registries)))
    for _, name in ipairs(names) do
      local job, queue = string.match(name, '^([^|]*)|([^|]*)$')
      if queue == '' then
        limited[#limited + 1] = job
      elseif takes_queue(queue) then
        free[#free + 1] = name
      end
    end
  end
  return free, limited
end

local function any_ranked(limited)
  for _, job in ipairs(limited) do
    if redis.call('HEXISTS', prefix .. 'ranked', job) == 1 then return true end
  end
  return false
end

-- Two lists as one, each in its own order: of their heads the one that would be claimed first goes first.
local function merge(free, limited)
  if #limited == 0 then return free end
  local merged, at = {}, 1
  for _, entry in ipairs(limited) do
    while free[at] and before(free[at], entry) do
      merged[#merged + 1] = free[at]
      at = at + 1
    end
    merged[#merged + 1] = entry
  end
  while free[at] do
    merged[#merged + 1] = free[at]
    at = at + 1
  end
  return merged
end

local function choose_among_all()
  local free, limited = lanes_of_jobs()
  local chosen = choose_free(free, limit)
  if #limited == 0 then return chosen end
  return merge(chosen, choose_limited(lanes_in_turn(limited, takes_queue), limit, any_ranked(limited)))
end

-- Members of a flow that are queued, in the order of claims, and the runs that were named.
local function each_named(act)
  local row = fields(ARGV[7])
  local seen = {}
  local function look(id)
    if seen[id] then return true end
    seen[id] = true
    local run = load(id)
    if run and run.state == 'queued' and jobs[run.job] and takes_queue(run.queue) then return act(run) end
    return true
  end
  for index = 2, #row do look(row[index]) end
  if row[1] == '' then return end
  local key, from = prefix .. 'flow-queued:' .. row[1], 0
  local page = redis.call('ZRANGE', key, from, from + PIECE - 1)
  while #page > 0 do
    for _, text in ipairs(page) do
      if not look(id_of(text)) then return end
    end
    from = from + PIECE
    page = redis.call('ZRANGE', key, from, from + PIECE - 1)
  end
end

local function choose_among_named()
  local free, lanes, order, ranked = {}, {}, {}, false
  each_named(function(run)
    local entry = { member = member(run), score = -run.priority, lane = { name = lane_name(run), free = true } }
    if not run.limit then
      free[#free + 1] = entry
      return #free < limit or #order > 0
    end
    local lane = lanes[entry.lane.name]
    if not lane then
      lane = limited_lane(entry.lane.name)
      lane.entries = {}
      lanes[lane.name] = lane
      order[#order + 1] = lane
    end
    entry.lane = lane
    ranked = ranked or run.priority ~= 0
    lane.entries[#lane.entries + 1] = entry
    return true
  end)
  table.sort(free, before)
  local cut = part(free, 1, limit)
  local at = 0
  local function next_lane()
    at = at + 1
    local lane = order[at]
    if not lane then return nil end
    table.sort(lane.entries, before)
    lane.first = function(count) return part(lane.entries, 1, count) end
    return lane
  end
  return merge(cut, choose_limited(next_lane, limit, ranked))
end

local entries = ARGV[7] == '*' and choose_among_all() or choose_among_named()
for index = #entries, limit + 1, -1 do entries[index] = nil end

-- Out of their lanes.
local members_of, last_of = {}, {}
for index, entry in ipairs(entries) do
  local name = entry.lane.name
  if not members_of[name] then members_of[name] = {} end
  members_of[name][#members_of[name] + 1] = entry.member
  last_of[name] = index
end
for index, entry in ipairs(entries) do
  local name = entry.lane.name
  if last_of[name] == index then
    call('ZREM', lane_key(name), members_of[name])
    local is_left = redis.call('EXISTS', lane_key(name)) == 1
    local job = string.match(name, '^[^|]*')
    if entry.lane.free then
      if not is_left then redis.call('SREM', prefix .. 'lanes:' .. job, name) end
    elseif is_left then
      redis.call('ZADD', prefix .. 'turns:' .. job, redis.call('INCR', prefix .. 'turn'), name)
    else
      redis.call('ZREM', prefix .. 'turns:' .. job, name)
      if redis.call('EXISTS', prefix .. 'turns:' .. job) == 0 then redis.call('SREM', prefix .. 'lanes:' .. job, job .. '|') end
    end
  end
end

-- A token is the server's time where that is higher: one that a crash of the server made it forget is never given again.
local micros = time[1] * 1000000 + time[2]
local expires = whole(now + lease_ms)
local held_by = ' ' .. whole(now) .. ' ' .. worker

-- What the claim of a run changes beyond the run.
local function start_more(run, member_text)
  if run.held and run.held ~= 'keep' then
    redis.call('HDEL', run_key(run.id), 'held')
    redis.call('DEL', prefix .. 'holder:' .. run.job .. '|' .. run.key)
  end
  if run.flow then redis.call('ZREM', prefix .. 'flow-queued:' .. run.flow, member_text) end
  if not run.limit then return end
  run.priority = tonumber(run.priority or 0)
  count_ranked(run, -1)
  count_busy(run, 1)
  redis.call('SADD', prefix .. 'begun:' .. run.job .. '|' .. run.limit, run.id)
  each_rule(run, function(rule)
    if rule.rate then add_start(rule, run.limit) end
  end)
end

-- A run that was never claimed and has nothing that few have is read and answered in few fields, any other whole.
local function start(entry)
  local id = id_of(entry.member)
  local key = run_key(id)
  local value = redis.call('HMGET', key, 'tags', 'doc', 'hold', 'more')
  local tags, hold = value[1], value[3] and parse_hold(value[3])
  local token = whole(hold and math.max(tonumber(hold.token) + 1, micros) or micros)
  local new_hold = token .. ' ' .. (hold and whole(hold.attempt + 1) or '1') .. held_by
  redis.call('HSET', key, 'state', 'running', 'hold', new_hold)
  leased[#leased + 1] = expires
  leased[#leased + 1] = id
  count('queued', tags, -1)
  count('running', tags, 1)
  if not value[3] and not value[4] then return { id, tags, value[2], new_hold, whole(time_of(entry.member)) } end
  local answer = { id, tags, value[2], new_hold, whole(time_of(entry.member)) }
  local all = redis.call('HGETALL', key)
  local run = { id = id }
  for at = 1, #all, 2 do
    run[all[at]] = all[at + 1]
    if all[at] ~= 'doc' then
      answer[#answer + 1] = all[at]
      answer[#answer + 1] = all[at + 1]
    end
  end
  run.job, run.queue = string.match(tags, '^([^|]*)|([^|]*)')
  start_more(run, entry.member)
  return answer
end

local answers = { expires }
for index, entry in ipairs(entries) do answers[index + 1] = start(entry) end
flush()
return answers
