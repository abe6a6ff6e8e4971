/* What the filter of a table reads: words that were typed, cells, and the parts of a long table. Of thousands of rows the
   first are in the table and the others in a `noscript` behind it, which a browser that runs scripts reads as one text: they are made into rows after the first frame, in slices that a reader does not feel. */
const kfParts = (() => {
  const SLICE_MS = 24;

  /* The parts of the table that a `noscript` holds: a text, or elements where the page came without a reload. */
  const listWaiting = (table) => {
    const rest = table.nextElementSibling;
    if (rest?.localName !== "noscript") return [];
    rest.remove();
    if (rest.firstElementChild) return [...rest.querySelectorAll("tbody")].map((body) => () => body);
    return rest.textContent.split("<tbody").slice(1).map((text) => () => {
      const holder = document.createElement("table");
      holder.innerHTML = `<tbody${text}`;
      return holder.tBodies[0];
    });
  };

  /* Do steps one after another until none is left, in slices after the next frame. What is returned ends that at once: by
     doing all that are left, or none. */
  const inSlices = (steps, done) => {
    let timer = 0, over = false;
    const slice = (until) => {
      while (steps.length && performance.now() < until) steps.shift()();
      if (steps.length) timer = setTimeout(next);
      else end(done);
    };
    const next = () => over || slice(performance.now() + SLICE_MS);
    const end = (then = () => {}) => {
      clearTimeout(timer);
      if (!over) { over = true; then(); }
    };
    if (steps.length) requestAnimationFrame(() => { timer = setTimeout(next); });
    else end(done);
    return { finish: () => over || slice(Infinity), stop: () => end() };
  };

  /* Let the browser do what else there is: a phone feels a task of more than 50 ms. */
  const breathe = () => new Promise((done) => setTimeout(done));

  /* What a reader sees of a cell: an icon's letters are no part of the name. */
  const read = (cell) => {
    const icon = cell.firstElementChild;
    const text = icon && icon.getAttribute("aria-hidden") ? cell.textContent.slice(icon.textContent.length) : cell.textContent;
    return text.trim();
  };

  /* "namespace:web immich" → [["namespace", "web"], ["", "immich"]]; a part in quotes is one word. */
  const parse = (text, columns) =>
    [...text.toLowerCase().matchAll(/(?:([a-z-]+):)?(?:"([^"]*)"?|(\S+))/g)].map(([all, key, quoted, plain]) =>
      !key || key in columns ? [key || "", quoted ?? plain] : ["", all.replaceAll('"', "")]);

  return { parse, listWaiting, inSlices, breathe, read };
})();
