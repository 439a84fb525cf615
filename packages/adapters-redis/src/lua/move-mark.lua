-- include: base
-- Answers with the fields of the mark, none for a store at work.
return redis.call('HGETALL', KEYS[1])
