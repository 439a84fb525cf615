-- include: base writable changes lane-members lanes run-keys is-held plain runs finish
-- Cancels runs with what they spawned: one that does not run at once, a running one by a request.
-- ARGV[2]   the reason, as JSON text
-- ARGV[3..] runs
-- Answers for each: cancelled, requested, finished or unknown.
local ends, reasons, answers = {}, {}, {}

-- The first request stands: a handler is given one reason, and it does not change under its hands.
local function cancel_one(run, reason)
  if is_final(run) then return 'finished' end
  if run.state == 'running' then
    if not run.cancel then
      run.cancel = reason
      unfold(run)
      redis.call('HSET', run_key(run.id), 'cancel', reason, 'more', 1)
    end
    cancelling[#cancelling + 1] = 'c' .. run.id
    return 'requested'
  end
  -- Of several reasons the first stands, as the caller's own does against that of a parent.
  if not reasons[run.id] then
    reasons[run.id] = reason
    ends[#ends + 1] = run
  end
  return 'cancelled'
end

local stopped = {}
for index = 3, #ARGV do
  local run = load(ARGV[index])
  answers[index - 2] = run and cancel_one(run, ARGV[2]) or 'unknown'
  if run and not is_final(run) then stopped[#stopped + 1] = run.id end
end

local at = 1
while stopped[at] do
  local reason = '{"code":"parent-cancelled","runId":"' .. stopped[at] .. '"}'
  for _, id in ipairs(redis.call('ZRANGE', prefix .. 'children:' .. stopped[at], 0, -1)) do
    local child = load(id)
    if child and not is_final(child) then
      cancel_one(child, reason)
      stopped[#stopped + 1] = id
    end
  end
  at = at + 1
end

for _, run in ipairs(ends) do make_final(run, 'cancelled', { 'cancel', reasons[run.id] }) end
tell_others(ends)
flush()
return answers
