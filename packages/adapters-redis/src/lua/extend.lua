-- include: base writable changes
-- Renews leases, an expired one too as long as nobody took it over.
-- ARGV[2]   the lease in milliseconds
-- ARGV[3..] run and token in turn
-- Answers as a settle.
local expires, answers = whole(now + tonumber(ARGV[2])), {}
for index = 3, #ARGV, 2 do
  local run = redis.call('HMGET', prefix .. 'run:' .. ARGV[index], 'state', 'token', 'cancel')
  local is_held = run[1] == 'running' and run[2] == ARGV[index + 1]
  if is_held then
    leased[#leased + 1] = expires
    leased[#leased + 1] = ARGV[index]
  end
  answers[#answers + 1] = is_held and (run[3] or '')
end
flush()
return answers
