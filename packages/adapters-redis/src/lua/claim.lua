-- include: base writable changes run-keys lane-members plain
-- Takes due runs for a worker: queued to running, highest priority first, then the longest due, then the lowest id.
-- ARGV[2]   the worker, as JSON text
-- ARGV[3]   how many at most
-- ARGV[4]   the lease in milliseconds
-- ARGV[5]   jobs, a row
-- ARGV[6]   queues, a row; `*` for all
-- ARGV[7]   `*`, or a row of a flow and runs: nothing but them
-- ARGV[8..] limits, a row each
-- Answers with when the leases end, the hold of a first attempt, the ids behind one another, place and fields of those that had a
-- hash in turn, and then the documents, a line feed between two, in texts of some length. Whoever else claims, no run goes to
-- two: a script runs alone.
local worker, limit, lease_ms = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local paused = {}
for _, target in ipairs(redis.call('HKEYS', prefix .. 'pauses')) do paused[target] = true end

local queues
if ARGV[6] ~= '*' then
  queues = {}
  if ARGV[6] ~= '' then
    for _, queue in ipairs(fields(ARGV[6])) do queues[queue] = true end
  end
end
local function takes_queue(queue)
  return (not queues or queues[queue]) and not paused['queue|' .. queue]
end

local jobs, registries = {}, {}
if ARGV[5] ~= '' then
  for _, job in ipairs(fields(ARGV[5])) do
    if not paused['job|' .. job] then
      jobs[job] = true
      registries[#registries + 1] = prefix .. 'lanes:' .. job
    end
  end
end

-- The lanes of these jobs that have runs: those that no limit holds, and the jobs that have others.
local free, limited = {}, {}
if ARGV[7] == '*' then
  for from = 1, #registries, PIECE do
    for _, name in ipairs(redis.call('SUNION', unpack(registries, from, math.min(from + PIECE - 1, #registries)))) do
      local job, queue = string.match(name, '^([^|]*)|([^|]*)$')
      if queue == '' then
        limited[#limited + 1] = job
      elseif takes_queue(queue) then
        free[#free + 1] = name
      end
    end
  end
end

local function forget_lane(name)
  redis.call('SREM', prefix .. 'lanes:' .. string.match(name, '^[^|]*'), name)
end

local members, started, start_limited, tell_starts = {}, {}
if ARGV[7] == '*' and #limited == 0 and #free <= 1 then
  local name = free[1]
  if name then members = redis.call('ZRANGE', lane_key(name), 0, limit - 1) end
  if #members > 0 then
    redis.call('ZREMRANGEBYRANK', lane_key(name), 0, #members - 1)
    if #members < limit or redis.call('EXISTS', lane_key(name)) == 0 then forget_lane(name) end
  end
else
  -- include: is-held runs lanes rooms heap choose-free choose-limited choose-among-all choose-named take-out
  for index = 8, #ARGV do add_rule(fields(ARGV[index])) end

  local entries = ARGV[7] == '*' and choose_among_all() or choose_among_named()
  for index = #entries, limit + 1, -1 do entries[index] = nil end

  members = take_out(entries)

  -- What the claim of a run that a limit holds changes beyond the run.
  start_limited = function(run)
    run.priority = tonumber(run.priority or 0)
    count_ranked(run, -1)
    count_busy(run, 1)
    add_to(begun, run.job .. '|' .. run.limit, run.id)
    local name = run.job .. '|' .. run.queue .. '|' .. run.limit
    if not started[name] then started[name] = { lane = run, number = 0 } end
    started[name].number = started[name].number + 1
  end

  -- Windows of rates, once for all that started of a lane.
  tell_starts = function()
    for _, own in pairs(started) do
      each_rule(own.lane, function(rule)
        if rule.rate then add_starts(rule, own.lane.limit, own.number) end
      end)
    end
  end
end

-- A token is the server's time where that is higher: one that a crash of the server made it forget is never given again.
local micros = time[1] * 1000000 + time[2]
local expires = whole(now + lease_ms)
local first_hold = whole(micros) .. ' 1 ' .. now_text

-- A run that has a hash already: it was held before, or has what few have.
local function start_known(id, member_text)
  local key = run_key(id)
  local all = redis.call('HGETALL', key)
  local run = { id = id }
  for at = 1, #all, 2 do run[all[at]] = all[at + 1] end
  local hold = first_hold
  if run.hold then
    local token, attempt = string.match(run.hold, '^(%d+) (%-?%d+) ')
    hold = whole(math.max(tonumber(token) + 1, micros)) .. ' ' .. whole(tonumber(attempt) + 1) .. ' ' .. now_text
  end
  redis.call('HSET', key, 'state', 'running', 'hold', hold, 'worker', worker)
  count('queued', run.tags, -1)
  count('running', run.tags, 1)
  run.job, run.queue = string.match(run.tags, '^([^|]*)|([^|]*)')
  if run.held and run.held ~= 'keep' then
    redis.call('HDEL', key, 'held')
    redis.call('DEL', prefix .. 'holder:' .. run.job .. '|' .. run.key)
  end
  if run.flow then redis.call('ZREM', prefix .. 'flow-queued:' .. run.flow, member_text) end
  if run.limit then start_limited(run) end
  all[#all + 1] = 'hold'
  all[#all + 1] = hold
  return all
end

local ids, docs, known_fields = {}, {}, {}
for index, member_text in ipairs(members) do
  local id = id_of(member_text)
  ids[index] = id
  docs[index] = doc_key(id)
  leased[2 * index - 1] = expires
  leased[2 * index] = id
end
local doc_of = {}
for from = 1, #docs, PIECE do
  for index, doc in ipairs(redis.call('MGET', unpack(docs, from, math.min(from + PIECE - 1, #docs)))) do
    doc_of[from + index - 1] = doc
  end
end

local begun_plain, text_of, counts = {}, {}, {}
for index, member_text in ipairs(members) do
  if has_hash(member_text) then
    known_fields[#known_fields + 1] = index
    known_fields[#known_fields + 1] = start_known(ids[index], member_text)
  else
    local doc = doc_of[index]
    local line = find(doc, '\n', 1, true)
    local tags = sub(doc, line + 1, find(doc, '\n', line + 1, true) - 1)
    if not counts[tags] then
      counts[tags] = 0
      text_of[tags] = first_hold .. '\n' .. worker .. '\n' .. tags
    end
    counts[tags] = counts[tags] + 1
    begun_plain[#begun_plain + 1] = ids[index]
    begun_plain[#begun_plain + 1] = text_of[tags]
  end
end
call('HSET', plain_runs, begun_plain)
if tell_starts then tell_starts() end
for tags, number in pairs(counts) do
  count('queued', tags, -number)
  count('running', tags, number)
end
flush()

-- One text for all might be longer than a reader can hold.
local LONGEST = 262144
local answers = { expires, first_hold, table.concat(ids), known_fields }
local from, size = 1, 0
for index, doc in ipairs(doc_of) do
  size = size + #doc
  if size > LONGEST or index == #doc_of then
    answers[#answers + 1] = table.concat(doc_of, '\n', from, index)
    from, size = index + 1, 0
  end
end
return answers
