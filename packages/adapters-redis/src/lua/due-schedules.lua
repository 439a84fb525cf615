-- include: base schedules
-- Schedules of these jobs whose occurrence has come, the longest due first.
-- ARGV[2]  jobs, a row
-- ARGV[3]  how many at most
-- Answers with the milliseconds until the next one, empty without any, and the schedules.
local jobs, limit, answers = {}, tonumber(ARGV[3]), {}
if ARGV[2] ~= '' then
  for _, job in ipairs(fields(ARGV[2])) do jobs[job] = true end
end
local PAGE, from = 100, 0
while true do
  local page = redis.call('ZRANGE', prefix .. 'schedules-due', from, from + PAGE - 1, 'WITHSCORES')
  for at = 1, #page, 2 do
    local due = tonumber(page[at + 1])
    if jobs[redis.call('HGET', schedule_key(page[at]), 'job')] then
      if due > now or #answers == limit then return { whole(math.max(0, due - now)), answers } end
      answers[#answers + 1] = schedule(page[at])
    end
  end
  if #page < 2 * PAGE then return { '', answers } end
  from = from + PAGE
end
