-- include: base writable schedules
-- Adds rules, or changes them by name; none when one of them belongs to somebody else.
-- ARGV[2..]  a row each: name, origin, job, cron, time zone, next occurrence, the rest as JSON text
-- Answers with the name of one that belongs to somebody else, or nothing.
local rows = {}
for index = 2, #ARGV do
  local row = fields(ARGV[index])
  local origin = redis.call('HGET', schedule_key(row[1]), 'origin')
  if origin and origin ~= row[2] then return row[1] end
  rows[index - 1] = row
end
for _, row in ipairs(rows) do
  local key = schedule_key(row[1])
  local known = redis.call('HMGET', key, 'cron', 'zone', 'next', 'pausedAt')
  local next_at = known[1] == row[4] and known[2] == row[5] and known[3] or row[6]
  redis.call('HSET', key, 'origin', row[2], 'job', row[3], 'cron', row[4], 'zone', row[5], 'next', next_at, 'rest', row[7])
  redis.call('ZADD', prefix .. 'schedules', 0, row[1])
  if not known[4] then redis.call('ZADD', prefix .. 'schedules-due', next_at, row[1]) end
end
return false
