-- include: base writable
-- ARGV[2..3]  the job, and its value as JSON text
redis.call('HSET', prefix .. 'states', ARGV[2], ARGV[3])
return 1
