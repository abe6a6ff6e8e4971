/* A frame that scrolls sideways can be reached by the keyboard; one that does not is no stop on the way. */
(() => {
  const fit = () => {
    for (const frame of document.querySelectorAll(".kf-scroll, .kf-diagram__sheet")) {
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", fit);
  if (typeof document$ === "undefined") document.addEventListener("DOMContentLoaded", fit);
  else document$.subscribe(fit);
})();
