-- include: base writable changes lane-members lanes run-keys is-held plain runs births schedules
-- Moves a schedule to a later occurrence and adds the runs of those between, if nobody else did.
-- ARGV[2..7]  its name, cron and time zone, the occurrence it stands at, the next one, and that of the last of the runs
-- ARGV[8..]   runs, a row each, as births.lua has it
-- Answers whether it did.
local key = schedule_key(ARGV[2])
local known_rule = redis.call('HMGET', key, 'cron', 'zone', 'next', 'pausedAt')
if known_rule[1] ~= ARGV[3] or known_rule[2] ~= ARGV[4] or known_rule[3] ~= ARGV[5] or known_rule[4] then return 0 end
redis.call('HSET', key, 'next', ARGV[6])
redis.call('ZADD', prefix .. 'schedules-due', ARGV[6], ARGV[2])
local last
for index = 8, #ARGV do
  local row = read_birth(ARGV[index])
  last = row.id
  if redis.call('EXISTS', doc_key(row.id)) == 0 then
    local met = add_or_meet(row)
    if met then last = sub(met, 2) end
  end
end
if last then redis.call('HSET', key, 'lastAt', ARGV[7], 'lastRun', last) end
flush_births()
flush()
return 1
