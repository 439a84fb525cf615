-- include: base move
-- Marks an empty store as the target.
-- ARGV[2..3]  the move and the peer, as JSON texts
-- Answers with `ready`, `moved`, `workers` or `not-empty`.
local mark = marked()
if mark then return mark.id == ARGV[2] and mark.role == 'target' and 'ready' or 'moved' end
if has_live_workers() then return 'workers' end
if redis.call('EXISTS', prefix .. 'ids', prefix .. 'schedules', prefix .. 'states', prefix .. 'pauses') > 0 then
  return 'not-empty'
end
mark_as('target', ARGV[2], ARGV[3])
return 'ready'
