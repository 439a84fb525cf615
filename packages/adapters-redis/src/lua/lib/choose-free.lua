-- Queued runs that no limit holds, in the order of claims: a merge of lanes, each of which gives pages of its members.
local function before(a, b)
  if a.score ~= b.score then return a.score < b.score end
  return a.member < b.member
end

local function head_before(a, b)
  return before(a.head, b.head)
end

-- False when the lane has no more.
local function next_head(lane)
  lane.at = lane.at + 2
  if not lane.page[lane.at] then
    lane.page = redis.call('ZRANGE', lane_key(lane.name), lane.from, lane.from + lane.step - 1, 'WITHSCORES')
    lane.from = lane.from + lane.step
    lane.at = 1
  end
  local text = lane.page[lane.at]
  lane.head = text and { lane = lane, member = text, score = tonumber(lane.page[lane.at + 1]) }
  return lane.head
end

local function choose_free(names, limit)
  local heads, chosen = {}, {}
  local step = math.min(limit, math.ceil(2 * limit / math.max(1, #names)) + 4)
  for _, name in ipairs(names) do
    local lane = { name = name, from = 0, step = step, page = {}, at = -1, free = true, taken = 0 }
    if next_head(lane) then heap_add(heads, lane, head_before) end
  end
  while heads[1] and #chosen < limit do
    local lane = heads[1]
    chosen[#chosen + 1] = lane.head
    if next_head(lane) then sift_down(heads, head_before) else heap_drop(heads, head_before) end
  end
  return chosen
end
