// Written by scripts/embed-lua.ts from src/lua; change that and run it.

const partAttempts =
  "local function with_attempt(run, how, most)\nlocal hold = parse_hold(run.hold)\nlocal worker = redis.call('HGET', run_key(run.id), 'worker')\nlocal line = '{\"attempt\":' .. whole(hold.attempt) .. ',\"worker\":' .. worker .. ',\"startedAt\":' .. hold.started\n.. ',\"endedAt\":' .. whole(now) .. ',' .. how .. '}'\nif not run.tries then return line end\nlocal _, feeds = string.gsub(run.tries, '\\n', '')\nlocal kept = run.tries\nfor _ = most - 1, feeds do kept = sub(kept, find(kept, '\\n', 1, true) + 1) end\nreturn kept .. '\\n' .. line\nend";

const partBase =
  "local prefix = string.sub(KEYS[1], 1, -5)\nlocal find, format, sub = string.find, string.format, string.sub\nlocal time = redis.call('TIME')\nlocal now = ARGV[1] ~= '' and tonumber(ARGV[1]) or time[1] * 1000 + math.floor(time[2] / 1000)\nlocal now_text = format('%.0f', now)\nlocal function whole(number)\nif number == now then return now_text end\nreturn format('%.0f', number)\nend\nlocal function fields(row)\nlocal list, count, from = {}, 0, 1\nwhile true do\nlocal at = find(row, '\\n', from, true)\ncount = count + 1\nif not at then\nlist[count] = sub(row, from)\nreturn list\nend\nlist[count] = sub(row, from, at - 1)\nfrom = at + 1\nend\nend\nlocal function given(text)\nif text ~= '' then return text end\nend\nlocal function part(list, from, to)\nlocal copy = {}\nfor at = from, math.min(to, #list) do copy[#copy + 1] = list[at] end\nreturn copy\nend\nlocal PIECE = 4000\nlocal function call(command, key, list)\nfor from = 1, #list, PIECE do\nredis.call(command, key, unpack(list, from, math.min(from + PIECE - 1, #list)))\nend\nend";

const partBirths =
  "local new_ids, new_docs, edges_down, edges_marked = {}, {}, {}, {}\nlocal FIRST_PARENT = 7\nlocal function split(text, mark)\nlocal list, from = {}, 1\nwhile true do\nlocal at = find(text, mark, from, true)\nif not at then\nlist[#list + 1] = sub(text, from)\nreturn list\nend\nlist[#list + 1] = sub(text, from, at - 1)\nfrom = at + 1\nend\nend\nlocal function read_birth(text)\nlocal a = find(text, '\\n', 1, true)\nlocal b = find(text, '\\n', a + 1, true)\nlocal c = find(text, '\\n', b + 1, true)\nlocal d = find(text, '\\n', c + 1, true)\nreturn {\nid = sub(text, 1, a - 1), due = sub(text, a + 1, b - 1), tags = sub(text, b + 1, c - 1),\nmore = d > c + 1 and split(sub(text, c + 1, d - 1), '|'), doc = sub(text, d + 1),\n}\nend\nlocal function due_at(due)\nif due == 'd0' then return now end\nlocal number = tonumber(sub(due, 2))\nif sub(due, 1, 1) == 'a' then return number end\nreturn now + number\nend\nlocal function new_run(row)\nlocal job, queue = string.match(row.tags, '^([^|]*)|([^|]*)')\nlocal run = { id = row.id, at = due_at(row.due), tags = row.tags, job = job, queue = queue, priority = 0, missing = 0, open = 0 }\nif row.more then\nrun.limit, run.key, run.flow = given(row.more[1]), given(row.more[2]), given(row.more[5])\nrun.priority = tonumber(row.more[6])\nend\nreturn run\nend\nlocal function hold_key(run, mode)\nrun.held = mode\nredis.call('SADD', prefix .. 'keyed:' .. run.job .. '|' .. run.key, run.id)\nredis.call('SET', prefix .. 'holder:' .. run.job .. '|' .. run.key, run.id)\nend\nlocal function add_edges(run, parents)\nrun.missing = #parents\ncall('RPUSH', prefix .. 'up:' .. run.id, parents)\nfor _, edge in ipairs(parents) do\nlocal parent = sub(edge, 2)\nif not edges_marked[parent] then\nedges_marked[parent] = {}\nedges_down[#edges_down + 1] = parent\nend\nlocal list = edges_marked[parent]\nlist[#list + 1] = sub(edge, 1, 1) .. run.id\nend\nend\nlocal born = whole(now) .. '\\n'\nlocal function put(run, row)\nnew_docs[run.id] = born .. run.tags .. '\\n' .. row.doc\nif run.bare then return end\nlocal set = { 'state', run.state, 'tags', run.tags, 'at', whole(run.at) }\nlocal function add(field, value)\nif not value then return end\nset[#set + 1] = field\nset[#set + 1] = value\nend\nif row.more or run.by then add('more', 1) end\nif run.priority ~= 0 then add('priority', run.priority) end\nadd('limit', run.limit)\nadd('flow', run.flow)\nadd('by', run.by)\nadd('key', run.key)\nadd('held', run.held)\nif run.missing > 0 then add('missing', run.missing) end\nredis.call('HSET', run_key(run.id), unpack(set))\nend\nlocal function add_run(run, row, parents)\nknown[run.id] = run\nif run.key then hold_key(run, row.more[3]) end\nif #parents > 0 then add_edges(run, parents) end\nrun.bare = not row.more and not run.by and run.at == now\nenter(run, #parents > 0 and 'waiting' or ready_state(run))\nput(run, row)\nnew_ids[#new_ids + 1] = '0'\nnew_ids[#new_ids + 1] = run.id\nif run.flow then redis.call('ZADD', prefix .. 'flow:' .. run.flow, 0, run.id) end\nif run.by then redis.call('ZADD', prefix .. 'children:' .. run.by, 0, run.id) end\nend\nlocal function flush_births()\ncall('ZADD', prefix .. 'ids', new_ids)\nlocal docs = {}\nfor at = 2, #new_ids, 2 do\ndocs[at - 1] = doc_key(new_ids[at])\ndocs[at] = new_docs[new_ids[at]]\nend\nfor from = 1, #docs, PIECE do redis.call('MSET', unpack(docs, from, math.min(from + PIECE - 1, #docs))) end\nfor _, parent in ipairs(edges_down) do\ncall('RPUSH', prefix .. 'down:' .. parent, edges_marked[parent])\nunfold(load(parent))\nredis.call('HSET', run_key(parent), 'down', 1, 'more', 1)\nend\nend\nlocal function put_or_drop(id, field, value)\nif value then redis.call('HSET', run_key(id), field, value) else redis.call('HDEL', run_key(id), field) end\nend\nlocal function replaced(id, doc)\nlocal old, new = fields(new_docs[id] or redis.call('GET', doc_key(id))), fields(doc)\nreturn table.concat({ old[1], old[2], new[1], old[4], new[3] }, '\\n'), tonumber(old[1])\nend\nlocal function meet(holder, run, row)\nlocal mode, longest = row.more[3], tonumber(row.more[4])\nif mode == 'keep' or holder.hold then return 'k' .. holder.id end\nlocal doc, born_at = replaced(holder.id, row.doc)\nleave(holder)\nholder.at = run.at\nif mode == 'debounce' and longest then holder.at = math.min(run.at, born_at + longest) end\nholder.priority, holder.limit = run.priority, run.limit\nif new_docs[holder.id] then new_docs[holder.id] = doc else redis.call('SET', doc_key(holder.id), doc) end\nredis.call('HSET', run_key(holder.id), 'at', whole(holder.at))\nput_or_drop(holder.id, 'priority', run.priority ~= 0 and run.priority)\nput_or_drop(holder.id, 'limit', run.limit)\nenter(holder, holder.state == 'waiting' and 'waiting' or ready_state(holder))\nredis.call('HSET', run_key(holder.id), 'state', holder.state)\nreturn (mode == 'debounce' and 'd' or 'r') .. holder.id\nend\nlocal function add_or_meet(row)\nlocal run = new_run(row)\nlocal parents = row.more and part(row.more, FIRST_PARENT, #row.more) or {}\nif run.key then\nlocal slot = run.job .. '|' .. run.key\nlocal holder = redis.call('GET', prefix .. 'holder:' .. slot)\nif holder then return meet(load(holder), run, row) end\nif row.more[3] == 'latest' then\nfor _, id in ipairs(redis.call('SMEMBERS', prefix .. 'keyed:' .. slot)) do parents[#parents + 1] = 'k' .. id end\nend\nend\nadd_run(run, row, parents)\nreturn false\nend";

const partChanges =
  "local tally, has_queued, has_later = {}, false, false\nlocal leased, unleased, cancelling, settled = {}, {}, {}, {}\nlocal ended = { success = {}, failed = {}, cancelled = {} }\nlocal function count(state, tags, by)\nlocal own = tally[tags]\nif not own then\nown = {}\ntally[tags] = own\nend\nown[state] = (own[state] or 0) + by\nend\nlocal busy, begun, over = {}, {}, {}\nlocal function add_to(lists, key, id)\nif not lists[key] then lists[key] = {} end\nlocal list = lists[key]\nlist[#list + 1] = id\nend\nlocal function flush_limited()\nfor slot, by in pairs(busy) do\nif by ~= 0 and redis.call('HINCRBY', prefix .. 'busy', slot, by) == 0 then redis.call('HDEL', prefix .. 'busy', slot) end\nend\nfor key, list in pairs(begun) do call('SADD', prefix .. 'begun:' .. key, list) end\nfor key, list in pairs(over) do call('SREM', prefix .. 'begun:' .. key, list) end\nend\nlocal function flush()\nflush_limited()\nfor tags, own in pairs(tally) do\nfor state, by in pairs(own) do\nlocal field = state .. '|' .. tags\nif by ~= 0 and redis.call('HINCRBY', prefix .. 'tally', field, by) == 0 then\nredis.call('HDEL', prefix .. 'tally', field)\nend\nend\nend\ncall('ZREM', prefix .. 'leased', unleased)\ncall('ZADD', prefix .. 'leased', leased)\nfor state, list in pairs(ended) do call('ZADD', prefix .. 'ended:' .. state, list) end\nlocal signals = cancelling\nif has_later then signals[#signals + 1] = 'l' elseif has_queued then signals[#signals + 1] = 'q' end\nif #signals > 0 then redis.call('PUBLISH', prefix .. 'signals', table.concat(signals, ' ')) end\nif #settled > 0 then redis.call('PUBLISH', prefix .. 'settled', table.concat(settled, ' ')) end\nend";

const partChooseAmongAll =
  "local function any_ranked(limited)\nfor _, job in ipairs(limited) do\nif redis.call('HEXISTS', prefix .. 'ranked', job) == 1 then return true end\nend\nreturn false\nend\nlocal function merge(free, limited)\nif #limited == 0 then return free end\nlocal merged, at = {}, 1\nfor _, entry in ipairs(limited) do\nwhile free[at] and before(free[at], entry) do\nmerged[#merged + 1] = free[at]\nat = at + 1\nend\nmerged[#merged + 1] = entry\nend\nwhile free[at] do\nmerged[#merged + 1] = free[at]\nat = at + 1\nend\nreturn merged\nend\nlocal function choose_among_all()\nlocal chosen = choose_free(free, limit)\nif #limited == 0 then return chosen end\nreturn merge(chosen, choose_limited(lanes_in_turn(limited, takes_queue), limit, any_ranked(limited)))\nend";

const partChooseFree =
  "local function before(a, b)\nif a.score ~= b.score then return a.score < b.score end\nreturn a.member < b.member\nend\nlocal function head_before(a, b)\nreturn before(a.head, b.head)\nend\nlocal function next_head(lane)\nlane.at = lane.at + 2\nif not lane.page[lane.at] then\nlane.page = redis.call('ZRANGE', lane_key(lane.name), lane.from, lane.from + lane.step - 1, 'WITHSCORES')\nlane.from = lane.from + lane.step\nlane.at = 1\nend\nlocal text = lane.page[lane.at]\nlane.head = text and { lane = lane, member = text, score = tonumber(lane.page[lane.at + 1]) }\nreturn lane.head\nend\nlocal function choose_free(names, limit)\nlocal heads, chosen = {}, {}\nlocal step = math.min(limit, math.ceil(2 * limit / math.max(1, #names)) + 4)\nfor _, name in ipairs(names) do\nlocal lane = { name = name, from = 0, step = step, page = {}, at = -1, free = true, taken = 0 }\nif next_head(lane) then heap_add(heads, lane, head_before) end\nend\nwhile heads[1] and #chosen < limit do\nlocal lane = heads[1]\nchosen[#chosen + 1] = lane.head\nif next_head(lane) then sift_down(heads, head_before) else heap_drop(heads, head_before) end\nend\nreturn chosen\nend";

