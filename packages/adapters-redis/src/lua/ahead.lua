-- include: base changes lane-members lanes run-keys is-held plain runs
-- How many queued runs would be claimed before this one, among all jobs.
-- ARGV[2]  the run
-- Answers with nothing when it is not queued.
local run = load(ARGV[2])
if not run or run.state ~= 'queued' then return false end
local score, own = -run.priority, member(run)

-- Members have an order, so the place of one that is not among them is found by halves.
local function count_before(key)
  local low, high = 0, redis.call('ZCARD', key)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local entry = redis.call('ZRANGE', key, middle, middle, 'WITHSCORES')
    local at = tonumber(entry[2])
    if at < score or (at == score and entry[1] < own) then low = middle + 1 else high = middle end
  end
  return low
end

local ahead = 0
for _, job in ipairs(redis.call('SMEMBERS', prefix .. 'jobs')) do
  for _, name in ipairs(redis.call('SMEMBERS', prefix .. 'lanes:' .. job)) do ahead = ahead + count_before(lane_key(name)) end
  for _, name in ipairs(redis.call('ZRANGE', prefix .. 'turns:' .. job, 0, -1)) do ahead = ahead + count_before(lane_key(name)) end
end
return ahead
