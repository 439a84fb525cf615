-- include: base rooms
-- Milliseconds until the first window opens that holds back a queued run of these jobs.
-- ARGV[2]   jobs, a row
-- ARGV[3..] rules, a row each
-- Answers with nothing when none does.
for index = 3, #ARGV do add_rule(fields(ARGV[index])) end
local next_at
if ARGV[2] ~= '' then
  for _, job in ipairs(fields(ARGV[2])) do
    for _, name in ipairs(redis.call('ZRANGE', prefix .. 'turns:' .. job, 0, -1)) do
      local lane = limited_lane(name)
      local opens = closed_until(lane.job, lane.key)
      each_rule(lane, function(rule) opens = math.max(opens, window_opens_at(rule, lane.key)) end)
      if opens > now and (not next_at or opens < next_at) then next_at = opens end
    end
  end
end
return next_at and whole(math.ceil(next_at - now))
