// The theme asks for the search index with every page, and of a large site it is larger than all else. Here the request waits
// until someone is about to search. Should the theme ask in another way one day, nothing waits, and search works as before.
(() => {
  const { open, send } = XMLHttpRequest.prototype
  const waiting = []
  const isIndex = new WeakSet()
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    if (String(url).endsWith("/search/search_index.json")) isIndex.add(this)
    return open.call(this, method, url, ...rest)
  }
  XMLHttpRequest.prototype.send = function (...body) {
    if (isIndex.has(this)) waiting.push(() => send.apply(this, body))
    else send.apply(this, body)
  }
  const start = event => {
    if (!event.target.closest?.('[data-md-component="search-query"], #__search')) return
    for (const type of ["focusin", "change"]) document.removeEventListener(type, start)
    Object.assign(XMLHttpRequest.prototype, { open, send })
    waiting.splice(0).forEach(request => request())
  }
  for (const type of ["focusin", "change"]) document.addEventListener(type, start)
})()
