-- include: base run-keys plain records
-- ARGV[2..]  runs
-- Answers with the record of each, or nothing.
local answers = {}
for index = 2, #ARGV do answers[index - 1] = record(ARGV[index]) end
return answers
