-- include: base
-- Answers with jobs and values in turn.
return redis.call('HGETALL', prefix .. 'states')
