-- Of all queued runs those that may be claimed first. The script that includes this says which lanes are free, which jobs have
-- limited ones, and how many runs it wants.
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
  local chosen = choose_free(free, limit)
  if #limited == 0 then return chosen end
  return merge(chosen, choose_limited(lanes_in_turn(limited, takes_queue), limit, any_ranked(limited)))
end
