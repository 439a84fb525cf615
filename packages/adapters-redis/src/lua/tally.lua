-- include: base
-- Answers with how many runs there are, by state and tags, in turn.
return redis.call('HGETALL', prefix .. 'tally')
