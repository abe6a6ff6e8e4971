/* Filters and sorts a table that says `data-filter`: by words, by the values of the columns that say `data-facet`, by any column.
   The address keeps what was chosen. Without this script the table is whole and in the order of its names.
   Needs `parts.js`. */
(() => {
  const { parse, listWaiting, inSlices, breathe, read } = kfParts;
  const AT_ONCE = 1, PAUSE_MS = 200;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const setUp = async (table) => {
    await breathe();
    /* What it says stands at the table, in the language of the page. */
    const says = table.dataset;
    const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
    const heads = [...table.tHead.rows[0].cells];
    const columns = Object.fromEntries(heads.map((head, index) => [head.dataset.key, index]));
    const bodies = [...table.tBodies];
    const chunk = bodies[0].children.length;
    const rows = [];
    /* Take the rows of a part as they came, with their words. */
    const take = (body) => {
      for (const row of body.children) {
        const shown = Array.from(row.children, read), low = shown.map((text) => text.toLowerCase());
        rows.push({ row, place: rows.length, shown, low, all: low.join("\n") });
      }
    };
    bodies.forEach(take);
    await breathe();
    /* What a row is sorted by: a cell may say it apart from its text. */
    const rank = (one, index) => one.row.children[index].dataset.sort ?? one.low[index];
    let order = rows, laid = rows, work = null, pause = 0;
    const complete = () => table.classList.contains("kf-ready") || work.finish();

    const find = element("input", { type: "search", name: "find", autocomplete: "off", spellcheck: "false", "aria-label": says.find });
    find.placeholder = says.hint;
    const facets = heads.filter((head) => "facet" in head.dataset).map((head) => {
      const select = element("select", { name: head.dataset.key }, element("option", { value: "*" }, says.any));
      const label = element("label", {}, element("span", {}, head.textContent.trim()), select);
      return { key: head.dataset.key, index: columns[head.dataset.key], select, label };
    });
    /* Offer the values of a column, each with its number; a column of one value offers nothing. */
    const offer = ({ index, select, label }) => {
      const counts = new Map();
      for (const one of rows) {
        const value = one.shown[index];
        counts.set(value, (counts.get(value) || 0) + 1);
      }
      select.append(...[...counts].sort(([a], [b]) => collator.compare(a, b)).map(([value, count]) =>
        element("option", { value }, `${value || says.none} (${count})`)));
      label.hidden = counts.size < 2;
    };
    const count = element("output", { "aria-live": "polite" });
    const clear = element("button", { type: "button", class: "kf-filter__clear" }, says.clear);
    const form = element("form", { class: "kf-filter", role: "search", "aria-label": table.dataset.filter },
      element("label", { class: "kf-filter__find" }, element("span", {}, says.find), find),
      ...facets.map((facet) => facet.label), clear, count);
    table.before(form);

    const sorted = { key: "", down: false };
    for (const head of heads) {
      const button = element("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        complete();
        sort(head.dataset.key, sorted.key === head.dataset.key && !sorted.down);
        keep();
      });
    }

    /* Lay rows out: the first at once, the others in slices. A part that shows nothing keeps rows that were not found,
       hidden: taking thousands out of the document would be felt. */
    const lay = (wanted) => {
      if (wanted.length === laid.length && wanted.every((one, index) => one === laid[index])) return;
      work?.stop();
      laid = wanted;
      const steps = Array.from({ length: Math.ceil(wanted.length / chunk) }, (_, index) => () => {
        const body = bodies[index], part = wanted.slice(index * chunk, (index + 1) * chunk);
        body.replaceChildren(...part.map(({ row }) => row));
        body.className = part.length === chunk && wanted.length > chunk ? "kf-part" : "";
        body.hidden = false;
      });
      for (const body of bodies) body.hidden = true;
      steps.splice(0, AT_ONCE).forEach((step) => step());
      table.ariaBusy = "true";
      work = inSlices(steps, () => { table.ariaBusy = null; });
    };

    const filter = () => {
      const wanted = parse(find.value, columns);
      const chosen = facets.filter(({ select }) => select.value !== "*");
      const found = order.filter((one) =>
        chosen.every(({ index, select }) => one.low[index] === select.value.toLowerCase()) &&
        wanted.every(([key, word]) => (key ? one.low[columns[key]] : one.all).includes(word)));
      lay(found);
      count.value = says.count.replace("{shown}", found.length).replace("{whole}", rows.length);
      clear.hidden = !wanted.length && !chosen.length && !sorted.key;
    };

    const sort = (key, down) => {
      Object.assign(sorted, { key, down });
      const index = columns[key];
      order = index === undefined ? rows : [...rows].sort((a, b) =>
        (down ? -1 : 1) * collator.compare(rank(a, index), rank(b, index)) || a.place - b.place);
      heads.forEach((head) => {
        if (head.dataset.key === key) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      filter();
    };

    const keep = () => {
      const address = new URL(location.href);
      const set = (name, value) => (value ? address.searchParams.set(name, value) : address.searchParams.delete(name));
      set("find", find.value.trim());
      for (const { key, select } of facets) {
        if (select.value === "*") address.searchParams.delete(key);
        else address.searchParams.set(key, select.value);
      }
      set("sort", sorted.key && (sorted.down ? "-" : "") + sorted.key);
      history.replaceState(history.state, "", address);
    };

    const restore = () => {
      const given = new URL(location.href).searchParams;
      find.value ||= given.get("find") || "";
      for (const { key, select } of facets) {
        const value = given.get(key);
        select.value = value !== null && [...select.options].some((option) => option.value === value) ? value : "*";
      }
      const by = given.get("sort") || "";
      sort(by.replace(/^-/, ""), by.startsWith("-"));
    };

    form.addEventListener("input", () => {
      complete();
      filter();
      clearTimeout(pause);
      pause = setTimeout(keep, PAUSE_MS);  // a browser takes only so many changes of the address, and each costs a frame
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    clear.addEventListener("click", () => {
      find.value = "";
      for (const { select } of facets) select.value = "*";
      sort("", false);
      keep();
      find.focus();
    });
    addEventListener("beforeprint", () => work.finish());
    const steps = listWaiting(table).map((make) => () => {
      const body = make();
      bodies.push(body);
      take(body);
      table.append(body);
    });
    table.ariaBusy = "true";
    work = inSlices(steps, () => {
      facets.forEach(offer);
      table.ariaBusy = null;
      table.classList.add("kf-ready");
      restore();
    });
  };

  const known = new WeakSet();
  const start = () => {
    for (const table of document.querySelectorAll("table[data-filter]")) {
      if (!known.has(table)) setUp(table);
      known.add(table);
    }
  };
  if (typeof document$ === "undefined") document.addEventListener("DOMContentLoaded", start);
  else document$.subscribe(start);
})();
