-- include: base writable changes lane-members lanes run-keys is-held plain runs
-- Moves due runs from scheduled to queued, the longest due first, and forgets windows in which nothing counts any more.
-- ARGV[2]  how many at most
-- Answers with how many, and the milliseconds until the next is due, empty without any.
local ids = redis.call('ZRANGEBYSCORE', prefix .. 'scheduled', '-inf', whole(now), 'LIMIT', 0, tonumber(ARGV[2]))
for _, id in ipairs(ids) do make_ready(load(id)) end
local over = redis.call('ZRANGEBYSCORE', prefix .. 'window-ends', '-inf', whole(now), 'LIMIT', 0, 1000)
call('HDEL', prefix .. 'windows', over)
call('ZREM', prefix .. 'window-ends', over)
flush()
local first = redis.call('ZRANGE', prefix .. 'scheduled', 0, 0, 'WITHSCORES')
return { #ids, first[2] and whole(math.max(0, tonumber(first[2]) - now)) or '' }
