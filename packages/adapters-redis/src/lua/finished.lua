-- include: base run-keys plain records
-- Runs that ended at or after a moment, in the order in which they ended.
-- ARGV[2]  the moment
-- ARGV[3]  the run that the page before ended with, or empty
-- ARGV[4]  how many at most
-- Answers with their records.
local since, after, limit = tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local ended = 0
if after ~= '' then
  for _, state in ipairs({ 'success', 'failed', 'cancelled' }) do
    ended = redis.call('ZSCORE', prefix .. 'ended:' .. state, after)
    if ended then break end
  end
  if not ended then return {} end
  ended = tonumber(ended)
end

-- How many of a sorted set ended before the cursor, or with it and have no higher id.
local function passed(key)
  if after == '' or ended < since then return redis.call('ZCOUNT', key, '-inf', '(' .. whole(since)) end
  local count = redis.call('ZCOUNT', key, '-inf', '(' .. whole(ended))
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key, whole(ended), whole(ended))) do
    if id <= after then count = count + 1 end
  end
  return count
end

local found = {}
for _, state in ipairs({ 'success', 'failed', 'cancelled' }) do
  local key = prefix .. 'ended:' .. state
  local from = passed(key)
  local page = redis.call('ZRANGE', key, from, from + limit - 1, 'WITHSCORES')
  for at = 1, #page, 2 do found[#found + 1] = { id = page[at], at = tonumber(page[at + 1]) } end
end
table.sort(found, function(a, b)
  if a.at ~= b.at then return a.at < b.at end
  return a.id < b.id
end)
local answers = {}
for index = 1, math.min(limit, #found) do answers[index] = record(found[index].id) end
return answers
