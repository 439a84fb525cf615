-- include: base run-keys plain filter
-- How many runs match, by state, among the next so many.
-- ARGV[2]   below this id; empty for the newest
-- ARGV[3]   how many to look at
-- ARGV[4..] the filter, as filter.lua has it
-- Answers with where to go on, empty at the end, and states and counts in turn.
read_filter(4)
local ids = redis.call('ZREVRANGEBYLEX', source(), ARGV[2] == '' and '+' or '(' .. ARGV[2], '-', 'LIMIT', 0, tonumber(ARGV[3]))
local counts = {}
for _, id in ipairs(ids) do
  local state = matching_state(id)
  if state then counts[state] = (counts[state] or 0) + 1 end
end
local answers = {}
for state, count in pairs(counts) do
  answers[#answers + 1] = state
  answers[#answers + 1] = count
end
return { #ids < tonumber(ARGV[3]) and '' or ids[#ids], answers }
