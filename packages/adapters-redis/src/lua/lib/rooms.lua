-- Limits: how much may start, and when. A rule is: scope, name, concurrency, rate limit, window, burst, ordered.
-- A window is kept as text: until when it is closed, then the starts in it, oldest first, as `at,count`.
local MOST_STARTS = 100

local function window_slot(scope, name, key)
  return scope .. '|' .. name .. '|' .. (scope == 'key' and key or '')
end

local windows = {}
local function window(slot)
  if windows[slot] then return windows[slot] end
  local text = redis.call('HGET', prefix .. 'windows', slot)
  local found = { closed = 0, starts = {} }
  if text then
    found.closed = tonumber(string.match(text, '^[^;]*'))
    for at, count_of in string.gmatch(text, ';(%-?%d+),(%d+)') do
      found.starts[#found.starts + 1] = { at = tonumber(at), count = tonumber(count_of) }
    end
  end
  windows[slot] = found
  return found
end

-- `ends` is when nothing in the window counts any more.
local function save_window(slot, ends)
  local parts = { whole(windows[slot].closed) }
  for index, start in ipairs(windows[slot].starts) do parts[index + 1] = whole(start.at) .. ',' .. whole(start.count) end
  redis.call('HSET', prefix .. 'windows', slot, table.concat(parts, ';'))
  redis.call('ZADD', prefix .. 'window-ends', whole(math.max(ends, windows[slot].closed)), slot)
end

local function burst_ms(rule)
  return math.ceil(rule.window_ms * rule.burst / rule.rate)
end

local function count_since(starts, after)
  local total = 0
  for _, start in ipairs(starts) do
    if start.at > after then total = total + start.count end
  end
  return total
end

local function starts_left(starts, rule)
  return math.min(
    rule.rate - count_since(starts, now - rule.window_ms),
    rule.burst - count_since(starts, now - burst_ms(rule))
  )
end

local function freed_at(starts, most, window_ms)
  local held = count_since(starts, now - window_ms)
  for _, start in ipairs(starts) do
    if held < most then return now end
    if start.at > now - window_ms then
      held = held - start.count
      if held < most then return start.at + window_ms end
    end
  end
  return now
end

local function next_start_at(starts, rule)
  return math.max(now, freed_at(starts, rule.rate, rule.window_ms), freed_at(starts, rule.burst, burst_ms(rule)))
end

-- More entries than fit are merged, the oldest two into the later one's time: the log errs to fewer starts.
local function add_starts(rule, key, number)
  local slot = window_slot(rule.scope, rule.name, key)
  local starts = {}
  for _, start in ipairs(window(slot).starts) do
    if start.at > now - rule.window_ms then starts[#starts + 1] = start end
  end
  local last = starts[#starts]
  if last and last.at == now then
    last.count = last.count + number
  else
    starts[#starts + 1] = { at = now, count = number }
  end
  if #starts > MOST_STARTS then
    starts[2].count = starts[2].count + starts[1].count
    table.remove(starts, 1)
  end
  windows[slot].starts = starts
  save_window(slot, now + rule.window_ms)
end

local function read_rule(row)
  return {
    scope = row[1], name = row[2], concurrency = tonumber(row[3]), rate = tonumber(row[4]), window_ms = tonumber(row[5]),
    burst = tonumber(row[6]), ordered = row[7] == '1',
  }
end

-- Rules by what they count: those of a lane are found without a walk over all.
local rules = { queue = {}, job = {}, key = {} }
local function add_rule(row)
  local rule = read_rule(row)
  local list = rules[rule.scope][rule.name] or {}
  list[#list + 1] = rule
  rules[rule.scope][rule.name] = list
end

local function each_rule(lane, act)
  for _, rule in ipairs(rules.queue[lane.queue] or {}) do act(rule) end
  for _, rule in ipairs(rules.job[lane.job] or {}) do act(rule) end
  for _, rule in ipairs(rules.key[lane.job] or {}) do act(rule) end
end

local function closed_until(job, key)
  return window(window_slot('key', job, key)).closed
end

local function window_opens_at(rule, key)
  local closed = rule.scope == 'key' and closed_until(rule.name, key) or now
  if not rule.rate then return math.max(closed, now) end
  return math.max(closed, next_start_at(window(window_slot(rule.scope, rule.name, key)).starts, rule))
end

-- How much of each limit one claim has left. Lanes share the room of a queue and of a job.
local rooms = {}
local function room(rule, key)
  local slot = window_slot(rule.scope, rule.name, key)
  -- Two rules may count the same: each has room of its own.
  if rooms[rule] == nil then rooms[rule] = {} end
  if rooms[rule][slot] then return rooms[rule][slot] end
  local left = math.huge
  if rule.concurrency then
    local field = rule.scope == 'key' and 'key|' .. rule.name .. '|' .. key or rule.scope .. '|' .. rule.name
    left = rule.concurrency - tonumber(redis.call('HGET', prefix .. 'busy', field) or 0)
  end
  if rule.rate then left = math.min(left, starts_left(window(slot).starts, rule)) end
  rooms[rule][slot] = { left = left }
  return rooms[rule][slot]
end

local function room_left(lane)
  if not lane.rooms then
    local own = {}
    if closed_until(lane.job, lane.key) > now then own[1] = { left = 0 } end
    each_rule(lane, function(rule) own[#own + 1] = room(rule, lane.key) end)
    lane.rooms = own
  end
  local left = math.huge
  for _, own in ipairs(lane.rooms) do left = math.min(left, own.left) end
  return left
end

local function take_room(lane)
  for _, own in ipairs(lane.rooms) do own.left = own.left - 1 end
end

local function is_ordered(lane)
  for _, rule in ipairs(rules.key[lane.job] or {}) do
    if rule.ordered then return true end
  end
  return false
end

-- A lane of limited runs, by its name.
local function limited_lane(name)
  local job, queue, key = string.match(name, '^([^|]*)|([^|]*)|(.*)$')
  return { name = name, job = job, queue = queue, key = key }
end
