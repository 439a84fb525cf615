-- include: base writable changes lanes runs births
-- Adds runs; all of the list or none.
-- ARGV[2..]  a row each, as births.lua has it
-- Answers for each: nothing when it was added, else what was done with the run that holds its key (`k`ept, `r`eplaced,
-- `d`ebounced) and that run's id. An error `KNOWN` names ids that the store has already.
local rows = {}
for index = 2, #ARGV do rows[index - 1] = read_birth(ARGV[index]) end
local found = known_ids(rows)
if #found > 0 then return redis.error_reply('KNOWN ' .. table.concat(found, ', ')) end
local answers = {}
for index, row in ipairs(rows) do answers[index] = add_or_meet(row) end
flush_births()
flush()
return answers
