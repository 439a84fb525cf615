-- What happened to a claimed run that has nothing that few have: a text in one hash for all of them, so that a claim and an end
-- write many at once. A line each: its hold, its worker, its tags; once it is over its state, when it ended, how its attempt
-- ended, and where there are any: output, error, reason to cancel.
local plain_runs = prefix .. 'plain'
local RUNNING = '^[^\n]*\n[^\n]*\n[^\n]*$'

-- Nothing for a run that was not claimed, or has a hash of its own.
local function plain_run(id)
  local text = redis.call('HGET', plain_runs, id)
  if not text then return nil end
  local line = fields(text)
  return {
    hold = line[1], worker = line[2], tags = line[3], state = line[4] or 'running', ended = line[5], how = line[6],
    output = line[7], error = line[8], cancel = line[9],
  }
end
