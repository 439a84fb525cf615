-- A binary heap: the least of its items first.
local function sift_up(heap, at, less)
  while at > 1 do
    local above = math.floor(at / 2)
    if not less(heap[at], heap[above]) then return end
    heap[at], heap[above] = heap[above], heap[at]
    at = above
  end
end

local function sift_down(heap, less)
  local at = 1
  while true do
    local least = at
    for below = 2 * at, 2 * at + 1 do
      if heap[below] and less(heap[below], heap[least]) then least = below end
    end
    if least == at then return end
    heap[at], heap[least] = heap[least], heap[at]
    at = least
  end
end

local function heap_add(heap, item, less)
  heap[#heap + 1] = item
  sift_up(heap, #heap, less)
end

local function heap_drop(heap, less)
  heap[1] = heap[#heap]
  heap[#heap] = nil
  sift_down(heap, less)
end
