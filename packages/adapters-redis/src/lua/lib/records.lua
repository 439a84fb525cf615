-- A run as it is read: the fields of its hash in pairs, its document, its id, its text among the plain runs if it is one, and
-- when its lease ends if it runs.
local function record(id)
  local doc = redis.call('GET', doc_key(id))
  if not doc then return false end
  local pairs_of = redis.call('HGETALL', run_key(id))
  local function add(field, value)
    if not value then return end
    pairs_of[#pairs_of + 1] = field
    pairs_of[#pairs_of + 1] = value
  end
  add('doc', doc)
  add('id', id)
  add('plain', redis.call('HGET', plain_runs, id))
  add('lease', redis.call('ZSCORE', prefix .. 'leased', id))
  return pairs_of
end
