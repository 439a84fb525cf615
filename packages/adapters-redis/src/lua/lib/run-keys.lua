-- A run is its document and a hash of what happened to it. The document, that its readers open: when it was made, its tags, how it was
-- asked for, rare facts, and its input, a line each. A run that waits in its lane and has nothing that few have is its document
-- alone, and due since it was made.
local function run_key(id)
  return prefix .. 'run:' .. id
end

local function doc_key(id)
  return prefix .. 'doc:' .. id
end

-- When a run was made, and its tags; nothing for an unknown one. Its input may be long, and names rarely are.
local HEAD = 512
local function head_of(id)
  local text = redis.call('GETRANGE', doc_key(id), 0, HEAD - 1)
  local born, tags = string.match(text, '^([^\n]*)\n([^\n]*)\n')
  if not born and #text == HEAD then
    born, tags = string.match(redis.call('GET', doc_key(id)), '^([^\n]*)\n([^\n]*)\n')
  end
  return born, tags
end
