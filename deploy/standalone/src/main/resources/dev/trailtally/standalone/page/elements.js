// Makes elements. Text goes in as text nodes only: nothing from the values is ever read as HTML.

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes || {}).forEach(([key, value]) => {
    if (value !== undefined && value !== null && value !== false) {
      made.setAttribute(key, value === true ? "" : value);
    }
  });
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== ""));
  return made;
}

// Elements that must be in the document first: charts and tables measure themselves.
const whenShown = [];

function section(id, title, lead, ...children) {
  return element("section", { id, class: "section", "aria-labelledby": id + "-title", "data-title": title },
    element("h2", { id: id + "-title" }, title),
    lead && element("p", { class: "lead" }, lead),
    ...children);
}

function tile(label, value, note, kind) {
  return element("div", { class: "tile" + (kind ? " " + kind : "") },
    element("dt", {}, label),
    element("dd", {}, element("span", { class: "figure" }, value), note && element("span", { class: "note" }, note)));
}

function tiles(...all) {
  return element("dl", { class: "tiles" }, all);
}

function heading(title, lines) {
  return element("div", { class: "heading" },
    element("h1", {}, title),
    element("p", { class: "about" }, lines.filter(Boolean).map((line) => element("span", {}, line))));
}

// The part of the page that each table and chart belongs to, by its name in the list of failures.
const PART_OF = {
  usage: "Service usage", "services-chart": "Service usage", "actions-chart": "Service usage", "errors-chart": "Service usage",
  "account-services": "Services by account", "heat-map": "Services by account", "over-time": "Activity over time",
  "failed-events": "Failed events", "first-seen": "What is new", "unused-access": "Unused access",
};

function isAnswered(id) {
  return !values.unanswered.includes(PART_OF[id]);
}

// Replaces a table or chart without data, or without an answer.
function nothing(id, text) {
  return element("p", { class: "empty" }, isAnswered(id) ? text : "This part could not be answered; the top of the page says why.");
}

// A choice between a few values, as radio buttons.
function choice(label, names, choose) {
  const group = "choice-" + Math.random().toString(36).slice(2);
  return element("fieldset", { class: "switch" },
    element("legend", { class: "unseen" }, label),
    names.map((name, index) => {
      const input = element("input", { type: "radio", name: group, value: String(index), checked: index === 0 });
      input.addEventListener("change", () => choose(index));
      return element("label", {}, input, element("span", {}, name));
    }));
}

// One line about what a list leaves out; empty if it is complete.
function leftOut(rows, one, many) {
  if (!rows.moreRows) {
    return "";
  }
  if (rows.moreRows < 0) {
    return `More than these ${count(rows.rows.length)} exist; they are not in this file.`;
  }
  const events = rows.moreEvents ? ` with ${counted(rows.moreEvents, "event")}` : "";
  return `${counted(rows.moreRows, "more " + one, "more " + (many || one + "s"))}${events} `
    + `${num(rows.moreRows) === 1 ? "is" : "are"} counted and not listed.`;
}

function fillSections() {
  const nav = document.getElementById("sections");
  document.querySelectorAll("main > section").forEach((part) =>
    nav.append(element("a", { href: "#" + part.id }, part.dataset.title)));
}
