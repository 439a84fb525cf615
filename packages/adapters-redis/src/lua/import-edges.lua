-- include: base import
-- ARGV[5..]  child and edge in turn: the parent behind `c` or `k`
local function is_unfinished(id)
  local state = redis.call('HGET', prefix .. 'run:' .. id, 'state')
  return state and state ~= 'success' and state ~= 'failed' and state ~= 'cancelled'
end

for index = FIRST_ROW, #ARGV, 2 do
  local child, edge = ARGV[index], ARGV[index + 1]
  local parent, child_key = sub(edge, 2), prefix .. 'run:' .. child
  if redis.call('EXISTS', child_key) == 1 and not redis.call('LPOS', prefix .. 'up:' .. child, edge) then
    redis.call('RPUSH', prefix .. 'up:' .. child, edge)
    redis.call('RPUSH', prefix .. 'down:' .. parent, sub(edge, 1, 1) .. child)
    if redis.call('EXISTS', prefix .. 'doc:' .. parent) == 1 then
      redis.call('HSET', prefix .. 'run:' .. parent, 'down', 1)
      if is_unfinished(parent) then redis.call('HINCRBY', child_key, 'missing', 1) end
    end
  end
end
return 1
