-- include: base writable schedules
-- ARGV[2..]  names
for index = 2, #ARGV do
  redis.call('DEL', schedule_key(ARGV[index]))
  redis.call('ZREM', prefix .. 'schedules', ARGV[index])
  redis.call('ZREM', prefix .. 'schedules-due', ARGV[index])
end
return 1
