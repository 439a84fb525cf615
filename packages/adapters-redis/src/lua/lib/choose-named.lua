-- Of the runs that a worker was told to keep to those that may be claimed first.
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
