-- include: base
-- ARGV[2]  the job
-- Answers with its value as JSON text, or nothing.
return redis.call('HGET', prefix .. 'states', ARGV[2])
