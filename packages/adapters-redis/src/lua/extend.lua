-- include: base writable changes is-held plain held
-- Renews leases, an expired one too as long as nobody took it over.
-- ARGV[2]   the lease in milliseconds
-- ARGV[3..] run and token in turn
-- Answers as a settle.
local expires, answers = whole(now + tonumber(ARGV[2])), {}
for index = 3, #ARGV, 2 do
  local answer = held(ARGV[index], ARGV[index + 1])
  if answer then
    leased[#leased + 1] = expires
    leased[#leased + 1] = ARGV[index]
  end
  answers[#answers + 1] = answer
end
flush()
return answers
