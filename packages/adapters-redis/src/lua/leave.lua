-- include: base
-- ARGV[2]  the worker's id
redis.call('HDEL', prefix .. 'workers', ARGV[2])
redis.call('ZREM', prefix .. 'workers-until', ARGV[2])
return 1