const partChooseLimited =
  "local TURNS = 100\nlocal function by_turn(a, b)\nlocal one, other = a.runs[a.taken + 1], b.runs[b.taken + 1]\nif one.score ~= other.score then return one.score < other.score end\nif a.taken ~= b.taken then return a.taken < b.taken end\nreturn a.place < b.place\nend\nlocal function to_entries(lane, page, list)\nfor at = 1, #page, 2 do list[#list + 1] = { lane = lane, member = page[at], score = tonumber(page[at + 1]) } end\nreturn list\nend\nlocal function begun_alone(lane)\nlocal begun = redis.call('SMEMBERS', prefix .. 'begun:' .. lane.job .. '|' .. lane.key)\nif #begun == 0 then return nil end\nlocal own\nfor _, id in ipairs(begun) do\nlocal run = load(id)\nif run.state ~= 'queued' then return {} end\nif run.queue == lane.queue and not own then own = run end\nend\nif not own then return {} end\nreturn { { lane = lane, member = member(own), score = -own.priority } }\nend\nlocal function may_start(lane, limit)\nlane.most = math.min(limit, room_left(lane))\nif lane.most <= 0 then return {} end\nif is_ordered(lane) then\nlane.most = 1\nlocal alone = begun_alone(lane)\nif alone then return alone end\nend\nreturn lane.first(1)\nend\nlocal MORE = 4\nlocal function read_more(lane)\nif lane.taken < #lane.runs or #lane.runs >= lane.most then return end\nlane.runs = lane.first(math.min(lane.most, MORE * #lane.runs))\nend\nlocal function turns_of(ranked)\nlocal list, first, last = {}, 1, 0\nif ranked then\nlocal function add(lane) heap_add(list, lane, by_turn) end\nreturn { add_new = add, add_again = add, first = function() return list[1] end, drop = function() heap_drop(list, by_turn) end }\nend\nreturn {\nadd_new = function(lane)\nfirst = first - 1\nlist[first] = lane\nend,\nadd_again = function(lane)\nlast = last + 1\nlist[last] = lane\nend,\nfirst = function() return list[first] end,\ndrop = function()\nlist[first] = nil\nfirst = first + 1\nend,\n}\nend\nlocal function choose_limited(next_lane, limit, ranked)\nlocal turns, chosen, place = turns_of(ranked), {}, 0\nlocal function pull()\nlocal lane = next_lane()\nwhile lane do\nlane.runs, lane.taken = may_start(lane, limit), 0\nif #lane.runs > 0 then\nplace = place + 1\nlane.place = place\nturns.add_new(lane)\nreturn true\nend\nlane = next_lane()\nend\nreturn false\nend\nlocal more = true\nwhile more and ranked do more = pull() end\nwhile #chosen < limit do\nlocal lane = turns.first()\nif more and (not lane or lane.taken > 0) then\nmore = pull()\nlane = turns.first()\nend\nif not lane then break end\nturns.drop()\nif room_left(lane) > 0 then\ntake_room(lane)\nlane.taken = lane.taken + 1\nchosen[#chosen + 1] = lane.runs[lane.taken]\nread_more(lane)\nif lane.taken < #lane.runs then turns.add_again(lane) end\nend\nend\nreturn chosen\nend\nlocal function lanes_in_turn(jobs, takes_queue)\nlocal cursors = {}\nfor _, job in ipairs(jobs) do cursors[#cursors + 1] = { job = job, from = 0, page = {}, at = -1 } end\nlocal function head(cursor)\nif not cursor.page[cursor.at] and not cursor.done then\ncursor.page = redis.call('ZRANGE', prefix .. 'turns:' .. cursor.job, cursor.from, cursor.from + TURNS - 1, 'WITHSCORES')\ncursor.from = cursor.from + TURNS\ncursor.at = 1\ncursor.done = not cursor.page[1]\nend\nreturn tonumber(cursor.page[cursor.at + 1])\nend\nreturn function()\nwhile true do\nlocal best, turn\nfor _, cursor in ipairs(cursors) do\nlocal own = head(cursor)\nif own and (not turn or own < turn) then best, turn = cursor, own end\nend\nif not best then return nil end\nlocal lane = limited_lane(best.page[best.at])\nbest.at = best.at + 2\nif takes_queue(lane.queue) then\nlane.first = function(count)\nreturn to_entries(lane, redis.call('ZRANGE', lane_key(lane.name), 0, count - 1, 'WITHSCORES'), {})\nend\nreturn lane\nend\nend\nend\nend";

const partChooseNamed =
  "local function each_named(act)\nlocal row = fields(ARGV[7])\nlocal seen = {}\nlocal function look(id)\nif seen[id] then return true end\nseen[id] = true\nlocal run = load(id)\nif run and run.state == 'queued' and jobs[run.job] and takes_queue(run.queue) then return act(run) end\nreturn true\nend\nfor index = 2, #row do look(row[index]) end\nif row[1] == '' then return end\nlocal key, from = prefix .. 'flow-queued:' .. row[1], 0\nlocal page = redis.call('ZRANGE', key, from, from + PIECE - 1)\nwhile #page > 0 do\nfor _, text in ipairs(page) do\nif not look(id_of(text)) then return end\nend\nfrom = from + PIECE\npage = redis.call('ZRANGE', key, from, from + PIECE - 1)\nend\nend\nlocal function choose_among_named()\nlocal free, lanes, order, ranked = {}, {}, {}, false\neach_named(function(run)\nlocal entry = { member = member(run), score = -run.priority, lane = { name = lane_name(run), free = true } }\nif not run.limit then\nfree[#free + 1] = entry\nreturn #free < limit or #order > 0\nend\nlocal lane = lanes[entry.lane.name]\nif not lane then\nlane = limited_lane(entry.lane.name)\nlane.entries = {}\nlanes[lane.name] = lane\norder[#order + 1] = lane\nend\nentry.lane = lane\nranked = ranked or run.priority ~= 0\nlane.entries[#lane.entries + 1] = entry\nreturn true\nend)\ntable.sort(free, before)\nlocal cut = part(free, 1, limit)\nlocal at = 0\nlocal function next_lane()\nat = at + 1\nlocal lane = order[at]\nif not lane then return nil end\ntable.sort(lane.entries, before)\nlane.first = function(count) return part(lane.entries, 1, count) end\nreturn lane\nend\nreturn merge(cut, choose_limited(next_lane, limit, ranked))\nend";

const partExport =
  "local LOOK = 1000\nlocal function export(read, limit)\nlocal found, id, done = {}, ARGV[2], ARGV[3]\nlocal ids = redis.call('ZRANGEBYLEX', prefix .. 'ids', id == '' and '-' or '[' .. id, '+', 'LIMIT', 0, LOOK)\nfor index, own in ipairs(ids) do\nlocal next_of = read(own, own == id and done or '', limit - #found)\nfor _, item in ipairs(next_of) do found[#found + 1] = item end\nif #found >= limit then return { own, found[#found].cursor, found } end\nif index == LOOK then return { own, next_of[#next_of] and next_of[#next_of].cursor or (own == id and done or ''), found } end\nend\nreturn { '', '', found }\nend";

const partFilter =
  "local function wanted(row)\nif row == '*' then return nil end\nlocal set = {}\nif row ~= '' then\nfor _, name in ipairs(fields(row)) do set[name] = true end\nend\nreturn set\nend\nlocal filter\nlocal function read_filter(from)\nfilter = {\nstates = wanted(ARGV[from]), jobs = wanted(ARGV[from + 1]), groups = wanted(ARGV[from + 2]),\nqueues = wanted(ARGV[from + 3]), triggers = wanted(ARGV[from + 4]), key = given(ARGV[from + 5]),\nlimit = given(ARGV[from + 6]), by = given(ARGV[from + 7]), flow = given(ARGV[from + 8]),\n}\nend\nlocal function matching_state(id)\nlocal run = redis.call('HMGET', run_key(id), 'state', 'tags', 'key', 'limit', 'by', 'flow')\nif not run[1] then\nlocal plain = plain_run(id)\nrun[1] = plain and plain.state or 'queued'\nrun[2] = plain and plain.tags or select(2, head_of(id))\nif not run[2] then return nil end\nend\nif filter.states and not filter.states[run[1]] then return nil end\nif filter.key and run[3] ~= filter.key then return nil end\nif filter.limit and run[4] ~= filter.limit then return nil end\nif filter.by and run[5] ~= filter.by then return nil end\nif filter.flow and run[6] ~= filter.flow then return nil end\nlocal job, queue, group, trigger = string.match(run[2], '^([^|]*)|([^|]*)|([^|]*)|([^|]*)$')\nif filter.jobs and not filter.jobs[job] then return nil end\nif filter.queues and not filter.queues[queue] then return nil end\nif filter.groups and not filter.groups[group] then return nil end\nif filter.triggers and not filter.triggers[trigger] then return nil end\nreturn run[1]\nend\nlocal function source()\nif filter.flow then return prefix .. 'flow:' .. filter.flow end\nif filter.by then return prefix .. 'children:' .. filter.by end\nreturn prefix .. 'ids'\nend";

const partFinish =
  "local EDGES = 1000\nlocal function let_go_of_key(run)\nredis.call('SREM', prefix .. 'keyed:' .. run.job .. '|' .. run.key, run.id)\nif run.held then redis.call('DEL', prefix .. 'holder:' .. run.job .. '|' .. run.key) end\nend\nlocal function make_final(run, state, set)\nunfold(run)\nleave(run)\nrun.state = state\ncount(state, run.tags, 1)\nset[#set + 1] = 'state'\nset[#set + 1] = state\nset[#set + 1] = 'ended'\nset[#set + 1] = whole(now)\nredis.call('HSET', run_key(run.id), unpack(set))\nif run.open > 0 then redis.call('HDEL', run_key(run.id), 'open') end\nif run.cancel and state ~= 'cancelled' then redis.call('HDEL', run_key(run.id), 'cancel') end\nlocal list = ended[state]\nlist[#list + 1] = whole(now)\nlist[#list + 1] = run.id\nif run.key then let_go_of_key(run) end\nif run.limit then\nadd_to(over, run.job .. '|' .. run.limit, run.id)\nhas_queued = true\nend\nsettled[#settled + 1] = run.id\nend\nlocal function tell_parent(run)\nlocal parent = run.by and load(run.by)\nif not parent or is_final(parent) then return end\nparent.open = redis.call('HINCRBY', run_key(parent.id), 'open', -1)\nif parent.state == 'waiting' and parent.open == 0 then make_ready(parent) end\nend\nlocal function tell_dependent(edge, run, list)\nlocal dependent = load(sub(edge, 2))\nif not dependent or dependent.state ~= 'waiting' then return end\nif run.state ~= 'success' and sub(edge, 1, 1) == 'c' then\nmake_final(dependent, 'cancelled', { 'cancel', '{\"code\":\"dependency-failed\",\"runId\":\"' .. run.id .. '\"}' })\nlist[#list + 1] = dependent\nreturn\nend\ndependent.missing = redis.call('HINCRBY', run_key(dependent.id), 'missing', -1)\nif dependent.missing == 0 then make_ready(dependent) end\nend\nlocal function tell_others(list)\nlocal at = 1\nwhile list[at] do\nlocal run = list[at]\nif run.down then\nlocal key = prefix .. 'down:' .. run.id\nlocal from = 0\nlocal edges = redis.call('LRANGE', key, from, from + EDGES - 1)\nwhile #edges > 0 do\nfor _, edge in ipairs(edges) do tell_dependent(edge, run, list) end\nfrom = from + EDGES\nedges = redis.call('LRANGE', key, from, from + EDGES - 1)\nend\nend\ntell_parent(run)\nat = at + 1\nend\nend";

const partForget =
  "local function is_unfinished(id)\nlocal state = redis.call('HGET', run_key(id), 'state')\nreturn state and state ~= 'success' and state ~= 'failed' and state ~= 'cancelled'\nend\nlocal function is_wanted(run)\nif run.by and is_unfinished(run.by) then return true end\nif not run.down then return false end\nlocal PAGE, from = 1000, 0\nwhile true do\nlocal edges = redis.call('LRANGE', prefix .. 'down:' .. run.id, from, from + PAGE - 1)\nfor _, edge in ipairs(edges) do\nif is_unfinished(sub(edge, 2)) then return true end\nend\nif #edges < PAGE then return false end\nfrom = from + PAGE\nend\nend\nlocal function forget(run)\nlocal id = run.id\nknown[id] = false\nredis.call('ZREM', prefix .. 'ended:' .. run.state, id)\nredis.call('ZREM', prefix .. 'ids', id)\nif run.flow then redis.call('ZREM', prefix .. 'flow:' .. run.flow, id) end\nif run.by then redis.call('ZREM', prefix .. 'children:' .. run.by, id) end\nif run.plain then redis.call('HDEL', plain_runs, id) end\ncount(run.state, run.tags, -1)\nredis.call('UNLINK', run_key(id), doc_key(id), prefix .. 'log:' .. id, prefix .. 'up:' .. id, prefix .. 'down:' .. id, prefix .. 'children:' .. id)\nend";

