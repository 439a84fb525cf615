-- include: base
-- The living, and the dead of the last day.
-- Answers with the time, and ids and rows in turn: until when it counts as alive, its start, its last beat, what it says.
local DAY = 86400000
local ids = redis.call('ZRANGEBYSCORE', prefix .. 'workers-until', '(' .. whole(now - DAY), '+inf')
local answers = {}
for index, id in ipairs(ids) do
  answers[2 * index - 1] = id
  answers[2 * index] = redis.call('HGET', prefix .. 'workers', id)
end
return { whole(now), answers }
