-- include: base writable changes lane-members lanes run-keys is-held plain runs records
-- Takes over runs whose lease has expired, under a new lease, without spending an attempt.
-- ARGV[2]  how many at most
-- ARGV[3]  the new lease in milliseconds
-- Answers with the milliseconds until the next lease expires, empty without any, and the records.
local expires = whole(now + tonumber(ARGV[3]))
local micros = time[1] * 1000000 + time[2]
local ids = redis.call('ZRANGEBYSCORE', prefix .. 'leased', '-inf', whole(now), 'LIMIT', 0, tonumber(ARGV[2]))
local answers = {}
for index, id in ipairs(ids) do
  local run = load(id)
  unfold(run)
  local hold = parse_hold(run.hold)
  hold.token = whole(math.max(tonumber(hold.token) + 1, micros))
  redis.call('HSET', run_key(id), 'hold', to_hold(hold))
  redis.call('ZADD', prefix .. 'leased', expires, id)
  answers[index] = record(id)
end
local first = redis.call('ZRANGE', prefix .. 'leased', 0, 0, 'WITHSCORES')
return { first[2] and whole(math.max(0, tonumber(first[2]) - now)) or '', answers }
