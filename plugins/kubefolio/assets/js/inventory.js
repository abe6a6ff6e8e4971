/* Filters and sorts a table that says `data-filter`: by words, by the values of the columns that say `data-facet`, by any column.
   The address keeps what was chosen. Without this script the table is whole and in the order of its names. */
(() => {
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  /* "namespace:web immich" → [["namespace", "web"], ["", "immich"]]; a part in quotes is one word. */
  const parse = (text, columns) =>
    [...text.toLowerCase().matchAll(/(?:([a-z-]+):)?(?:"([^"]*)"?|(\S+))/g)].map(([all, key, quoted, plain]) =>
      !key || key in columns ? [key || "", quoted ?? plain] : ["", all.replaceAll('"', "")]);

  /* What a reader sees of a cell: an icon's letters are no part of the name. */
  const read = (cell) => {
    const icon = cell.firstElementChild;
    const text = icon && icon.getAttribute("aria-hidden") ? cell.textContent.slice(icon.textContent.length) : cell.textContent;
    return text.trim();
  };

  const setUp = (table) => {
    /* What it says stands at the table, in the language of the page. */
    const says = table.dataset;
    const heads = [...table.tHead.rows[0].cells];
    const columns = Object.fromEntries(heads.map((head, index) => [head.dataset.key, index]));
    const bodies = [...table.tBodies];
    const chunk = bodies[0].children.length;
    const rows = bodies.flatMap((body) => [...body.children]).map((row, place) => ({ row, place, hidden: false }));
    const cell = ({ row }, index) => read(row.children[index]);
    /* The words of a row, made when they are asked for the first time: opening a page is not finding on it. */
    const words = (one) => one.low ??= Array.from(one.row.children, (one) => read(one).toLowerCase());
    const all = (one) => one.all ??= words(one).join("\n");
    /* What a row is sorted by: a cell may say it apart from its text, since "0.1" is more than "0.01". */
    const rank = (one, index) => one.row.children[index].dataset.sort ?? words(one)[index];
    let order = rows;

    const find = element("input", { type: "search", name: "find", autocomplete: "off", spellcheck: "false", "aria-label": says.find });
    find.placeholder = says.hint;
    const facets = heads.filter((head) => "facet" in head.dataset).map((head) => {
      const key = head.dataset.key, index = columns[key];
      const counts = new Map();
      for (const one of rows) {
        const value = cell(one, index);
        counts.set(value, (counts.get(value) || 0) + 1);
      }
      if (counts.size < 2) return null;
      const options = [...counts].sort(([a], [b]) => collator.compare(a, b)).map(([value, count]) =>
        element("option", { value }, `${value || says.none} (${count})`));
      const select = element("select", { name: key }, element("option", { value: "*" }, says.any), ...options);
      return { key, index, select, label: element("label", {}, element("span", {}, head.textContent.trim()), select) };
    }).filter(Boolean);
    const count = element("output", { "aria-live": "polite" });
    const clear = element("button", { type: "button", class: "kf-filter__clear" }, says.clear);
    const form = element("form", { class: "kf-filter", role: "search", "aria-label": table.dataset.filter },
      element("label", { class: "kf-filter__find" }, element("span", {}, says.find), find),
      ...facets.map((facet) => facet.label), clear, count);
    table.before(form);

    const sorted = { key: "", down: false };
    const buttons = heads.map((head) => {
      const button = element("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        sort(head.dataset.key, sorted.key === head.dataset.key && !sorted.down);
        keep();
      });
      return button;
    });

    /* Put rows into the bodies in their order. */
    const place = (wanted) => {
      order = wanted;
      bodies.forEach((body, index) => {
        body.replaceChildren(...order.slice(index * chunk, (index + 1) * chunk).map(({ row }) => row));
      });
    };

    /* Show what was found. A body that is out of sight is not laid out, so it is told its size. */
    const filter = () => {
      const wanted = parse(find.value, columns);
      const chosen = facets.filter(({ select }) => select.value !== "*");
      const found = (one) =>
        chosen.every(({ index, select }) => words(one)[index] === select.value.toLowerCase()) &&
        wanted.every(([key, word]) => (key ? words(one)[columns[key]] : all(one)).includes(word));
      let shown = 0;
      bodies.forEach((body, index) => {
        let here = 0;
        for (const one of order.slice(index * chunk, (index + 1) * chunk)) {
          const hidden = !found(one);
          if (hidden !== one.hidden) one.row.hidden = one.hidden = hidden;
          if (!hidden) here += 1;
        }
        body.hidden = !here;
        body.style.containIntrinsicBlockSize = `auto calc(var(--kf-row) * ${here})`;
        shown += here;
      });
      count.value = says.count.replace("{shown}", shown).replace("{whole}", rows.length);
      clear.hidden = !wanted.length && !chosen.length && !sorted.key;
    };

    const sort = (key, down) => {
      Object.assign(sorted, { key, down });
      const index = columns[key];
      const wanted = index === undefined ? rows : [...rows].sort((a, b) =>
        (down ? -1 : 1) * collator.compare(rank(a, index), rank(b, index)) || a.place - b.place);
      if (wanted !== order) place(wanted);
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
      find.value = given.get("find") || "";
      for (const { key, select } of facets) {
        const value = given.get(key);
        select.value = value !== null && [...select.options].some((option) => option.value === value) ? value : "*";
      }
      const by = given.get("sort") || "";
      sort(by.replace(/^-/, ""), by.startsWith("-"));
    };

    find.addEventListener("focus", () => rows.forEach(all), { once: true });
    form.addEventListener("input", () => { filter(); keep(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    clear.addEventListener("click", () => {
      find.value = "";
      for (const { select } of facets) select.value = "*";
      sort("", false);
      keep();
      find.focus();
    });
    table.classList.add("kf-ready");
    restore();
    return buttons;
  };

  const start = () => {
    for (const table of document.querySelectorAll("table[data-filter]:not(.kf-ready)")) setUp(table);
  };
  if (typeof document$ === "undefined") document.addEventListener("DOMContentLoaded", start);
  else document$.subscribe(start);
})();
