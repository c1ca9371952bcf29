-- What wrk asks: each line of a file in turn, its "@" being a number that is asked once.
local targets = {}
local number = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    targets[#targets + 1] = line
  end
  number = tonumber(arguments[2])
end

function request()
  number = number + 1
  local target = targets[number % #targets + 1]:gsub("@", number)
  return wrk.format("GET", target)
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
