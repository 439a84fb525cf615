-- include: base writable changes lane-members lanes run-keys is-held plain runs attempts rooms
-- Gives runs back: running to queued, to scheduled when there is a delay, or to waiting until what they spawned is final.
-- ARGV[2]   how many attempts a run keeps
-- ARGV[3..] a row each: run, token, delay, whether it spends the attempt, whether it waits for its children, whether it closes
--           the window of its key, and how the attempt ended
-- Answers as a settle.
local function next_state(run, waits)
  if waits then return run.open > 0 and 'waiting' or 'queued' end
  return ready_state(run)
end

local function close_window(run, delay)
  if not run.limit or delay <= 0 then return end
  local slot = window_slot('key', run.job, run.limit)
  local found = window(slot)
  found.closed = math.max(found.closed, now + delay)
  local last = found.starts[#found.starts]
  -- How long its starts count is known to the rules of whoever claims: at least as long as it is closed.
  local ends = redis.call('ZSCORE', prefix .. 'window-ends', slot)
  save_window(slot, math.max(found.closed, tonumber(ends or 0), last and last.at or 0))
end

local answers = {}
for index = 3, #ARGV do
  local row = fields(ARGV[index])
  local run = leased_run(row[1], row[2])
  answers[index - 2] = false
  if run then
    answers[index - 2] = run.cancel or ''
    unfold(run)
    local delay, waits = tonumber(row[3]), row[5] == '1'
    if row[6] == '1' then close_window(run, delay) end
    local tries = with_attempt(run, row[7], tonumber(ARGV[2]))
    leave(run)
    run.at = now + (waits and 0 or math.max(0, delay))
    local hold = parse_hold(run.hold)
    if row[4] ~= '1' then hold.attempt = hold.attempt - 1 end
    enter(run, next_state(run, waits))
    redis.call('HSET', run_key(run.id), 'state', run.state, 'at', whole(run.at), 'hold', to_hold(hold),
      'tries', tries, 'more', 1)
    -- Also for a run that is due later: its limits have room for another.
    has_queued = true
  end
end
flush()
return answers
