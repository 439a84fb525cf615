-- Limited runs that may start now. The highest priority goes first; among equals one run of each lane before a second of any,
-- beginning with the lane that has waited longest for its turn.
local TURNS = 100

local function by_turn(a, b)
  local one, other = a.runs[a.taken + 1], b.runs[b.taken + 1]
  if one.score ~= other.score then return one.score < other.score end
  if a.taken ~= b.taken then return a.taken < b.taken end
  return a.place < b.place
end

local function to_entries(lane, page, list)
  for at = 1, #page, 2 do list[#list + 1] = { lane = lane, member = page[at], score = tonumber(page[at + 1]) } end
  return list
end

-- Where a key keeps its order, the run that has begun is the only one that may go on.
local function begun_alone(lane)
  local begun = redis.call('SMEMBERS', prefix .. 'begun:' .. lane.job .. '|' .. lane.key)
  if #begun == 0 then return nil end
  local own
  for _, id in ipairs(begun) do
    local run = load(id)
    if run.state ~= 'queued' then return {} end
    if run.queue == lane.queue and not own then own = run end
  end
  if not own then return {} end
  return { { lane = lane, member = member(own), score = -own.priority } }
end

-- The first runs of a lane that may start; the others are read when their turn comes.
local function may_start(lane, limit)
  lane.most = math.min(limit, room_left(lane))
  if lane.most <= 0 then return {} end
  if is_ordered(lane) then
    lane.most = 1
    local alone = begun_alone(lane)
    if alone then return alone end
  end
  return lane.first(1)
end

-- Few of a long lane go with one claim: as many times more as were read before.
local MORE = 4
local function read_more(lane)
  if lane.taken < #lane.runs or #lane.runs >= lane.most then return end
  lane.runs = lane.first(math.min(lane.most, MORE * #lane.runs))
end

-- Lanes in turn, the next one first. Without priorities a heap is not needed: a new lane is the first, one that has given a run
-- the last.
local function turns_of(ranked)
  local list, first, last = {}, 1, 0
  if ranked then
    local function add(lane) heap_add(list, lane, by_turn) end
    return { add_new = add, add_again = add, first = function() return list[1] end, drop = function() heap_drop(list, by_turn) end }
  end
  return {
    add_new = function(lane)
      first = first - 1
      list[first] = lane
    end,
    add_again = function(lane)
      last = last + 1
      list[last] = lane
    end,
    first = function() return list[first] end,
    drop = function()
      list[first] = nil
      first = first + 1
    end,
  }
end

-- `next_lane` gives the lanes in the order of their turns. Unless priorities differ, those behind need no look once enough are found.
local function choose_limited(next_lane, limit, ranked)
  local turns, chosen, place = turns_of(ranked), {}, 0
  local function pull()
    local lane = next_lane()
    while lane do
      lane.runs, lane.taken = may_start(lane, limit), 0
      if #lane.runs > 0 then
        place = place + 1
        lane.place = place
        turns.add_new(lane)
        return true
      end
      lane = next_lane()
    end
    return false
  end
  local more = true
  while more and ranked do more = pull() end
  while #chosen < limit do
    -- A lane that nobody looked at goes before one that has given a run.
    local lane = turns.first()
    if more and (not lane or lane.taken > 0) then
      more = pull()
      lane = turns.first()
    end
    if not lane then break end
    turns.drop()
    if room_left(lane) > 0 then
      take_room(lane)
      lane.taken = lane.taken + 1
      chosen[#chosen + 1] = lane.runs[lane.taken]
      read_more(lane)
      if lane.taken < #lane.runs then turns.add_again(lane) end
    end
  end
  return chosen
end

-- The lanes of these jobs, the one served longest ago first.
local function lanes_in_turn(jobs, takes_queue)
  local cursors = {}
  for _, job in ipairs(jobs) do cursors[#cursors + 1] = { job = job, from = 0, page = {}, at = -1 } end
  local function head(cursor)
    if not cursor.page[cursor.at] and not cursor.done then
      cursor.page = redis.call('ZRANGE', prefix .. 'turns:' .. cursor.job, cursor.from, cursor.from + TURNS - 1, 'WITHSCORES')
      cursor.from = cursor.from + TURNS
      cursor.at = 1
      cursor.done = not cursor.page[1]
    end
    return tonumber(cursor.page[cursor.at + 1])
  end
  return function()
    while true do
      local best, turn
      for _, cursor in ipairs(cursors) do
        local own = head(cursor)
        if own and (not turn or own < turn) then best, turn = cursor, own end
      end
      if not best then return nil end
      local lane = limited_lane(best.page[best.at])
      best.at = best.at + 2
      if takes_queue(lane.queue) then
        lane.first = function(count)
          return to_entries(lane, redis.call('ZRANGE', lane_key(lane.name), 0, count - 1, 'WITHSCORES'), {})
        end
        return lane
      end
    end
  end
end
