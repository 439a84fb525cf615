-- include: base run-keys member-time
-- The queued runs, counted by job, queue and group.
-- Answers with a list each: job, queue, group, how many, and since when the longest due of them is due.
local groups_of, order = {}, {}
local tally = redis.call('HGETALL', prefix .. 'tally')
for at = 1, #tally, 2 do
  local job, queue, group = string.match(tally[at], '^queued|([^|]*)|([^|]*)|([^|]*)|')
  if job then
    local lane = job .. '|' .. queue
    if not groups_of[lane] then
      groups_of[lane] = { job = job, queue = queue, counts = {}, oldest = {}, groups = 0 }
      order[#order + 1] = lane
    end
    local own = groups_of[lane]
    if not own.counts[group] then own.groups = own.groups + 1 end
    own.counts[group] = (own.counts[group] or 0) + tonumber(tally[at + 1])
  end
end

local function note(own, group, at)
  if not own.oldest[group] or at < own.oldest[group] then own.oldest[group] = at end
end

-- Of runs of equal priority the first is the longest due.
local function heads(key, act)
  local from = '-inf'
  while true do
    local head = redis.call('ZRANGEBYSCORE', key, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if not head[1] then return end
    act(head[1])
    from = '(' .. head[2]
  end
end

local function look(own, name)
  local key = prefix .. 'lane:' .. name
  if own.groups > 1 then
    -- The group of each run counts: all are looked at.
    for _, text in ipairs(redis.call('ZRANGE', key, 0, -1)) do
      local _, tags = head_of(sub(text, 18, 53))
      note(own, string.match(tags, '^[^|]*|[^|]*|([^|]*)'), time_of(text))
    end
    return
  end
  local group = next(own.counts)
  heads(key, function(text) note(own, group, time_of(text)) end)
end

local seen_jobs = {}
for _, lane in ipairs(order) do
  local own = groups_of[lane]
  look(own, lane)
  if not seen_jobs[own.job] then
    seen_jobs[own.job] = true
    for _, name in ipairs(redis.call('ZRANGE', prefix .. 'turns:' .. own.job, 0, -1)) do
      local of_lane = groups_of[string.match(name, '^([^|]*|[^|]*)|')]
      if of_lane then look(of_lane, name) end
    end
  end
end

local answers = {}
for _, lane in ipairs(order) do
  local own = groups_of[lane]
  for group, count in pairs(own.counts) do
    answers[#answers + 1] = { own.job, own.queue, group, whole(count), whole(own.oldest[group] or now) }
  end
end
return answers
