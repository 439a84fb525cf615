-- include: base writable schedules
-- Keeps a schedule from being due. Pausing twice keeps the first.
-- ARGV[2..3]  its name, and who pauses it as JSON text
-- Answers whether there is one of this name.
local key = schedule_key(ARGV[2])
if redis.call('EXISTS', key) == 0 then return 0 end
if redis.call('HSETNX', key, 'pausedAt', whole(now)) == 1 then
  redis.call('HSET', key, 'pausedBy', ARGV[3])
  redis.call('ZREM', prefix .. 'schedules-due', ARGV[2])
end
return 1
