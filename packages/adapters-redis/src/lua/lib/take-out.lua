-- Takes chosen runs out of their lanes; answers with their members.
local function take_out(entries)
  local members, members_of, last_of = {}, {}, {}
  for index, entry in ipairs(entries) do
    local name = entry.lane.name
    members[index] = entry.member
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
        if not is_left then forget_lane(name) end
      elseif is_left then
        redis.call('ZADD', prefix .. 'turns:' .. job, redis.call('INCR', prefix .. 'turn'), name)
      else
        redis.call('ZREM', prefix .. 'turns:' .. job, name)
        if redis.call('EXISTS', prefix .. 'turns:' .. job) == 0 then redis.call('SREM', prefix .. 'lanes:' .. job, job .. '|') end
      end
    end
  end
  return members
end
