/* A frame that scrolls sideways can be reached by the keyboard; one that does not is no stop on the way. Widths are read when a
   browser says that one has changed: it has laid the page out then, and does not have to do so for us. */
(() => {
  const FRAMES = ".kf-scroll, .kf-diagram__sheet";
  const fit = (frame) => {
    const scrolls = frame.scrollWidth > frame.clientWidth;
    return () => scrolls ? frame.setAttribute("tabindex", 0) : frame.removeAttribute("tabindex");
  };
  const watch = new ResizeObserver((changes) => {
    const frames = new Set(changes.map(({ target }) => target.closest(FRAMES)));
    [...frames].filter(Boolean).map(fit).forEach((set) => set());
  });
  const start = () => {
    watch.disconnect();
    for (const frame of document.querySelectorAll(FRAMES)) {
      for (const part of [frame, ...frame.children]) watch.observe(part);
    }
  };
  if (typeof document$ === "undefined") document.addEventListener("DOMContentLoaded", start);
  else document$.subscribe(start);
})();
