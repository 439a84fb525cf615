-- include: base writable changes lanes runs attempts finish
-- Ends runs: running to a final state, their attempt recorded, their dependents released or cancelled.
-- ARGV[2]   how many attempts a run keeps
-- ARGV[3..] a row each: run, token, state, output, error, reason to cancel, and how the attempt ended
-- Answers for each: nothing when the lease is lost, else the request to cancel, empty without one.
local answers, ends, ending = {}, {}, {}
for index = 3, #ARGV do
  local row = fields(ARGV[index])
  local run = leased_run(row[1], row[2])
  answers[index - 2] = false
  if run then
    answers[index - 2] = run.cancel or ''
    local set = { 'tries', with_attempt(run, row[7], tonumber(ARGV[2])) }
    local function add(field, value)
      if value == '' then return end
      set[#set + 1] = field
      set[#set + 1] = value
    end
    add('output', row[4])
    add('error', row[5])
    if row[3] == 'cancelled' then add('cancel', row[6]) end
    make_final(run, row[3], set)
    ends[#ends + 1] = run
  end
end
tell_others(ends)
flush()
return answers
