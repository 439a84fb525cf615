-- include: base import schedules
-- ARGV[5..]  a row each: name, origin, job, cron, time zone, next occurrence, the rest as JSON text, last occurrence and run, since
--            when it is paused, and by whom as JSON text
for index = FIRST_ROW, #ARGV do
  local row = fields(ARGV[index])
  local key = schedule_key(row[1])
  if redis.call('EXISTS', key) == 0 then
    redis.call('HSET', key, 'origin', row[2], 'job', row[3], 'cron', row[4], 'zone', row[5], 'next', row[6], 'rest', row[7])
    if row[8] ~= '' then redis.call('HSET', key, 'lastAt', row[8]) end
    if row[9] ~= '' then redis.call('HSET', key, 'lastRun', row[9]) end
    redis.call('ZADD', prefix .. 'schedules', 0, row[1])
    if row[10] ~= '' then
      redis.call('HSET', key, 'pausedAt', row[10], 'pausedBy', row[11])
    else
      redis.call('ZADD', prefix .. 'schedules-due', row[6], row[1])
    end
  end
end
return 1
