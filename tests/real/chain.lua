-- For wrk, one connection for each thread: fetch a page, then every file that it loads, and hold each against the page.
-- All of them name the generation that they are of (tests/publish/tiny.py). Prints one line of JSON at the end.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init()
  pages = { "/", "/page/" }
  turn, queue, number = 0, {}, nil
  whole, files, broken, first = 0, 0, 0, ""
end

function request()
  if #queue == 0 then
    turn, number = turn + 1, nil
    path = pages[turn % #pages + 1]
  else
    path = table.remove(queue)
  end
  return wrk.format("GET", path)
end

-- A moment between two requests of a connection, in milliseconds, so that the builder gets its share of a small machine.
function delay()
  return 2
end

local function fail(why)
  broken = broken + 1
  if first == "" then first = path .. ": " .. why end
  queue = {}
end

local function read_page(body)
  number = body:match("<h1>Generation (%d+)</h1>")
  if not number or not body:find("</html>%s*$") then return fail("no whole page") end
  whole = whole + 1
  local seen = {}
  for link in body:gmatch('[hs]re?[fc]="([^"]+)"') do
    local file = "/" .. link:gsub("%.%./", "")
    if not seen[file] then
      seen[file] = true
      table.insert(queue, file)
    end
  end
  if #queue ~= 4 then fail(#queue .. " files instead of 4") end
end

function response(status, headers, body)
  if status ~= 200 then return fail("status " .. status) end
  if not number then return read_page(body) end
  local found = body:match("[gG]eneration =? ?(%d+)") or body:match("<title>(%d+)</title>")
  files = files + 1
  if found ~= number then fail("of generation " .. tostring(found) .. ", its page of " .. number) end
end

function done()
  local sum = { whole = 0, files = 0, broken = 0 }
  local why = ""
  for _, thread in ipairs(threads) do
    for name in pairs(sum) do sum[name] = sum[name] + thread:get(name) end
    if why == "" then why = thread:get("first") end
  end
  print(string.format('{"pages": %d, "files": %d, "broken": %d, "first": %q}', sum.whole, sum.files, sum.broken, why))
end
