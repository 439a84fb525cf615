-- include: base
-- Answers with targets and reasons in turn.
return redis.call('HGETALL', prefix .. 'pauses')
