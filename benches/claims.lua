-- For wrk: each request is a first tap on another one-time link. LINKS names the file with their queries.
local made = 0

function setup(thread)
  thread:set("number", made)
  made = made + 1
  thread:set("threads", tonumber(os.getenv("THREADS")))
end

function init()
  requests, at = {}, 0
  local line = 0
  for query in io.lines(os.getenv("LINKS")) do
    if line % threads == number then
      requests[#requests + 1] = "POST /p?" .. query .. " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
    end
    line = line + 1
  end
end

function request()
  at = at + 1
  if at > #requests then
    wrk.thread:stop()
    at = 1
  end
  return requests[at]
end