const partHeap =
  'local function sift_up(heap, at, less)\nwhile at > 1 do\nlocal above = math.floor(at / 2)\nif not less(heap[at], heap[above]) then return end\nheap[at], heap[above] = heap[above], heap[at]\nat = above\nend\nend\nlocal function sift_down(heap, less)\nlocal at = 1\nwhile true do\nlocal least = at\nfor below = 2 * at, 2 * at + 1 do\nif heap[below] and less(heap[below], heap[least]) then least = below end\nend\nif least == at then return end\nheap[at], heap[least] = heap[least], heap[at]\nat = least\nend\nend\nlocal function heap_add(heap, item, less)\nheap[#heap + 1] = item\nsift_up(heap, #heap, less)\nend\nlocal function heap_drop(heap, less)\nheap[1] = heap[#heap]\nheap[#heap] = nil\nsift_down(heap, less)\nend';

const partHeld =
  "local function held(id, token)\nlocal plain = redis.call('HGET', plain_runs, id)\nif plain then return is_held(plain, token) and find(plain, RUNNING) and '' or false end\nlocal run = redis.call('HMGET', prefix .. 'run:' .. id, 'state', 'hold', 'cancel')\nif run[1] ~= 'running' or not is_held(run[2], token) then return false end\nreturn run[3] or ''\nend";

const partImport =
  "local mark = redis.call('HMGET', KEYS[1], 'moveId', 'role')\nif mark[1] ~= ARGV[2] or mark[2] ~= 'target' then\nreturn redis.error_reply('NOTTARGET the store is not the target of this move')\nend\nredis.call('HSET', KEYS[1], ARGV[3], ARGV[4])\nlocal FIRST_ROW = 5";

const partIsHeld = "local function is_held(hold, token)\nreturn hold and sub(hold, 1, #token + 1) == token .. ' '\nend";

const partLaneMembers =
  "local EARLIEST = 8640000000000000\nlocal function member_time(at)\nreturn at < 0 and format('-%016.0f', at + EARLIEST) or format('%017.0f', at)\nend\nlocal function id_of(member_text)\nreturn sub(member_text, 18, 53)\nend\nlocal function has_hash(member_text)\nreturn #member_text > 53\nend\nlocal function lane_key(name)\nreturn prefix .. 'lane:' .. name\nend";

const partLanes =
  "local last_at, last_time\nlocal function member(run)\nif run.at ~= last_at then\nlast_at = run.at\nlast_time = member_time(run.at)\nend\nreturn last_time .. run.id .. (run.bare and '' or '*')\nend\nlocal function lane_name(run)\nif run.limit then return run.job .. '|' .. run.queue .. '|' .. run.limit end\nreturn run.job .. '|' .. run.queue\nend\nlocal registered = {}\nlocal function register(run, name)\nif registered[name] then return end\nregistered[name] = true\nredis.call('SADD', prefix .. 'jobs', run.job)\nif run.limit then\nredis.call('SADD', prefix .. 'lanes:' .. run.job, run.job .. '|')\nlocal turns = prefix .. 'turns:' .. run.job\nif not redis.call('ZSCORE', turns, name) then\nredis.call('ZADD', turns, redis.call('INCR', prefix .. 'turn'), name)\nend\nelse\nredis.call('SADD', prefix .. 'lanes:' .. run.job, name)\nend\nend\nlocal function count_ranked(run, by)\nif not run.limit or run.priority == 0 then return end\nif redis.call('HINCRBY', prefix .. 'ranked', run.job, by) == 0 then redis.call('HDEL', prefix .. 'ranked', run.job) end\nend\nlocal function join_lane(run)\nlocal name = lane_name(run)\nregister(run, name)\ncount_ranked(run, 1)\nredis.call('ZADD', lane_key(name), run.priority == 0 and '0' or -run.priority, member(run))\nif run.flow then redis.call('ZADD', prefix .. 'flow-queued:' .. run.flow, -run.priority, member(run)) end\nend\nlocal function leave_lane(run)\nlocal name = lane_name(run)\ncount_ranked(run, -1)\nredis.call('ZREM', lane_key(name), member(run))\nif run.flow then redis.call('ZREM', prefix .. 'flow-queued:' .. run.flow, member(run)) end\nif redis.call('EXISTS', lane_key(name)) == 1 then return end\nregistered[name] = nil\nif run.limit then\nredis.call('ZREM', prefix .. 'turns:' .. run.job, name)\nelse\nredis.call('SREM', prefix .. 'lanes:' .. run.job, name)\nend\nend";

const partMemberTime =
  "local function time_of(text)\nif sub(text, 1, 1) == '-' then return tonumber(sub(text, 2, 17)) - 8640000000000000 end\nreturn tonumber(sub(text, 1, 17))\nend";

const partMembers =
  "local function add_all(list, ids)\nfor _, id in ipairs(ids) do list[#list + 1] = id end\nend\nlocal function add_lanes(list, most)\nfor _, job in ipairs(redis.call('SMEMBERS', prefix .. 'jobs')) do\nlocal names = redis.call('ZRANGE', prefix .. 'turns:' .. job, 0, -1)\nadd_all(names, redis.call('SMEMBERS', prefix .. 'lanes:' .. job))\nfor _, name in ipairs(names) do\nlocal key = prefix .. 'lane:' .. name\nif redis.call('ZCARD', key) + #list > most then return false end\nfor _, text in ipairs(redis.call('ZRANGE', key, 0, -1)) do list[#list + 1] = sub(text, 18, 53) end\nend\nend\nreturn true\nend\nlocal KEY_OF_STATE = {\nwaiting = 'waiting', scheduled = 'scheduled', running = 'leased', success = 'ended:success', failed = 'ended:failed',\ncancelled = 'ended:cancelled',\n}\nlocal function ids_in(states, most)\nlocal list = {}\nfor state in pairs(states) do\nif state == 'queued' then\nif not add_lanes(list, most) then return nil end\nelseif KEY_OF_STATE[state] then\nlocal key = prefix .. KEY_OF_STATE[state]\nif redis.call('ZCARD', key) + #list > most then return nil end\nadd_all(list, redis.call('ZRANGE', key, 0, -1))\nend\nend\nreturn list\nend";

const partMove =
  "local function marked()\nlocal mark = redis.call('HMGET', KEYS[1], 'moveId', 'role')\nif mark[1] then return { id = mark[1], role = mark[2] } end\nend\nlocal function has_live_workers()\nreturn redis.call('ZCOUNT', prefix .. 'workers-until', '(' .. whole(now), '+inf') > 0\nend\nlocal function mark_as(role, id, peer)\nredis.call('HSET', KEYS[1], 'moveId', id, 'role', role, 'state', 'under-way', 'peer', peer)\nend";

const partPage =
  "local function page(key, after, limit)\nlocal answers = {}\nfor index, id in ipairs(redis.call('ZRANGEBYLEX', key, after == '' and '-' or '(' .. after, '+', 'LIMIT', 0, tonumber(limit))) do\nanswers[index] = record(id)\nend\nreturn answers\nend";

const partPlain =
  "local plain_runs = prefix .. 'plain'\nlocal RUNNING = '^[^\\n]*\\n[^\\n]*\\n[^\\n]*$'\nlocal function plain_run(id)\nlocal text = redis.call('HGET', plain_runs, id)\nif not text then return nil end\nlocal line = fields(text)\nreturn {\nhold = line[1], worker = line[2], tags = line[3], state = line[4] or 'running', ended = line[5], how = line[6],\noutput = line[7], error = line[8], cancel = line[9],\n}\nend";

const partRecords =
  "local function record(id)\nlocal doc = redis.call('GET', doc_key(id))\nif not doc then return false end\nlocal pairs_of = redis.call('HGETALL', run_key(id))\nlocal function add(field, value)\nif not value then return end\npairs_of[#pairs_of + 1] = field\npairs_of[#pairs_of + 1] = value\nend\nadd('doc', doc)\nadd('id', id)\nadd('plain', redis.call('HGET', plain_runs, id))\nadd('lease', redis.call('ZSCORE', prefix .. 'leased', id))\nreturn pairs_of\nend";

const partRooms =
  "local MOST_STARTS = 100\nlocal function window_slot(scope, name, key)\nreturn scope .. '|' .. name .. '|' .. (scope == 'key' and key or '')\nend\nlocal windows = {}\nlocal function window(slot)\nif windows[slot] then return windows[slot] end\nlocal text = redis.call('HGET', prefix .. 'windows', slot)\nlocal found = { closed = 0, starts = {} }\nif text then\nfound.closed = tonumber(string.match(text, '^[^;]*'))\nfor at, count_of in string.gmatch(text, ';(%-?%d+),(%d+)') do\nfound.starts[#found.starts + 1] = { at = tonumber(at), count = tonumber(count_of) }\nend\nend\nwindows[slot] = found\nreturn found\nend\nlocal function save_window(slot, ends)\nlocal parts = { whole(windows[slot].closed) }\nfor index, start in ipairs(windows[slot].starts) do parts[index + 1] = whole(start.at) .. ',' .. whole(start.count) end\nredis.call('HSET', prefix .. 'windows', slot, table.concat(parts, ';'))\nredis.call('ZADD', prefix .. 'window-ends', whole(math.max(ends, windows[slot].closed)), slot)\nend\nlocal function burst_ms(rule)\nreturn math.ceil(rule.window_ms * rule.burst / rule.rate)\nend\nlocal function count_since(starts, after)\nlocal total = 0\nfor _, start in ipairs(starts) do\nif start.at > after then total = total + start.count end\nend\nreturn total\nend\nlocal function starts_left(starts, rule)\nreturn math.min(\nrule.rate - count_since(starts, now - rule.window_ms),\nrule.burst - count_since(starts, now - burst_ms(rule))\n)\nend\nlocal function freed_at(starts, most, window_ms)\nlocal held = count_since(starts, now - window_ms)\nfor _, start in ipairs(starts) do\nif held < most then return now end\nif start.at > now - window_ms then\nheld = held - start.count\nif held < most then return start.at + window_ms end\nend\nend\nreturn now\nend\nlocal function next_start_at(starts, rule)\nreturn math.max(now, freed_at(starts, rule.rate, rule.window_ms), freed_at(starts, rule.burst, burst_ms(rule)))\nend\nlocal function add_starts(rule, key, number)\nlocal slot = window_slot(rule.scope, rule.name, key)\nlocal starts = {}\nfor _, start in ipairs(window(slot).starts) do\nif start.at > now - rule.window_ms then starts[#starts + 1] = start end\nend\nlocal last = starts[#starts]\nif last and last.at == now then\nlast.count = last.count + number\nelse\nstarts[#starts + 1] = { at = now, count = number }\nend\nif #starts > MOST_STARTS then\nstarts[2].count = starts[2].count + starts[1].count\ntable.remove(starts, 1)\nend\nwindows[slot].starts = starts\nsave_window(slot, now + rule.window_ms)\nend\nlocal function read_rule(row)\nreturn {\nscope = row[1], name = row[2], concurrency = tonumber(row[3]), rate = tonumber(row[4]), window_ms = tonumber(row[5]),\nburst = tonumber(row[6]), ordered = row[7] == '1',\n}\nend\nlocal rules = { queue = {}, job = {}, key = {} }\nlocal function add_rule(row)\nlocal rule = read_rule(row)\nlocal list = rules[rule.scope][rule.name] or {}\nlist[#list + 1] = rule\nrules[rule.scope][rule.name] = list\nend\nlocal function each_rule(lane, act)\nfor _, rule in ipairs(rules.queue[lane.queue] or {}) do act(rule) end\nfor _, rule in ipairs(rules.job[lane.job] or {}) do act(rule) end\nfor _, rule in ipairs(rules.key[lane.job] or {}) do act(rule) end\nend\nlocal function closed_until(job, key)\nreturn window(window_slot('key', job, key)).closed\nend\nlocal function window_opens_at(rule, key)\nlocal closed = rule.scope == 'key' and closed_until(rule.name, key) or now\nif not rule.rate then return math.max(closed, now) end\nreturn math.max(closed, next_start_at(window(window_slot(rule.scope, rule.name, key)).starts, rule))\nend\nlocal rooms = {}\nlocal function room(rule, key)\nlocal slot = window_slot(rule.scope, rule.name, key)\nif rooms[rule] == nil then rooms[rule] = {} end\nif rooms[rule][slot] then return rooms[rule][slot] end\nlocal left = math.huge\nif rule.concurrency then\nlocal field = rule.scope == 'key' and 'key|' .. rule.name .. '|' .. key or rule.scope .. '|' .. rule.name\nleft = rule.concurrency - tonumber(redis.call('HGET', prefix .. 'busy', field) or 0)\nend\nif rule.rate then left = math.min(left, starts_left(window(slot).starts, rule)) end\nrooms[rule][slot] = { left = left }\nreturn rooms[rule][slot]\nend\nlocal function room_left(lane)\nif not lane.rooms then\nlocal own = {}\nif closed_until(lane.job, lane.key) > now then own[1] = { left = 0 } end\neach_rule(lane, function(rule) own[#own + 1] = room(rule, lane.key) end)\nlane.rooms = own\nend\nlocal left = math.huge\nfor _, own in ipairs(lane.rooms) do left = math.min(left, own.left) end\nreturn left\nend\nlocal function take_room(lane)\nfor _, own in ipairs(lane.rooms) do own.left = own.left - 1 end\nend\nlocal function is_ordered(lane)\nfor _, rule in ipairs(rules.key[lane.job] or {}) do\nif rule.ordered then return true end\nend\nreturn false\nend\nlocal function limited_lane(name)\nlocal job, queue, key = string.match(name, '^([^|]*)|([^|]*)|(.*)$')\nreturn { name = name, job = job, queue = queue, key = key }\nend";

