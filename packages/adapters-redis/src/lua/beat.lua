-- include: base writable
-- ARGV[2..4]  the worker's id, what it says of itself as JSON text, and for how long it counts as alive
local DAY, MOST_DEAD = 86400000, 100
local workers = prefix .. 'workers'
local known = redis.call('HGET', workers, ARGV[2])
local started = now
if known then
  local row = fields(known)
  if tonumber(row[1]) > now then started = tonumber(row[2]) end
end
local until_dead = now + tonumber(ARGV[4])
redis.call('HSET', workers, ARGV[2], table.concat({ whole(until_dead), whole(started), whole(now), ARGV[3] }, '\n'))
redis.call('ZADD', prefix .. 'workers-until', whole(until_dead), ARGV[2])

-- The dead are kept for a day, the last hundred of them.
local function forget(ids)
  call('HDEL', workers, ids)
  call('ZREM', prefix .. 'workers-until', ids)
end
forget(redis.call('ZRANGEBYSCORE', prefix .. 'workers-until', '-inf', whole(now - DAY), 'LIMIT', 0, PIECE))
local dead = redis.call('ZCOUNT', prefix .. 'workers-until', '-inf', whole(now))
if dead > MOST_DEAD then
  forget(redis.call('ZRANGEBYSCORE', prefix .. 'workers-until', '-inf', whole(now), 'LIMIT', 0, dead - MOST_DEAD))
end
return 1
