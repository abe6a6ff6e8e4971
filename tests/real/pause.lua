-- For wrk: a moment between two requests of a connection, in milliseconds.
function delay()
  return 4
end
