-- include: base schedules
-- Answers with every schedule, by name.
local answers = {}
for index, name in ipairs(redis.call('ZRANGE', prefix .. 'schedules', 0, -1)) do answers[index] = schedule(name) end
return answers
