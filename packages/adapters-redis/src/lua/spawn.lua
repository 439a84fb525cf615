-- include: base writable changes lane-members lanes run-keys is-held plain runs births
-- Adds runs that a held run spawned. A run that exists already is left as it is.
-- ARGV[2]   the run
-- ARGV[3]   its token
-- ARGV[4..] a row each, as births.lua has it
-- Answers as a settle.
local parent = leased_run(ARGV[2], ARGV[3])
if not parent then return false end
local added = 0
for index = 4, #ARGV do
  local row = read_birth(ARGV[index])
  if redis.call('EXISTS', doc_key(row.id)) == 0 then
    local run = new_run(row)
    run.by = parent.id
    add_run(run, row, {})
    added = added + 1
  end
end
if added > 0 then
  unfold(parent)
  redis.call('HINCRBY', run_key(parent.id), 'open', added)
  redis.call('HSET', run_key(parent.id), 'more', 1)
end
flush_births()
flush()
return parent.cancel or ''
