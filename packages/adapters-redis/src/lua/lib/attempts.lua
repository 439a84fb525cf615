-- Ended attempts but the last of a finished run are kept as one JSON text a line.
local function with_attempt(run, how, most)
  local hold = parse_hold(run.hold)
  local worker = redis.call('HGET', run_key(run.id), 'worker')
  local line = '{"attempt":' .. whole(hold.attempt) .. ',"worker":' .. worker .. ',"startedAt":' .. hold.started
    .. ',"endedAt":' .. whole(now) .. ',' .. how .. '}'
  if not run.tries then return line end
  local _, feeds = string.gsub(run.tries, '\n', '')
  local kept = run.tries
  for _ = most - 1, feeds do kept = sub(kept, find(kept, '\n', 1, true) + 1) end
  return kept .. '\n' .. line
end
