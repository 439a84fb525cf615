-- include: base writable changes lanes runs finish
-- Ends runs: running to a final state, their attempt recorded, their dependents released or cancelled.
-- ARGV[2..] a row each: run, token, state, how the attempt ended, and where there are any: output, error, reason to cancel
-- Answers for each: nothing when the lease is lost, else the request to cancel, empty without one.
local answers, ends, ending = {}, {}, {}
for index = 2, #ARGV do
  local row = fields(ARGV[index])
  local run = leased_run(row[1], row[2])
  answers[index - 1] = false
  if run then
    answers[index - 1] = run.cancel or ''
    local set = { 'how', row[4] }
    local function add(field, value)
      if not value or value == '' then return end
      set[#set + 1] = field
      set[#set + 1] = value
    end
    add('output', row[5])
    add('error', row[6])
    if row[3] == 'cancelled' then add('cancel', row[7]) end
    make_final(run, row[3], set)
    ends[#ends + 1] = run
  end
end
tell_others(ends)
flush()
return answers
