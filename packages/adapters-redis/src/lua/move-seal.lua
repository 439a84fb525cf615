-- include: base move
-- Refuses all changes from now on, unless somebody works.
-- ARGV[2..3]  the move and the peer, as JSON texts
-- Answers with `sealed`, `moved`, `workers`, or `running` with how many runs, and until when.
local mark = marked()
if mark then return { mark.id == ARGV[2] and mark.role == 'source' and 'sealed' or 'moved' } end
if has_live_workers() then return { 'workers' } end
local running = redis.call('ZCARD', prefix .. 'leased')
if running > 0 then
  local last = redis.call('ZREVRANGE', prefix .. 'leased', 0, 0, 'WITHSCORES')
  return { 'running', whole(running), whole(math.max(0, tonumber(last[2]) - now)) }
end
mark_as('source', ARGV[2], ARGV[3])
return { 'sealed' }
