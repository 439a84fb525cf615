-- include: base run-keys plain records filter members
-- Runs that match, newest first.
-- ARGV[2]   below this id; empty for the newest
-- ARGV[3]   how many at most
-- ARGV[4]   how many to look at before the answer, so that no reader holds up the server
-- ARGV[5..] the filter, as filter.lua has it
-- Answers with where to go on, empty at the end, and the records.
local after, limit, look = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
read_filter(5)

local ids
if filter.states and not filter.flow and not filter.by then
  ids = ids_in(filter.states, look)
  if ids then table.sort(ids, function(a, b) return a > b end) end
end
local is_whole = ids ~= nil
if not ids then
  ids = redis.call('ZREVRANGEBYLEX', source(), after == '' and '+' or '(' .. after, '-', 'LIMIT', 0, look)
end

local answers = {}
for _, id in ipairs(ids) do
  if (after == '' or id < after) and matching_state(id) then
    answers[#answers + 1] = record(id)
    if #answers == limit then return { id, answers } end
  end
end
return { (is_whole or #ids < look) and '' or ids[#ids], answers }
