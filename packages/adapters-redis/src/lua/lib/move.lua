local function marked()
  local mark = redis.call('HMGET', KEYS[1], 'moveId', 'role')
  if mark[1] then return { id = mark[1], role = mark[2] } end
end

local function has_live_workers()
  return redis.call('ZCOUNT', prefix .. 'workers-until', '(' .. whole(now), '+inf') > 0
end

local function mark_as(role, id, peer)
  redis.call('HSET', KEYS[1], 'moveId', id, 'role', role, 'state', 'under-way', 'peer', peer)
end
