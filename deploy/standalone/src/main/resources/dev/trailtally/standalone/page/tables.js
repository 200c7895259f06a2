// Tables that sort, filter and print: Tabulator, with what it lacks for the keyboard.

const ROWS_PRINTED = 200;
// On paper, text no longer than an account id stays on one line.
const UNBROKEN = 12;

function plain(cell) {
  const text = String(cell.getValue() ?? "");
  const look = text ? (text.length <= UNBROKEN && "unbroken") : "none";
  return element("span", { title: text.length > 24 ? text : undefined, class: look }, text || "–");
}

function number(cell) {
  return element("span", { class: num(cell.getValue()) ? "unbroken" : "unbroken zero" }, count(cell.getValue()));
}

function textColumn(field, title, width, more) {
  return {
    field, title, minWidth: width || 140, widthGrow: 2, formatter: plain, sorter: "string",
    headerFilter: "input", headerFilterPlaceholder: "contains", headerFilterFunc: containsOrIs,
    headerFilterParams: { elementAttributes: { "aria-label": title + " contains", title: "Part of the text; =text matches exactly that text" } }, ...more,
  };
}

// "=text" matches exactly that text, and "=" matches empty cells.
function containsOrIs(wanted, value) {
  const text = String(value ?? "");
  return wanted.startsWith("=") ? text === wanted.slice(1) : text.toLowerCase().includes(wanted.toLowerCase());
}

function numberColumn(field, title, more) {
  return {
    field, title, minWidth: Math.max(92, 54 + 8 * title.length), widthGrow: 1, hozAlign: "right", headerHozAlign: "right", formatter: number, sorter: "number",
    headerSortStartingDir: "desc",
    headerFilter: "input", headerFilterPlaceholder: "at least",
    headerFilterFunc: (least, value) => !(num(value) < Number(least.replace(/[,\s]/g, ""))),
    headerFilterParams: { elementAttributes: { "aria-label": title + " at least", inputmode: "numeric" } }, ...more,
  };
}

function timeColumn(field, title, more) {
  return textColumn(field, title, 158, { widthGrow: 0, cssClass: "time", headerFilterPlaceholder: "such as 2026-11", ...more });
}

// A name that leads to its details.
function linkColumn(field, title, width, follow) {
  return textColumn(field, title, width, {
    formatter: (cell) => {
      const button = element("button", { type: "button", class: "link", title: String(cell.getValue()) }, String(cell.getValue()));
      button.addEventListener("click", () => follow(cell.getRow().getData()));
      return button;
    },
  });
}

function matches(row, fields, words) {
  const text = fields.map((field) => String(row[field] ?? "")).join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

/*
 * A table with its title, search and number of rows. "note" says what is not listed. Returns the element; its "show" takes
 * other rows and columns.
 */
function table(id, title, note, rows, columns, sort) {
  const holder = element("div", { id, class: "rows", "aria-label": title });
  const shown = element("output", { class: "shown", "aria-live": "polite" });
  const search = element("input", { type: "search", class: "search", placeholder: "Search", "aria-label": "Search " + title });
  const wrap = element("button", { type: "button", class: "button", "aria-pressed": "false" }, "Wrap");
  const part = element("section", { class: "card table", "aria-label": title },
    element("div", { class: "card-head" }, element("h3", {}, title), shown, search, wrap),
    note && element("p", { class: "note" }, note),
    rows.length ? holder : nothing(id, "None."));
  if (!rows.length) {
    search.remove();
    wrap.remove();
    return part;
  }
  whenShown.push(() => {
    part.tabulator = startTable(holder, shown, rows, columns, sort);
    search.addEventListener("input", () => filterBy(part.tabulator, search.value));
    wrap.addEventListener("click", () => {
      const wrapped = holder.classList.toggle("wrapped");
      wrap.setAttribute("aria-pressed", String(wrapped));
      part.tabulator.redraw(true);
    });
  });
  return part;
}

function filterBy(tabulator, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fields = tabulator.getColumns().map((column) => column.getField());
  tabulator.setFilter((row) => matches(row, fields, words));
}

function startTable(holder, shown, rows, columns, sort) {
  const tabulator = new Tabulator(holder, {
    data: rows, columns, layout: "fitColumns", maxHeight: 460, initialSort: sort ? [sort] : [],
    columnDefaults: { headerSortTristate: true, resizable: "header" }, placeholder: "Nothing matches the filter.",
    headerSortElement: "<i class='arrow'></i>", printAsHtml: true, printStyled: false,
    printRowRange: () => tabulator.getRows("active").slice(0, ROWS_PRINTED),
    printHeader: () => {
      const more = tabulator.getDataCount("active") - ROWS_PRINTED;
      return more > 0 ? element("p", { class: "note" }, `The first ${count(ROWS_PRINTED)} rows; ${count(more)} more are in the file.`) : "";
    },
  });
  const say = (active) => {
    shown.value = active === rows.length ? counted(active, "row") : `${count(active)} of ${counted(rows.length, "row")}`;
  };
  say(rows.length);
  tabulator.on("dataFiltered", (filters, active) => say(active.length));
  tabulator.on("tableBuilt", () => tabulator.getColumns().forEach(sortByKeyboard));
  return tabulator;
}

// Tabulator sorts only on click.
function sortByKeyboard(column) {
  const head = column.getElement();
  head.tabIndex = 0;
  head.addEventListener("keydown", (event) => {
    if (event.target === head && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      head.querySelector(".tabulator-col-content").click();
    }
  });
}

// Shows the rows with these values and no others: from a chart or another table. Earlier filters are removed.
function showOnly(part, wanted) {
  if (part.tabulator) {
    part.querySelector(".search").value = "";
    part.tabulator.clearFilter(true);
    Object.entries(wanted).forEach(([field, value]) => part.tabulator.setHeaderFilterValue(field, "=" + value));
    part.scrollIntoView({ block: "start" });
  }
}
