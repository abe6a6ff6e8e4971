// What spares a visitor and their machine something while the theme's script starts. None of it is needed: should the theme do
// something another way one day, it does it as before.

// The theme says late that scripts run, and that it tells focus by the keyboard; the whole page is styled again for each.
document.documentElement.classList.replace("no-js", "js");
document.documentElement.classList.add("js-focus-visible");
document.documentElement.setAttribute("data-js-focus-visible", "");

// It says late, too, which colours the page is in: that stands above, and said again it styles the whole page again.
document.head.appendChild = node => node.name === "color-scheme" ? node : Node.prototype.appendChild.call(document.head, node);

// The theme asks with every page for the search index, and for the sitemap, which tells it where it can go without a reload. Of a
// large site these are larger than all else. Here they wait until someone is about to search, or to go anywhere.
(() => {
  const SEARCH = '[data-md-component="search-query"], #__search'
  const { open, send } = XMLHttpRequest.prototype
  const late = [
    ["/search/search_index.json", ["focusin", "change"], ({ target }) => target.closest?.(SEARCH)],
    ["/sitemap.xml", ["pointerover", "pointerdown", "keydown"], ({ isTrusted }) => isTrusted],
  ].map(([end, types, isTime]) => ({ end, types, isTime, waiting: [], isOver: false }))
  const queues = new WeakMap()
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    queues.set(this, late.find(({ end }) => String(url).endsWith(end)))
    return open.call(this, method, url, ...rest)
  }
  XMLHttpRequest.prototype.send = function (...body) {
    const queue = queues.get(this)
    if (queue && !queue.isOver) queue.waiting.push(() => send.apply(this, body))
    else send.apply(this, body)
  }
  for (const queue of late) {
    const start = event => {
      if (!queue.isTime(event)) return
      for (const type of queue.types) document.removeEventListener(type, start)
      queue.isOver = true
      queue.waiting.splice(0).forEach(request => request())
    }
    for (const type of queue.types) document.addEventListener(type, start)
  }
})();

// Instant navigation begins with writing every address of the page again, in full. A stylesheet whose address is written is
// read again, and the page is styled and laid out anew. Here they stay as they are until someone is about to go elsewhere.
(() => {
  const addresses = "[href], [src]"
  document.querySelectorAll = selector => {
    if (selector !== addresses) return Document.prototype.querySelectorAll.call(document, selector)
    delete document.querySelectorAll
    return []
  }
  const moves = ["pointerdown", "keydown", "click", "popstate"]
  const complete = event => {
    if (!event.isTrusted) return  // the theme clicks on some of its own switches
    for (const type of moves) removeEventListener(type, complete, true)
    delete document.querySelectorAll
    for (const element of document.querySelectorAll(addresses)) {
      const name = element.hasAttribute("href") ? "href" : "src"
      if (!/^(?:[a-z]+:)?\/\//i.test(element.getAttribute(name))) element[name] = element[name]
    }
  }
  for (const type of moves) addEventListener(type, complete, true)
})();

// Who comes for the first time sees the page as their system wishes from the start. The theme's first script knows only of a
// choice that was kept, and its last one, half a second later on a phone, keeps this same one.
if ("system" in document.currentScript.dataset && !__md_get("__palette"))
  __md_set("__palette", { index: 0, color: { media: "(prefers-color-scheme)" } });
