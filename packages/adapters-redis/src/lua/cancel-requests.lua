-- include: base
-- ARGV[2..]  runs
-- Answers for each: the request to cancel a running run, or nothing.
local answers = {}
for index = 2, #ARGV do
  local run = redis.call('HMGET', prefix .. 'run:' .. ARGV[index], 'state', 'cancel')
  answers[index - 1] = run[1] == 'running' and run[2]
end
return answers
