-- Posts the request in a file again and again, with a new serial wherever its slot stands, and prints bench.load.Figures.
-- Arguments: the file, the prefix of the serials.

local SLOT = "{serial-of-request}"

local pieces, prefix, count = {}, "", 0

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  local rest = file:read("*a")
  file:close()
  prefix = arguments[2]
  local from, to = rest:find(SLOT, 1, true)
  while from do
    pieces[#pieces + 1] = rest:sub(1, from - 1)
    pieces[#pieces + 1] = SLOT
    rest = rest:sub(to + 1)
    from, to = rest:find(SLOT, 1, true)
  end
  pieces[#pieces + 1] = rest
end

function request()
  count = count + 1
  local serial = string.format("%s-%012d", prefix, count)
  for place = 2, #pieces, 2 do
    pieces[place] = serial
  end
  return table.concat(pieces)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"answers":%d,"refused":%d,"failures":%d,"seconds":%f,"p50_us":%f,"p99_us":%f}\n',
    summary.requests,
    errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6,
    latency:percentile(50),
    latency:percentile(99)
  ))
end