const partRunKeys =
  "local function run_key(id)\nreturn prefix .. 'run:' .. id\nend\nlocal function doc_key(id)\nreturn prefix .. 'doc:' .. id\nend\nlocal HEAD = 512\nlocal function head_of(id)\nlocal text = redis.call('GETRANGE', doc_key(id), 0, HEAD - 1)\nlocal born, tags = string.match(text, '^([^\\n]*)\\n([^\\n]*)\\n')\nif not born and #text == HEAD then\nborn, tags = string.match(redis.call('GET', doc_key(id)), '^([^\\n]*)\\n([^\\n]*)\\n')\nend\nreturn born, tags\nend";

const partRuns =
  "local known = {}\nlocal function load(id)\nlocal run = known[id]\nif run ~= nil then return run end\nlocal value = redis.call('HMGET', run_key(id), 'state', 'tags', 'at', 'hold', 'more', 'priority', 'limit', 'flow', 'by', 'key',\n'held', 'down', 'missing', 'open', 'cancel', 'tries')\nlocal is_bare = not value[1]\nlocal plain = is_bare and plain_run(id)\nif plain then\nvalue = { plain.state, plain.tags, false, plain.hold }\nelseif is_bare then\nlocal born, tags = head_of(id)\nif not born then\nknown[id] = false\nreturn false\nend\nvalue = { 'queued', tags, born }\nend\nlocal job, queue = string.match(value[2], '^([^|]*)|([^|]*)')\nrun = {\nid = id, job = job, queue = queue, state = value[1], tags = value[2], at = tonumber(value[3]), hold = value[4],\npriority = 0, missing = 0, open = 0, bare = is_bare, plain = plain,\n}\nif value[5] then\nrun.priority = tonumber(value[6] or 0)\nrun.limit, run.flow, run.by, run.key, run.held = value[7], value[8], value[9], value[10], value[11]\nrun.down, run.missing, run.open = value[12], tonumber(value[13] or 0), tonumber(value[14] or 0)\nrun.cancel, run.tries = value[15], value[16]\nend\nknown[id] = run\nreturn run\nend\nlocal function unfold(run)\nif not run.bare then return end\nlocal key, plain = run_key(run.id), run.plain\nlocal was = not plain and run.state == 'queued' and member(run)\nrun.bare, run.plain = false, nil\nredis.call('HSET', key, 'state', run.state, 'tags', run.tags)\nif not plain then redis.call('HSET', key, 'at', whole(run.at)) end\nif was then\nredis.call('ZREM', lane_key(lane_name(run)), was)\nredis.call('ZADD', lane_key(lane_name(run)), '0', member(run))\nend\nif plain then\nfor _, field in ipairs({ 'hold', 'worker', 'ended', 'how', 'output', 'error', 'cancel' }) do\nif given(plain[field]) then redis.call('HSET', key, field, plain[field]) end\nend\nredis.call('HDEL', plain_runs, run.id)\nend\nend\nlocal function parse_hold(hold)\nlocal token, attempt, started = string.match(hold, '^(%d+) (%-?%d+) (%-?%d+)$')\nreturn { token = token, attempt = tonumber(attempt), started = started }\nend\nlocal function to_hold(hold)\nreturn hold.token .. ' ' .. whole(hold.attempt) .. ' ' .. hold.started\nend\nlocal function is_final(run)\nreturn run.state == 'success' or run.state == 'failed' or run.state == 'cancelled'\nend\nlocal function leased_run(id, token)\nlocal run = load(id)\nif run and run.state == 'running' and is_held(run.hold, token) then return run end\nend\nlocal function count_busy(run, by)\nif not run.limit then return end\nfor _, slot in ipairs({ 'queue|' .. run.queue, 'job|' .. run.job, 'key|' .. run.job .. '|' .. run.limit }) do\nbusy[slot] = (busy[slot] or 0) + by\nend\nend\nlocal function leave(run)\ncount(run.state, run.tags, -1)\nif run.state == 'queued' then\nleave_lane(run)\nelseif run.state == 'scheduled' or run.state == 'waiting' then\nredis.call('ZREM', prefix .. run.state, run.id)\nelseif run.state == 'running' then\nunleased[#unleased + 1] = run.id\ncount_busy(run, -1)\nend\nend\nlocal function enter(run, state)\nrun.state = state\ncount(state, run.tags, 1)\nif state == 'queued' then\njoin_lane(run)\nhas_queued = true\nelseif state == 'scheduled' then\nredis.call('ZADD', prefix .. 'scheduled', whole(run.at), run.id)\nhas_later = true\nelseif state == 'waiting' then\nredis.call('ZADD', prefix .. 'waiting', 0, run.id)\nend\nend\nlocal function ready_state(run)\nreturn run.at > now and 'scheduled' or 'queued'\nend\nlocal function make_ready(run)\nleave(run)\nenter(run, ready_state(run))\nredis.call('HSET', run_key(run.id), 'state', run.state)\nend";

const partSchedules =
  "local function schedule_key(name)\nreturn prefix .. 'schedule:' .. name\nend\nlocal function schedule(name)\nlocal pairs_of = redis.call('HGETALL', schedule_key(name))\npairs_of[#pairs_of + 1] = 'name'\npairs_of[#pairs_of + 1] = name\nreturn pairs_of\nend";

const partTakeOut =
  "local function take_out(entries)\nlocal members, members_of, last_of = {}, {}, {}\nfor index, entry in ipairs(entries) do\nlocal name = entry.lane.name\nmembers[index] = entry.member\nif not members_of[name] then members_of[name] = {} end\nmembers_of[name][#members_of[name] + 1] = entry.member\nlast_of[name] = index\nend\nfor index, entry in ipairs(entries) do\nlocal name = entry.lane.name\nif last_of[name] == index then\ncall('ZREM', lane_key(name), members_of[name])\nlocal is_left = redis.call('EXISTS', lane_key(name)) == 1\nlocal job = string.match(name, '^[^|]*')\nif entry.lane.free then\nif not is_left then forget_lane(name) end\nelseif is_left then\nredis.call('ZADD', prefix .. 'turns:' .. job, redis.call('INCR', prefix .. 'turn'), name)\nelse\nredis.call('ZREM', prefix .. 'turns:' .. job, name)\nif redis.call('EXISTS', prefix .. 'turns:' .. job) == 0 then redis.call('SREM', prefix .. 'lanes:' .. job, job .. '|') end\nend\nend\nend\nreturn members\nend";

const partWritable =
  "if redis.call('HGET', KEYS[1], 'role') == 'source' then\nreturn redis.error_reply('SEALED the store is being moved, or was')\nend";

