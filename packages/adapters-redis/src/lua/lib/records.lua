-- A run as it is read: the fields of its hash in pairs, its document, its id and, while it runs, when its lease ends.
local function record(id)
  local doc = redis.call('GET', doc_key(id))
  if not doc then return false end
  local pairs_of = redis.call('HGETALL', run_key(id))
  local function add(field, value)
    pairs_of[#pairs_of + 1] = field
    pairs_of[#pairs_of + 1] = value
  end
  add('doc', doc)
  add('id', id)
  local expires = redis.call('ZSCORE', prefix .. 'leased', id)
  if expires then add('lease', expires) end
  return pairs_of
end
