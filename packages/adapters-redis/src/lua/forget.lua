-- include: base writable changes lane-members lanes run-keys is-held plain runs forget
-- Deletes these finished runs, whatever their age.
-- ARGV[2..]  runs
-- Answers for each whether it was deleted.
local answers = {}
for index = 2, #ARGV do
  local run = load(ARGV[index])
  local goes = run and is_final(run) and not is_wanted(run)
  if goes then forget(run) end
  answers[index - 1] = goes and 1 or 0
end
flush()
return answers