export const scripts = {
  advanceSchedule: {
    sha: 'cf02249ff8b0f0ecaf475079465b1edf395140c5',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        partBirths,
        partSchedules,
        "local key = schedule_key(ARGV[2])\nlocal known_rule = redis.call('HMGET', key, 'cron', 'zone', 'next', 'pausedAt')\nif known_rule[1] ~= ARGV[3] or known_rule[2] ~= ARGV[4] or known_rule[3] ~= ARGV[5] or known_rule[4] then return 0 end\nredis.call('HSET', key, 'next', ARGV[6])\nredis.call('ZADD', prefix .. 'schedules-due', ARGV[6], ARGV[2])\nlocal last\nfor index = 8, #ARGV do\nlocal row = read_birth(ARGV[index])\nlast = row.id\nif redis.call('EXISTS', doc_key(row.id)) == 0 then\nlocal met = add_or_meet(row)\nif met then last = sub(met, 2) end\nend\nend\nif last then redis.call('HSET', key, 'lastAt', ARGV[7], 'lastRun', last) end\nflush_births()\nflush()\nreturn 1",
      ].join('\n'),
  },
  ahead: {
    sha: '79393c15f4bed00a89e429a3155866cc2478aee7',
    lua: () =>
      [
        partBase,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        "local run = load(ARGV[2])\nif not run or run.state ~= 'queued' then return false end\nlocal score, own = -run.priority, member(run)\nlocal function count_before(key)\nlocal low, high = 0, redis.call('ZCARD', key)\nwhile low < high do\nlocal middle = math.floor((low + high) / 2)\nlocal entry = redis.call('ZRANGE', key, middle, middle, 'WITHSCORES')\nlocal at = tonumber(entry[2])\nif at < score or (at == score and entry[1] < own) then low = middle + 1 else high = middle end\nend\nreturn low\nend\nlocal ahead = 0\nfor _, job in ipairs(redis.call('SMEMBERS', prefix .. 'jobs')) do\nfor _, name in ipairs(redis.call('SMEMBERS', prefix .. 'lanes:' .. job)) do ahead = ahead + count_before(lane_key(name)) end\nfor _, name in ipairs(redis.call('ZRANGE', prefix .. 'turns:' .. job, 0, -1)) do ahead = ahead + count_before(lane_key(name)) end\nend\nreturn ahead",
      ].join('\n'),
  },
  backlog: {
    sha: '1effa782c947a09f75b93c6ca136e6cfeae6e93c',
    lua: () =>
      [
        partBase,
        partRunKeys,
        partMemberTime,
        "local groups_of, order = {}, {}\nlocal tally = redis.call('HGETALL', prefix .. 'tally')\nfor at = 1, #tally, 2 do\nlocal job, queue, group = string.match(tally[at], '^queued|([^|]*)|([^|]*)|([^|]*)|')\nif job then\nlocal lane = job .. '|' .. queue\nif not groups_of[lane] then\ngroups_of[lane] = { job = job, queue = queue, counts = {}, oldest = {}, groups = 0 }\norder[#order + 1] = lane\nend\nlocal own = groups_of[lane]\nif not own.counts[group] then own.groups = own.groups + 1 end\nown.counts[group] = (own.counts[group] or 0) + tonumber(tally[at + 1])\nend\nend\nlocal function note(own, group, at)\nif not own.oldest[group] or at < own.oldest[group] then own.oldest[group] = at end\nend\nlocal function heads(key, act)\nlocal from = '-inf'\nwhile true do\nlocal head = redis.call('ZRANGEBYSCORE', key, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)\nif not head[1] then return end\nact(head[1])\nfrom = '(' .. head[2]\nend\nend\nlocal function look(own, name)\nlocal key = prefix .. 'lane:' .. name\nif own.groups > 1 then\nfor _, text in ipairs(redis.call('ZRANGE', key, 0, -1)) do\nlocal _, tags = head_of(sub(text, 18, 53))\nnote(own, string.match(tags, '^[^|]*|[^|]*|([^|]*)'), time_of(text))\nend\nreturn\nend\nlocal group = next(own.counts)\nheads(key, function(text) note(own, group, time_of(text)) end)\nend\nlocal seen_jobs = {}\nfor _, lane in ipairs(order) do\nlocal own = groups_of[lane]\nlook(own, lane)\nif not seen_jobs[own.job] then\nseen_jobs[own.job] = true\nfor _, name in ipairs(redis.call('ZRANGE', prefix .. 'turns:' .. own.job, 0, -1)) do\nlocal of_lane = groups_of[string.match(name, '^([^|]*|[^|]*)|')]\nif of_lane then look(of_lane, name) end\nend\nend\nend\nlocal answers = {}\nfor _, lane in ipairs(order) do\nlocal own = groups_of[lane]\nfor group, count in pairs(own.counts) do\nanswers[#answers + 1] = { own.job, own.queue, group, whole(count), whole(own.oldest[group] or now) }\nend\nend\nreturn answers",
      ].join('\n'),
  },
  beat: {
    sha: 'b4e72dd980a1398cd2910c028a1f12d6070f1bcb',
    lua: () =>
      [
        partBase,
        partWritable,
        "local DAY, MOST_DEAD = 86400000, 100\nlocal workers = prefix .. 'workers'\nlocal known = redis.call('HGET', workers, ARGV[2])\nlocal started = now\nif known then\nlocal row = fields(known)\nif tonumber(row[1]) > now then started = tonumber(row[2]) end\nend\nlocal until_dead = now + tonumber(ARGV[4])\nredis.call('HSET', workers, ARGV[2], table.concat({ whole(until_dead), whole(started), whole(now), ARGV[3] }, '\\n'))\nredis.call('ZADD', prefix .. 'workers-until', whole(until_dead), ARGV[2])\nlocal function forget(ids)\ncall('HDEL', workers, ids)\ncall('ZREM', prefix .. 'workers-until', ids)\nend\nforget(redis.call('ZRANGEBYSCORE', prefix .. 'workers-until', '-inf', whole(now - DAY), 'LIMIT', 0, PIECE))\nlocal dead = redis.call('ZCOUNT', prefix .. 'workers-until', '-inf', whole(now))\nif dead > MOST_DEAD then\nforget(redis.call('ZRANGEBYSCORE', prefix .. 'workers-until', '-inf', whole(now), 'LIMIT', 0, dead - MOST_DEAD))\nend\nreturn 1",
      ].join('\n'),
  },
  cancel: {
    sha: 'c585d5eee02e8e0d101f570b6f5ea3029e3494b9',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        partFinish,
        "local ends, reasons, answers = {}, {}, {}\nlocal function cancel_one(run, reason)\nif is_final(run) then return 'finished' end\nif run.state == 'running' then\nif not run.cancel then\nrun.cancel = reason\nunfold(run)\nredis.call('HSET', run_key(run.id), 'cancel', reason, 'more', 1)\nend\ncancelling[#cancelling + 1] = 'c' .. run.id\nreturn 'requested'\nend\nif not reasons[run.id] then\nreasons[run.id] = reason\nends[#ends + 1] = run\nend\nreturn 'cancelled'\nend\nlocal stopped = {}\nfor index = 3, #ARGV do\nlocal run = load(ARGV[index])\nanswers[index - 2] = run and cancel_one(run, ARGV[2]) or 'unknown'\nif run and not is_final(run) then stopped[#stopped + 1] = run.id end\nend\nlocal at = 1\nwhile stopped[at] do\nlocal reason = '{\"code\":\"parent-cancelled\",\"runId\":\"' .. stopped[at] .. '\"}'\nfor _, id in ipairs(redis.call('ZRANGE', prefix .. 'children:' .. stopped[at], 0, -1)) do\nlocal child = load(id)\nif child and not is_final(child) then\ncancel_one(child, reason)\nstopped[#stopped + 1] = id\nend\nend\nat = at + 1\nend\nfor _, run in ipairs(ends) do make_final(run, 'cancelled', { 'cancel', reasons[run.id] }) end\ntell_others(ends)\nflush()\nreturn answers",
      ].join('\n'),
  },
  cancelRequests: {
    sha: '61b97838574210a8274ded2cb37666860116474a',
    lua: () =>
      [
        partBase,
        "local answers = {}\nfor index = 2, #ARGV do\nlocal run = redis.call('HMGET', prefix .. 'run:' .. ARGV[index], 'state', 'cancel')\nanswers[index - 1] = run[1] == 'running' and run[2]\nend\nreturn answers",
      ].join('\n'),
  },
  checkpoint: {
    sha: '2694fbfd2d293f32c162ff8c25aedc086af9884f',
    lua: () =>
      [
        partBase,
        partWritable,
        partIsHeld,
        partPlain,
        partHeld,
        "local answer = held(ARGV[2], ARGV[3])\nif answer then redis.call('HSET', prefix .. 'run:' .. ARGV[2], 'checkpoint', ARGV[4]) end\nreturn answer",
      ].join('\n'),
  },
  children: {
    sha: '8a011af534f95dfdc8c4454872aa4e4bbd54fbc6',
    lua: () =>
      [
        partBase,
        partRunKeys,
        partPlain,
        partRecords,
        partPage,
        "return page(prefix .. 'children:' .. ARGV[2], ARGV[3], ARGV[4])",
      ].join('\n'),
  },
  claim: {
    sha: '147931e7623ff6bea4f81409e0cce09e877d76bf',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partRunKeys,
        partLaneMembers,
        partPlain,
        "local worker, limit, lease_ms = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])\nlocal paused = {}\nfor _, target in ipairs(redis.call('HKEYS', prefix .. 'pauses')) do paused[target] = true end\nlocal queues\nif ARGV[6] ~= '*' then\nqueues = {}\nif ARGV[6] ~= '' then\nfor _, queue in ipairs(fields(ARGV[6])) do queues[queue] = true end\nend\nend\nlocal function takes_queue(queue)\nreturn (not queues or queues[queue]) and not paused['queue|' .. queue]\nend\nlocal jobs, registries = {}, {}\nif ARGV[5] ~= '' then\nfor _, job in ipairs(fields(ARGV[5])) do\nif not paused['job|' .. job] then\njobs[job] = true\nregistries[#registries + 1] = prefix .. 'lanes:' .. job\nend\nend\nend\nlocal free, limited = {}, {}\nif ARGV[7] == '*' then\nfor from = 1, #registries, PIECE do\nfor _, name in ipairs(redis.call('SUNION', unpack(registries, from, math.min(from + PIECE - 1, #registries)))) do\nlocal job, queue = string.match(name, '^([^|]*)|([^|]*)$')\nif queue == '' then\nlimited[#limited + 1] = job\nelseif takes_queue(queue) then\nfree[#free + 1] = name\nend\nend\nend\nend\nlocal function forget_lane(name)\nredis.call('SREM', prefix .. 'lanes:' .. string.match(name, '^[^|]*'), name)\nend\nlocal members, started, start_limited, tell_starts = {}, {}\nif ARGV[7] == '*' and #limited == 0 and #free <= 1 then\nlocal name = free[1]\nif name then members = redis.call('ZRANGE', lane_key(name), 0, limit - 1) end\nif #members > 0 then\nredis.call('ZREMRANGEBYRANK', lane_key(name), 0, #members - 1)\nif #members < limit or redis.call('EXISTS', lane_key(name)) == 0 then forget_lane(name) end\nend\nelse",
        partIsHeld,
        partRuns,
        partLanes,
        partRooms,
        partHeap,
        partChooseFree,
        partChooseLimited,
        partChooseAmongAll,
        partChooseNamed,
        partTakeOut,
        "for index = 8, #ARGV do add_rule(fields(ARGV[index])) end\nlocal entries = ARGV[7] == '*' and choose_among_all() or choose_among_named()\nfor index = #entries, limit + 1, -1 do entries[index] = nil end\nmembers = take_out(entries)\nstart_limited = function(run)\nrun.priority = tonumber(run.priority or 0)\ncount_ranked(run, -1)\ncount_busy(run, 1)\nadd_to(begun, run.job .. '|' .. run.limit, run.id)\nlocal name = run.job .. '|' .. run.queue .. '|' .. run.limit\nif not started[name] then started[name] = { lane = run, number = 0 } end\nstarted[name].number = started[name].number + 1\nend\ntell_starts = function()\nfor _, own in pairs(started) do\neach_rule(own.lane, function(rule)\nif rule.rate then add_starts(rule, own.lane.limit, own.number) end\nend)\nend\nend\nend\nlocal micros = time[1] * 1000000 + time[2]\nlocal expires = whole(now + lease_ms)\nlocal first_hold = whole(micros) .. ' 1 ' .. now_text\nlocal function start_known(id, member_text)\nlocal key = run_key(id)\nlocal all = redis.call('HGETALL', key)\nlocal run = { id = id }\nfor at = 1, #all, 2 do run[all[at]] = all[at + 1] end\nlocal hold = first_hold\nif run.hold then\nlocal token, attempt = string.match(run.hold, '^(%d+) (%-?%d+) ')\nhold = whole(math.max(tonumber(token) + 1, micros)) .. ' ' .. whole(tonumber(attempt) + 1) .. ' ' .. now_text\nend\nredis.call('HSET', key, 'state', 'running', 'hold', hold, 'worker', worker)\ncount('queued', run.tags, -1)\ncount('running', run.tags, 1)\nrun.job, run.queue = string.match(run.tags, '^([^|]*)|([^|]*)')\nif run.held and run.held ~= 'keep' then\nredis.call('HDEL', key, 'held')\nredis.call('DEL', prefix .. 'holder:' .. run.job .. '|' .. run.key)\nend\nif run.flow then redis.call('ZREM', prefix .. 'flow-queued:' .. run.flow, member_text) end\nif run.limit then start_limited(run) end\nall[#all + 1] = 'hold'\nall[#all + 1] = hold\nreturn all\nend\nlocal ids, docs, known_fields = {}, {}, {}\nfor index, member_text in ipairs(members) do\nlocal id = id_of(member_text)\nids[index] = id\ndocs[index] = doc_key(id)\nleased[2 * index - 1] = expires\nleased[2 * index] = id\nend\nlocal doc_of = {}\nfor from = 1, #docs, PIECE do\nfor index, doc in ipairs(redis.call('MGET', unpack(docs, from, math.min(from + PIECE - 1, #docs)))) do\ndoc_of[from + index - 1] = doc\nend\nend\nlocal begun_plain, text_of, counts = {}, {}, {}\nfor index, member_text in ipairs(members) do\nif has_hash(member_text) then\nknown_fields[#known_fields + 1] = index\nknown_fields[#known_fields + 1] = start_known(ids[index], member_text)\nelse\nlocal doc = doc_of[index]\nlocal line = find(doc, '\\n', 1, true)\nlocal tags = sub(doc, line + 1, find(doc, '\\n', line + 1, true) - 1)\nif not counts[tags] then\ncounts[tags] = 0\ntext_of[tags] = first_hold .. '\\n' .. worker .. '\\n' .. tags\nend\ncounts[tags] = counts[tags] + 1\nbegun_plain[#begun_plain + 1] = ids[index]\nbegun_plain[#begun_plain + 1] = text_of[tags]\nend\nend\ncall('HSET', plain_runs, begun_plain)\nif tell_starts then tell_starts() end\nfor tags, number in pairs(counts) do\ncount('queued', tags, -number)\ncount('running', tags, number)\nend\nflush()\nlocal LONGEST = 262144\nlocal answers = { expires, first_hold, table.concat(ids), known_fields }\nlocal from, size = 1, 0\nfor index, doc in ipairs(doc_of) do\nsize = size + #doc\nif size > LONGEST or index == #doc_of then\nanswers[#answers + 1] = table.concat(doc_of, '\\n', from, index)\nfrom, size = index + 1, 0\nend\nend\nreturn answers",
      ].join('\n'),
  },
  count: {
    sha: 'acdfeba89be612114a96cb313fe60c79ae0a79d6',
    lua: () =>
      [
        partBase,
        partRunKeys,
        partPlain,
        partFilter,
        "read_filter(4)\nlocal ids = redis.call('ZREVRANGEBYLEX', source(), ARGV[2] == '' and '+' or '(' .. ARGV[2], '-', 'LIMIT', 0, tonumber(ARGV[3]))\nlocal counts = {}\nfor _, id in ipairs(ids) do\nlocal state = matching_state(id)\nif state then counts[state] = (counts[state] or 0) + 1 end\nend\nlocal answers = {}\nfor state, count in pairs(counts) do\nanswers[#answers + 1] = state\nanswers[#answers + 1] = count\nend\nreturn { #ids < tonumber(ARGV[3]) and '' or ids[#ids], answers }",
      ].join('\n'),
  },
  dueSchedules: {
    sha: '7a2cfe05e19139d9d6bc7ffb2021da14caf609f9',
    lua: () =>
      [
        partBase,
        partSchedules,
        "local jobs, limit, answers = {}, tonumber(ARGV[3]), {}\nif ARGV[2] ~= '' then\nfor _, job in ipairs(fields(ARGV[2])) do jobs[job] = true end\nend\nlocal PAGE, from = 100, 0\nwhile true do\nlocal page = redis.call('ZRANGE', prefix .. 'schedules-due', from, from + PAGE - 1, 'WITHSCORES')\nfor at = 1, #page, 2 do\nlocal due = tonumber(page[at + 1])\nif jobs[redis.call('HGET', schedule_key(page[at]), 'job')] then\nif due > now or #answers == limit then return { whole(math.max(0, due - now)), answers } end\nanswers[#answers + 1] = schedule(page[at])\nend\nend\nif #page < 2 * PAGE then return { '', answers } end\nfrom = from + PAGE\nend",
      ].join('\n'),
  },
  enqueue: {
    sha: '3adee950b70bbeb47d6bc94cb393ea1a9e2a6316',
    lua: () =>
      [
        partBase,
        partWritable,
        partLaneMembers,
        "local keys, docs, ids, groups, at = {}, {}, {}, {}, 3\nlocal since = member_time(now)\nfor index = 1, tonumber(ARGV[2]) do\nlocal tags, size = ARGV[at], tonumber(ARGV[at + 1])\nlocal head, members = now_text .. '\\n' .. tags .. '\\n', {}\nfor row = 1, size do\nlocal id = ARGV[at + 2 * row]\nlocal key = prefix .. 'doc:' .. id\nkeys[#keys + 1] = key\ndocs[2 * #keys - 1] = key\ndocs[2 * #keys] = head .. ARGV[at + 2 * row + 1]\nids[2 * #keys - 1] = '0'\nids[2 * #keys] = id\nmembers[2 * row - 1] = '0'\nmembers[2 * row] = since .. id\nend\ngroups[index] = { tags = tags, size = size, members = members }\nat = at + 2 + 2 * size\nend\nlocal add_others\nif ARGV[at] then",
        partChanges,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        partBirths,
        "local rows, answers = {}, {}\nfor index = at, #ARGV do\nrows[#rows + 1] = read_birth(ARGV[index])\nkeys[#keys + 1] = doc_key(rows[#rows].id)\nend\nadd_others = function()\nfor index, row in ipairs(rows) do answers[index] = add_or_meet(row) end\nflush_births()\nflush()\nreturn answers\nend\nend\nlocal function any_known()\nfor from = 1, #keys, PIECE do\nif redis.call('EXISTS', unpack(keys, from, math.min(from + PIECE - 1, #keys))) > 0 then return true end\nend\nreturn false\nend\nlocal is_refused\nif not add_others and #docs <= PIECE then\nis_refused = #docs > 0 and redis.call('MSETNX', unpack(docs)) == 0\nelse\nis_refused = any_known()\nfor from = 1, is_refused and 0 or #docs, PIECE do\nredis.call('MSET', unpack(docs, from, math.min(from + PIECE - 1, #docs)))\nend\nend\nif is_refused then\nlocal found = {}\nfor _, key in ipairs(keys) do\nif redis.call('EXISTS', key) == 1 then found[#found + 1] = sub(key, #prefix + 5) end\nend\nreturn redis.error_reply('KNOWN ' .. table.concat(found, ', '))\nend\ncall('ZADD', prefix .. 'ids', ids)\nlocal has_news = false\nfor _, group in ipairs(groups) do\nlocal job, queue = string.match(group.tags, '^([^|]*)|([^|]*)')\nlocal lane = job .. '|' .. queue\nif redis.call('EXISTS', lane_key(lane)) == 0 then\nredis.call('SADD', prefix .. 'jobs', job)\nredis.call('SADD', prefix .. 'lanes:' .. job, lane)\nhas_news = true\nend\ncall('ZADD', lane_key(lane), group.members)\nredis.call('HINCRBY', prefix .. 'tally', 'queued|' .. group.tags, group.size)\nend\nif has_news then redis.call('PUBLISH', prefix .. 'signals', 'q') end\nreturn add_others and add_others() or {}",
      ].join('\n'),
  },
  exportEdges: {
    sha: 'd75a2c19ab6419f13aceeb20427fbb7f11b65fdb',
    lua: () =>
      [
        partBase,
        partExport,
        "local page = export(function(id, done, limit)\nlocal from = done == '' and 0 or tonumber(done) + 1\nlocal edges = redis.call('LRANGE', prefix .. 'up:' .. id, from, from + limit - 1)\nlocal items = {}\nfor index, edge in ipairs(edges) do\nitems[index] = { cursor = whole(from + index - 1), edge = edge, child = id }\nend\nreturn items\nend, tonumber(ARGV[4]))\nlocal answers = {}\nfor _, item in ipairs(page[3]) do\nif redis.call('EXISTS', prefix .. 'doc:' .. sub(item.edge, 2)) == 1 then\nanswers[#answers + 1] = item.child\nanswers[#answers + 1] = item.edge\nanswers[#answers + 1] = item.cursor\nend\nend\nreturn { page[1], page[2], answers }",
      ].join('\n'),
  },
  exportLogs: {
    sha: 'a1695a74efc9aa98a442d2438c93b8917fee93bf',
    lua: () =>
      [
        partBase,
        partExport,
        "local page = export(function(id, done, limit)\nlocal from = done == '' and '-' or '(' .. done .. '-0'\nlocal items = {}\nfor index, line in ipairs(redis.call('XRANGE', prefix .. 'log:' .. id, from, '+', 'COUNT', limit)) do\nitems[index] = { cursor = string.match(line[1], '^%d+'), line = line[2][2], run = id }\nend\nreturn items\nend, tonumber(ARGV[4]))\nlocal answers = {}\nfor _, item in ipairs(page[3]) do\nanswers[#answers + 1] = item.run\nanswers[#answers + 1] = item.cursor\nanswers[#answers + 1] = item.line\nend\nreturn { page[1], page[2], answers }",
      ].join('\n'),
  },
  exportRuns: {
    sha: '44407303664a793bfef36044012c3f6ea6814f52',
    lua: () =>
      [partBase, partRunKeys, partPlain, partRecords, partPage, "return page(prefix .. 'ids', ARGV[2], ARGV[3])"].join(
        '\n',
      ),
  },
  exportStates: {
    sha: 'a073e65920117a2eb51336102f0649dd433b9e3b',
    lua: () => [partBase, "return redis.call('HGETALL', prefix .. 'states')"].join('\n'),
  },
  exportWindows: {
    sha: '14379bcad0988c9178e94cc1767be82f9bdde644',
    lua: () =>
      [
        partBase,
        "local from = tonumber(ARGV[2])\nlocal answers = {}\nfor _, slot in ipairs(redis.call('ZRANGE', prefix .. 'window-ends', from, from + tonumber(ARGV[3]) - 1)) do\nanswers[#answers + 1] = slot\nanswers[#answers + 1] = redis.call('HGET', prefix .. 'windows', slot)\nend\nreturn answers",
      ].join('\n'),
  },
  extend: {
    sha: 'c184cbdb48fcf61d9dfb0e94fd59470d70555481',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partIsHeld,
        partPlain,
        partHeld,
        'local expires, answers = whole(now + tonumber(ARGV[2])), {}\nfor index = 3, #ARGV, 2 do\nlocal answer = held(ARGV[index], ARGV[index + 1])\nif answer then\nleased[#leased + 1] = expires\nleased[#leased + 1] = ARGV[index]\nend\nanswers[#answers + 1] = answer\nend\nflush()\nreturn answers',
      ].join('\n'),
  },
  finished: {
    sha: '41c21769c391b835c1034a2a4e2a6bf4d7a37412',
    lua: () =>
      [
        partBase,
        partRunKeys,
        partPlain,
        partRecords,
        "local since, after, limit = tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])\nlocal ended = 0\nif after ~= '' then\nfor _, state in ipairs({ 'success', 'failed', 'cancelled' }) do\nended = redis.call('ZSCORE', prefix .. 'ended:' .. state, after)\nif ended then break end\nend\nif not ended then return {} end\nended = tonumber(ended)\nend\nlocal function passed(key)\nif after == '' or ended < since then return redis.call('ZCOUNT', key, '-inf', '(' .. whole(since)) end\nlocal count = redis.call('ZCOUNT', key, '-inf', '(' .. whole(ended))\nfor _, id in ipairs(redis.call('ZRANGEBYSCORE', key, whole(ended), whole(ended))) do\nif id <= after then count = count + 1 end\nend\nreturn count\nend\nlocal found = {}\nfor _, state in ipairs({ 'success', 'failed', 'cancelled' }) do\nlocal key = prefix .. 'ended:' .. state\nlocal from = passed(key)\nlocal page = redis.call('ZRANGE', key, from, from + limit - 1, 'WITHSCORES')\nfor at = 1, #page, 2 do found[#found + 1] = { id = page[at], at = tonumber(page[at + 1]) } end\nend\ntable.sort(found, function(a, b)\nif a.at ~= b.at then return a.at < b.at end\nreturn a.id < b.id\nend)\nlocal answers = {}\nfor index = 1, math.min(limit, #found) do answers[index] = record(found[index].id) end\nreturn answers",
      ].join('\n'),
  },
  flow: {
    sha: '57cb67a8d404a0d0d35013b2034b042f8a81e187',
    lua: () =>
      [
        partBase,
        partRunKeys,
        partPlain,
        partRecords,
        partPage,
        "return page(prefix .. 'flow:' .. ARGV[2], ARGV[3], ARGV[4])",
      ].join('\n'),
  },
  forget: {
    sha: 'd0c4a43b272eb665be975e445cb9269863de439b',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        partForget,
        'local answers = {}\nfor index = 2, #ARGV do\nlocal run = load(ARGV[index])\nlocal goes = run and is_final(run) and not is_wanted(run)\nif goes then forget(run) end\nanswers[index - 1] = goes and 1 or 0\nend\nflush()\nreturn answers',
      ].join('\n'),
  },
  get: {
    sha: 'ae2507dd0efc71f79a9b956e8a2b80ca00746c44',
    lua: () =>
      [
        partBase,
        partRunKeys,
        partPlain,
        partRecords,
        'local answers = {}\nfor index = 2, #ARGV do answers[index - 1] = record(ARGV[index]) end\nreturn answers',
      ].join('\n'),
  },
  getState: {
    sha: 'b1dc00598f917b20bc31331542ba0b9a5e6a710e',
    lua: () => [partBase, "return redis.call('HGET', prefix .. 'states', ARGV[2])"].join('\n'),
  },
  importEdges: {
    sha: '59d93b4e752c26d0dcec22706fef45b2d85db1fb',
    lua: () =>
      [
        partBase,
        partImport,
        "local function is_unfinished(id)\nlocal state = redis.call('HGET', prefix .. 'run:' .. id, 'state')\nreturn state and state ~= 'success' and state ~= 'failed' and state ~= 'cancelled'\nend\nfor index = FIRST_ROW, #ARGV, 2 do\nlocal child, edge = ARGV[index], ARGV[index + 1]\nlocal parent, child_key = sub(edge, 2), prefix .. 'run:' .. child\nif redis.call('EXISTS', child_key) == 1 and not redis.call('LPOS', prefix .. 'up:' .. child, edge) then\nredis.call('RPUSH', prefix .. 'up:' .. child, edge)\nredis.call('RPUSH', prefix .. 'down:' .. parent, sub(edge, 1, 1) .. child)\nif redis.call('EXISTS', prefix .. 'doc:' .. parent) == 1 then\nredis.call('HSET', prefix .. 'run:' .. parent, 'down', 1)\nif is_unfinished(parent) then redis.call('HINCRBY', child_key, 'missing', 1) end\nend\nend\nend\nreturn 1",
      ].join('\n'),
  },
  importLogs: {
    sha: 'd7446fcea8339de0a640f28692119e3ce12417bc',
    lua: () =>
      [
        partBase,
        partImport,
        "for index = FIRST_ROW, #ARGV, 3 do\nlocal key = prefix .. 'log:' .. ARGV[index]\nlocal last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]\nif not last or tonumber(string.match(last[1], '^%d+')) < tonumber(ARGV[index + 1]) then\nredis.call('XADD', key, ARGV[index + 1] .. '-0', 'line', ARGV[index + 2])\nend\nend\nreturn 1",
      ].join('\n'),
  },
  importPauses: {
    sha: '732213e3524bfc371bb1bda0fc7550300c25f047',
    lua: () =>
      [
        partBase,
        partImport,
        "for index = FIRST_ROW, #ARGV, 2 do redis.call('HSETNX', prefix .. 'pauses', ARGV[index], ARGV[index + 1]) end\nreturn 1",
      ].join('\n'),
  },
  importRuns: {
    sha: '426cf18c26400a6a758540bd6b76f37c6d228ca8',
    lua: () =>
      [
        partBase,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        partImport,
        "local new_ids = {}\nlocal function hash_of(row)\nlocal set, at = { 'more', 1 }, 16\nwhile row[at] do\nset[#set + 1] = row[at]\nif row[at] == 'tries' then\nset[#set + 1] = table.concat(row, '\\n', at + 1)\nbreak\nend\nset[#set + 1] = row[at + 1]\nat = at + 2\nend\nreturn set\nend\nlocal function keep_key(run)\nlocal slot = run.job .. '|' .. run.key\nredis.call('SADD', prefix .. 'keyed:' .. slot, run.id)\nif run.held then redis.call('SET', prefix .. 'holder:' .. slot, run.id) end\nend\nlocal function import(row)\nlocal job, queue = string.match(row[3], '^([^|]*)|([^|]*)')\nlocal run = {\nid = row[1], state = row[2], tags = row[3], job = job, queue = queue, at = tonumber(row[4]), priority = tonumber(row[5]),\nlimit = given(row[6]), key = given(row[7]), held = given(row[8]), flow = given(row[9]), by = given(row[10]),\n}\nlocal set = hash_of(row)\nlocal has_tries = set[#set - 1] == 'tries'\nlocal function add(field, value)\nif not value then return end\nset[#set + 1] = field\nset[#set + 1] = value\nend\nadd('state', run.state)\nadd('tags', run.tags)\nadd('at', whole(run.at))\nif run.priority ~= 0 then add('priority', row[5]) end\nfor _, field in ipairs({ 'limit', 'key', 'held', 'flow', 'by' }) do add(field, run[field]) end\nredis.call('SET', doc_key(run.id), table.concat(row, '\\n', 11, 15))\nredis.call('HSET', run_key(run.id), unpack(set))\nnew_ids[#new_ids + 1] = 0\nnew_ids[#new_ids + 1] = run.id\nif run.flow then redis.call('ZADD', prefix .. 'flow:' .. run.flow, 0, run.id) end\nif run.by then redis.call('ZADD', prefix .. 'children:' .. run.by, 0, run.id) end\nif is_final(run) then\ncount(run.state, run.tags, 1)\nlocal list = ended[run.state]\nlist[#list + 1] = redis.call('HGET', run_key(run.id), 'ended')\nlist[#list + 1] = run.id\nreturn\nend\nenter(run, run.state)\nif run.key then keep_key(run) end\nif run.limit and has_tries then redis.call('SADD', prefix .. 'begun:' .. run.job .. '|' .. run.limit, run.id) end\nend\nfor index = FIRST_ROW, #ARGV do\nlocal row = fields(ARGV[index])\nif redis.call('EXISTS', doc_key(row[1])) == 0 then import(row) end\nend\ncall('ZADD', prefix .. 'ids', new_ids)\nflush()\nreturn 1",
      ].join('\n'),
  },
  importSchedules: {
    sha: 'c8e4cdedc2b4bb9df7042032834d830d8bb32338',
    lua: () =>
      [
        partBase,
        partImport,
        partSchedules,
        "for index = FIRST_ROW, #ARGV do\nlocal row = fields(ARGV[index])\nlocal key = schedule_key(row[1])\nif redis.call('EXISTS', key) == 0 then\nredis.call('HSET', key, 'origin', row[2], 'job', row[3], 'cron', row[4], 'zone', row[5], 'next', row[6], 'rest', row[7])\nif row[8] ~= '' then redis.call('HSET', key, 'lastAt', row[8]) end\nif row[9] ~= '' then redis.call('HSET', key, 'lastRun', row[9]) end\nredis.call('ZADD', prefix .. 'schedules', 0, row[1])\nif row[10] ~= '' then\nredis.call('HSET', key, 'pausedAt', row[10], 'pausedBy', row[11])\nelse\nredis.call('ZADD', prefix .. 'schedules-due', row[6], row[1])\nend\nend\nend\nreturn 1",
      ].join('\n'),
  },
  importStates: {
    sha: '7da85418b93540a371aa3444da53de9e857605c1',
    lua: () =>
      [
        partBase,
        partImport,
        "for index = FIRST_ROW, #ARGV, 2 do redis.call('HSETNX', prefix .. 'states', ARGV[index], ARGV[index + 1]) end\nreturn 1",
      ].join('\n'),
  },
  importWindows: {
    sha: '307fb88c530d44674f70dfb5d63832cd71b71ef2',
    lua: () =>
      [
        partBase,
        partImport,
        "for index = FIRST_ROW, #ARGV, 3 do\nif redis.call('HSETNX', prefix .. 'windows', ARGV[index], ARGV[index + 1]) == 1 then\nredis.call('ZADD', prefix .. 'window-ends', ARGV[index + 2], ARGV[index])\nend\nend\nreturn 1",
      ].join('\n'),
  },
  leave: {
    sha: '47e8a49e2ab2026e3af1c664c4f6c52d301ff85c',
    lua: () =>
      [
        partBase,
        "redis.call('HDEL', prefix .. 'workers', ARGV[2])\nredis.call('ZREM', prefix .. 'workers-until', ARGV[2])\nreturn 1",
      ].join('\n'),
  },
  list: {
    sha: '9438dd4811a526c8f861bdf1ef34503cd01bd7d1',
    lua: () =>
      [
        partBase,
        partRunKeys,
        partPlain,
        partRecords,
        partFilter,
        partMembers,
        "local after, limit, look = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])\nread_filter(5)\nlocal ids\nif filter.states and not filter.flow and not filter.by then\nids = ids_in(filter.states, look)\nif ids then table.sort(ids, function(a, b) return a > b end) end\nend\nlocal is_whole = ids ~= nil\nif not ids then\nids = redis.call('ZREVRANGEBYLEX', source(), after == '' and '+' or '(' .. after, '-', 'LIMIT', 0, look)\nend\nlocal answers = {}\nfor _, id in ipairs(ids) do\nif (after == '' or id < after) and matching_state(id) then\nanswers[#answers + 1] = record(id)\nif #answers == limit then return { id, answers } end\nend\nend\nreturn { (is_whole or #ids < look) and '' or ids[#ids], answers }",
      ].join('\n'),
  },
  listSchedules: {
    sha: '5115da7b77b2f54477ea616cfac15e2f77645bad',
    lua: () =>
      [
        partBase,
        partSchedules,
        "local answers = {}\nfor index, name in ipairs(redis.call('ZRANGE', prefix .. 'schedules', 0, -1)) do answers[index] = schedule(name) end\nreturn answers",
      ].join('\n'),
  },
  logs: {
    sha: '4cf3d85fe6768ca133ba36f9aa0f29429cab6995',
    lua: () =>
      [
        partBase,
        "local lines = redis.call('XRANGE', prefix .. 'log:' .. ARGV[2], '(' .. ARGV[3] .. '-0', '+', 'COUNT', tonumber(ARGV[4]))\nlocal answers = {}\nfor _, line in ipairs(lines) do\nanswers[#answers + 1] = string.match(line[1], '^%d+')\nanswers[#answers + 1] = line[2][2]\nend\nreturn answers",
      ].join('\n'),
  },
  moveFinish: {
    sha: '1bc3535574cbd97c1d17851104a6925dd49950fa',
    lua: () =>
      [
        partBase,
        partMove,
        "local mark = marked()\nif not mark or mark.id ~= ARGV[2] then return 0 end\nif mark.role == 'source' then\nredis.call('HSET', KEYS[1], 'state', 'done')\nelse\nredis.call('DEL', KEYS[1])\nredis.call('PUBLISH', prefix .. 'signals', 'l')\nend\nreturn 1",
      ].join('\n'),
  },
  moveMark: {
    sha: '285aff0eb1c0837cea1bf9a063d8ab1dfbe2d0c4',
    lua: () => [partBase, "return redis.call('HGETALL', KEYS[1])"].join('\n'),
  },
  moveReceive: {
    sha: 'ce9de7a80084ba396d3d68dc3c97a2601dcf23e6',
    lua: () =>
      [
        partBase,
        partMove,
        "local mark = marked()\nif mark then return mark.id == ARGV[2] and mark.role == 'target' and 'ready' or 'moved' end\nif has_live_workers() then return 'workers' end\nif redis.call('EXISTS', prefix .. 'ids', prefix .. 'schedules', prefix .. 'states', prefix .. 'pauses') > 0 then\nreturn 'not-empty'\nend\nmark_as('target', ARGV[2], ARGV[3])\nreturn 'ready'",
      ].join('\n'),
  },
  moveSeal: {
    sha: 'b927927e4d2a5e2f0b81ab269ff81ef372fa2669',
    lua: () =>
      [
        partBase,
        partMove,
        "local mark = marked()\nif mark then return { mark.id == ARGV[2] and mark.role == 'source' and 'sealed' or 'moved' } end\nif has_live_workers() then return { 'workers' } end\nlocal running = redis.call('ZCARD', prefix .. 'leased')\nif running > 0 then\nlocal last = redis.call('ZREVRANGE', prefix .. 'leased', 0, 0, 'WITHSCORES')\nreturn { 'running', whole(running), whole(math.max(0, tonumber(last[2]) - now)) }\nend\nmark_as('source', ARGV[2], ARGV[3])\nreturn { 'sealed' }",
      ].join('\n'),
  },
  moveUnseal: {
    sha: 'e5273c14cee6c28393dee66fce274fe802988d36',
    lua: () =>
      [
        partBase,
        "local mark = redis.call('HMGET', KEYS[1], 'moveId', 'role', 'state')\nif mark[1] ~= ARGV[2] or mark[2] ~= 'source' or mark[3] == 'done' then return 0 end\nredis.call('DEL', KEYS[1])\nreturn 1",
      ].join('\n'),
  },
  nextOpening: {
    sha: '27c280a814cd927a5ef97153f7ae4b7586044efb',
    lua: () =>
      [
        partBase,
        partRooms,
        "for index = 3, #ARGV do add_rule(fields(ARGV[index])) end\nlocal next_at\nif ARGV[2] ~= '' then\nfor _, job in ipairs(fields(ARGV[2])) do\nfor _, name in ipairs(redis.call('ZRANGE', prefix .. 'turns:' .. job, 0, -1)) do\nlocal lane = limited_lane(name)\nlocal opens = closed_until(lane.job, lane.key)\neach_rule(lane, function(rule) opens = math.max(opens, window_opens_at(rule, lane.key)) end)\nif opens > now and (not next_at or opens < next_at) then next_at = opens end\nend\nend\nend\nreturn next_at and whole(math.ceil(next_at - now))",
      ].join('\n'),
  },
  now: { sha: '6237a34b9890647359bca0d0d4229407f6f64843', lua: () => [partBase, 'return whole(now)'].join('\n') },
  opensIn: {
    sha: '73ed5d52132c75fa9542137af3d4bc0a66991ba1',
    lua: () =>
      [
        partBase,
        partRooms,
        'local answers = {}\nfor index = 2, #ARGV do\nlocal row = fields(ARGV[index])\nanswers[index - 1] = whole(math.max(0, math.ceil(window_opens_at(read_rule(row), row[8]) - now)))\nend\nreturn answers',
      ].join('\n'),
  },
  parents: {
    sha: 'f872497f18524257d60e03db91d5228cc246b55c',
    lua: () =>
      [
        partBase,
        partRunKeys,
        "local answers = {}\nfor _, edge in ipairs(redis.call('LRANGE', prefix .. 'up:' .. ARGV[2], 0, -1)) do\nlocal id = sub(edge, 2)\nlocal run = redis.call('HMGET', run_key(id), 'tags', 'state', 'output')\nif run[1] then answers[#answers + 1] = { id, run[1], run[2], sub(edge, 1, 1), run[3] } end\nend\nreturn answers",
      ].join('\n'),
  },
  pause: {
    sha: '2c5c91b0cd8f6606e7242351bd4e23bea055a9a0',
    lua: () =>
      [
        partBase,
        partWritable,
        "redis.call('HSETNX', prefix .. 'pauses', ARGV[2], ARGV[3] .. ',\"at\":' .. whole(now) .. '}')\nreturn 1",
      ].join('\n'),
  },
  pauseSchedule: {
    sha: '38cdc4b4359fee41de58ba54a4c472bc2682949b',
    lua: () =>
      [
        partBase,
        partWritable,
        partSchedules,
        "local key = schedule_key(ARGV[2])\nif redis.call('EXISTS', key) == 0 then return 0 end\nif redis.call('HSETNX', key, 'pausedAt', whole(now)) == 1 then\nredis.call('HSET', key, 'pausedBy', ARGV[3])\nredis.call('ZREM', prefix .. 'schedules-due', ARGV[2])\nend\nreturn 1",
      ].join('\n'),
  },
  paused: {
    sha: '9a71c0cfd3aeac59418480237ca77e12d281374b',
    lua: () => [partBase, "return redis.call('HGETALL', prefix .. 'pauses')"].join('\n'),
  },
  promote: {
    sha: '131d1848d00eaca2205cfe0932bb1ea60e0c5f26',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        "local ids = redis.call('ZRANGEBYSCORE', prefix .. 'scheduled', '-inf', whole(now), 'LIMIT', 0, tonumber(ARGV[2]))\nfor _, id in ipairs(ids) do make_ready(load(id)) end\nlocal over = redis.call('ZRANGEBYSCORE', prefix .. 'window-ends', '-inf', whole(now), 'LIMIT', 0, 1000)\ncall('HDEL', prefix .. 'windows', over)\ncall('ZREM', prefix .. 'window-ends', over)\nflush()\nlocal first = redis.call('ZRANGE', prefix .. 'scheduled', 0, 0, 'WITHSCORES')\nreturn { #ids, first[2] and whole(math.max(0, tonumber(first[2]) - now)) or '' }",
      ].join('\n'),
  },
  prune: {
    sha: '9b89bacb29895fd83cdaad79d99b229631221e62',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        partForget,
        "local limit = tonumber(ARGV[2])\nlocal ages = { { 'success', ARGV[3] }, { 'failed', ARGV[4] }, { 'cancelled', ARGV[5] } }\nlocal cursors = {}\nfor index, age in ipairs(ages) do\ncursors[index] = { key = prefix .. 'ended:' .. age[1], before = '(' .. whole(now - tonumber(age[2])), skipped = 0, page = {}, at = 1 }\nend\nlocal function head(cursor)\nif not cursor.page[cursor.at] and not cursor.done then\ncursor.page = redis.call('ZRANGEBYSCORE', cursor.key, '-inf', cursor.before, 'WITHSCORES', 'LIMIT', cursor.skipped, limit)\ncursor.at = 1\ncursor.done = not cursor.page[1]\nend\nreturn tonumber(cursor.page[cursor.at + 1])\nend\nlocal pruned = 0\nwhile pruned < limit do\nlocal oldest, at\nfor _, cursor in ipairs(cursors) do\nlocal own = head(cursor)\nif own and (not at or own < at) then oldest, at = cursor, own end\nend\nif not oldest then break end\nlocal run = load(oldest.page[oldest.at])\noldest.at = oldest.at + 2\nif is_wanted(run) then\noldest.skipped = oldest.skipped + 1\nelse\nforget(run)\npruned = pruned + 1\nend\nend\nflush()\nreturn pruned",
      ].join('\n'),
  },
  reap: {
    sha: 'ac987901b2ebedd8d24fa604496c6e65a0e532ad',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        partRecords,
        "local expires = whole(now + tonumber(ARGV[3]))\nlocal micros = time[1] * 1000000 + time[2]\nlocal ids = redis.call('ZRANGEBYSCORE', prefix .. 'leased', '-inf', whole(now), 'LIMIT', 0, tonumber(ARGV[2]))\nlocal answers = {}\nfor index, id in ipairs(ids) do\nlocal run = load(id)\nunfold(run)\nlocal hold = parse_hold(run.hold)\nhold.token = whole(math.max(tonumber(hold.token) + 1, micros))\nredis.call('HSET', run_key(id), 'hold', to_hold(hold))\nredis.call('ZADD', prefix .. 'leased', expires, id)\nanswers[index] = record(id)\nend\nlocal first = redis.call('ZRANGE', prefix .. 'leased', 0, 0, 'WITHSCORES')\nreturn { first[2] and whole(math.max(0, tonumber(first[2]) - now)) or '', answers }",
      ].join('\n'),
  },
  release: {
    sha: '0f80e3a813e3ed96d75f0543f723995afea5abba',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        partAttempts,
        partRooms,
        "local function next_state(run, waits)\nif waits then return run.open > 0 and 'waiting' or 'queued' end\nreturn ready_state(run)\nend\nlocal function close_window(run, delay)\nif not run.limit or delay <= 0 then return end\nlocal slot = window_slot('key', run.job, run.limit)\nlocal found = window(slot)\nfound.closed = math.max(found.closed, now + delay)\nlocal last = found.starts[#found.starts]\nlocal ends = redis.call('ZSCORE', prefix .. 'window-ends', slot)\nsave_window(slot, math.max(found.closed, tonumber(ends or 0), last and last.at or 0))\nend\nlocal answers = {}\nfor index = 3, #ARGV do\nlocal row = fields(ARGV[index])\nlocal run = leased_run(row[1], row[2])\nanswers[index - 2] = false\nif run then\nanswers[index - 2] = run.cancel or ''\nunfold(run)\nlocal delay, waits = tonumber(row[3]), row[5] == '1'\nif row[6] == '1' then close_window(run, delay) end\nlocal tries = with_attempt(run, row[7], tonumber(ARGV[2]))\nleave(run)\nrun.at = now + (waits and 0 or math.max(0, delay))\nlocal hold = parse_hold(run.hold)\nif row[4] ~= '1' then hold.attempt = hold.attempt - 1 end\nenter(run, next_state(run, waits))\nredis.call('HSET', run_key(run.id), 'state', run.state, 'at', whole(run.at), 'hold', to_hold(hold),\n'tries', tries, 'more', 1)\nhas_queued = true\nend\nend\nflush()\nreturn answers",
      ].join('\n'),
  },
  removeSchedules: {
    sha: '4959fa613837ec1faf167ee5f3e7768b36338ad8',
    lua: () =>
      [
        partBase,
        partWritable,
        partSchedules,
        "for index = 2, #ARGV do\nredis.call('DEL', schedule_key(ARGV[index]))\nredis.call('ZREM', prefix .. 'schedules', ARGV[index])\nredis.call('ZREM', prefix .. 'schedules-due', ARGV[index])\nend\nreturn 1",
      ].join('\n'),
  },
  report: {
    sha: '82765c520731310db45463829a55e084fb3b0437',
    lua: () =>
      [
        partBase,
        partWritable,
        partIsHeld,
        partPlain,
        partHeld,
        "local answers = {}\nfor index = 2, #ARGV do\nlocal row = fields(ARGV[index])\nanswers[index - 1] = held(row[1], row[2])\nif answers[index - 1] then\nif row[3] ~= '' then redis.call('HSET', prefix .. 'run:' .. row[1], 'progress', row[3]) end\nif row[4] then\nlocal key = prefix .. 'log:' .. row[1]\nlocal last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]\nlocal seq = last and tonumber(string.match(last[1], '^%d+')) or 0\nfor at = 4, #row do\nseq = seq + 1\nredis.call('XADD', key, whole(seq) .. '-0', 'line', row[at])\nend\nend\nend\nend\nreturn answers",
      ].join('\n'),
  },
  resume: {
    sha: 'ad73d182d5dc0ea373cc1d7ced8b599c67a3bf67',
    lua: () =>
      [
        partBase,
        partWritable,
        "local was_paused = redis.call('HDEL', prefix .. 'pauses', ARGV[2])\nif was_paused == 1 then redis.call('PUBLISH', prefix .. 'signals', 'q') end\nreturn was_paused",
      ].join('\n'),
  },
  resumeSchedule: {
    sha: '96454618def1a5306ac47b0688a9254907c798b6',
    lua: () =>
      [
        partBase,
        partWritable,
        partSchedules,
        "local key = schedule_key(ARGV[2])\nif redis.call('EXISTS', key) == 0 then return 0 end\nif redis.call('HDEL', key, 'pausedAt', 'pausedBy') > 0 then\nredis.call('HSET', key, 'next', ARGV[3])\nredis.call('ZADD', prefix .. 'schedules-due', ARGV[3], ARGV[2])\nend\nreturn 1",
      ].join('\n'),
  },
  saveSchedules: {
    sha: '3238aef17b070252fd08a4791cb03b4bc38f48bb',
    lua: () =>
      [
        partBase,
        partWritable,
        partSchedules,
        "local rows = {}\nfor index = 2, #ARGV do\nlocal row = fields(ARGV[index])\nlocal origin = redis.call('HGET', schedule_key(row[1]), 'origin')\nif origin and origin ~= row[2] then return row[1] end\nrows[index - 1] = row\nend\nfor _, row in ipairs(rows) do\nlocal key = schedule_key(row[1])\nlocal known = redis.call('HMGET', key, 'cron', 'zone', 'next', 'pausedAt')\nlocal next_at = known[1] == row[4] and known[2] == row[5] and known[3] or row[6]\nredis.call('HSET', key, 'origin', row[2], 'job', row[3], 'cron', row[4], 'zone', row[5], 'next', next_at, 'rest', row[7])\nredis.call('ZADD', prefix .. 'schedules', 0, row[1])\nif not known[4] then redis.call('ZADD', prefix .. 'schedules-due', next_at, row[1]) end\nend\nreturn false",
      ].join('\n'),
  },
  setState: {
    sha: 'a2b8d8c704dbe283249f210dc43a9d3d13b08fb0',
    lua: () =>
      [partBase, partWritable, "redis.call('HSET', prefix .. 'states', ARGV[2], ARGV[3])\nreturn 1"].join('\n'),
  },
  settle: {
    sha: 'bf7ef580ddf7d3b21ed91ce2efd8bb02ca3bc5c3',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partIsHeld,
        partPlain,
        "local ID_LENGTH = 36\nlocal answers = {}\nlocal written, seen, others = {}, {}, {}\nlocal function end_plain(ids, texts, from, token, row)\nlocal state, rest = string.match(row, '^([^\\n]*)\\n(.*)$')\nlocal tail = '\\n' .. state .. '\\n' .. now_text .. '\\n' .. rest\nlocal list, last_text, last_end, tags, number = ended[state], nil, nil, nil, 0\nlocal function tell()\nif number == 0 then return end\ncount('running', tags, -number)\ncount(state, tags, number)\nnumber = 0\nend\nfor at, text in ipairs(texts) do\nlocal id = ids[from + at - 1]\nif text and text ~= last_text then\ntell()\nlast_text = text\nlast_end = is_held(text, token) and find(text, RUNNING) and text .. tail\ntags = string.match(text, '[^\\n]*$')\nend\nif text and last_end and not seen[id] then\nseen[id] = true\nnumber = number + 1\nwritten[#written + 1] = id\nwritten[#written + 1] = last_end\nunleased[#unleased + 1] = id\nsettled[#settled + 1] = id\nlist[#list + 1] = now_text\nlist[#list + 1] = id\nanswers[#answers + 1] = ''\nelse\nanswers[#answers + 1] = false\nothers[#others + 1] = { at = #answers, id = id, token = token, row = row }\nend\nend\ntell()\nend\nfor index = 2, #ARGV, 3 do\nlocal ids, text = {}, ARGV[index + 2]\nfor at = 1, #text, ID_LENGTH do ids[#ids + 1] = sub(text, at, at + ID_LENGTH - 1) end\nfor from = 1, #ids, PIECE do\nlocal texts = redis.call('HMGET', plain_runs, unpack(ids, from, math.min(from + PIECE - 1, #ids)))\nend_plain(ids, texts, from, ARGV[index], ARGV[index + 1])\nend\nend\ncall('HSET', plain_runs, written)\nif #others > 0 then",
        partLaneMembers,
        partLanes,
        partRunKeys,
        partRuns,
        partFinish,
        "local function brought_by(ending)\nlocal set = { 'how', ending[2] }\nlocal function add(field, value)\nif not value or value == '' then return end\nset[#set + 1] = field\nset[#set + 1] = value\nend\nadd('output', ending[3])\nadd('error', ending[4])\nadd('cancel', ending[5])\nreturn set\nend\nlocal ends = {}\nfor _, other in ipairs(others) do\nlocal run = leased_run(other.id, other.token)\nif run then\nlocal ending = fields(other.row)\nanswers[other.at] = run.cancel or ''\nmake_final(run, ending[1], brought_by(ending))\nends[#ends + 1] = run\nend\nend\ntell_others(ends)\nend\nflush()\nfor _, answer in ipairs(answers) do\nif answer ~= '' then return answers end\nend\nreturn false",
      ].join('\n'),
  },
  spawn: {
    sha: '7014afc07fb56f5ad1e4f4346165e530cc27c427',
    lua: () =>
      [
        partBase,
        partWritable,
        partChanges,
        partLaneMembers,
        partLanes,
        partRunKeys,
        partIsHeld,
        partPlain,
        partRuns,
        partBirths,
        "local parent = leased_run(ARGV[2], ARGV[3])\nif not parent then return false end\nlocal added = 0\nfor index = 4, #ARGV do\nlocal row = read_birth(ARGV[index])\nif redis.call('EXISTS', doc_key(row.id)) == 0 then\nlocal run = new_run(row)\nrun.by = parent.id\nadd_run(run, row, {})\nadded = added + 1\nend\nend\nif added > 0 then\nunfold(parent)\nredis.call('HINCRBY', run_key(parent.id), 'open', added)\nredis.call('HSET', run_key(parent.id), 'more', 1)\nend\nflush_births()\nflush()\nreturn parent.cancel or ''",
      ].join('\n'),
  },
  tally: {
    sha: '11757cc7d376795b579b885bacf143358d2f2ab1',
    lua: () => [partBase, "return redis.call('HGETALL', prefix .. 'tally')"].join('\n'),
  },
  workers: {
    sha: 'aba91e78a535b8794d65c3f198b6758ff916eb63',
    lua: () =>
      [
        partBase,
        "local DAY = 86400000\nlocal ids = redis.call('ZRANGEBYSCORE', prefix .. 'workers-until', '(' .. whole(now - DAY), '+inf')\nlocal answers = {}\nfor index, id in ipairs(ids) do\nanswers[2 * index - 1] = id\nanswers[2 * index] = redis.call('HGET', prefix .. 'workers', id)\nend\nreturn { whole(now), answers }",
      ].join('\n'),
  },
} as const;

export type ScriptName = keyof typeof scripts;
