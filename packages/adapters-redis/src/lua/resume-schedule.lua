-- include: base writable schedules
-- ARGV[2..3]  its name, and the occurrence to go on with
-- Answers whether there is one of this name.
local key = schedule_key(ARGV[2])
if redis.call('EXISTS', key) == 0 then return 0 end
if redis.call('HDEL', key, 'pausedAt', 'pausedBy') > 0 then
  redis.call('HSET', key, 'next', ARGV[3])
  redis.call('ZADD', prefix .. 'schedules-due', ARGV[3], ARGV[2])
end
return 1
