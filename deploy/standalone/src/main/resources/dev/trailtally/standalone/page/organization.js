// The page of many accounts.

function organizationPage() {
  const { summary } = values;
  const scope = summary.scope || {};
  const accounts = accountRows();
  const names = new Map(accounts.map((row) => [row.id, row.name]));
  const label = (id) => (names.get(id) ? `${names.get(id)} ${id}` : id);
  const cells = cellTable();
  const accountsTable = accountTable(accounts);
  return [
    heading(values.title, [counted(scope.accountCount, "account"), observedText(scope.observed), categoriesText(), "made " + minute(values.generatedTime) + " " + zone]),
    section("coverage", "Coverage", "", organizationBand(scope, accounts), organizationTiles(scope),
      overTimeChart("over-time", values.overTime.rows, values.bucket)),
    section("accounts", "Accounts", "", accountChart(label, accountsTable), accountsTable),
    section("services", "Services", "", heatMap(label, cells), element("div", { class: "columns" },
      topChart("services-chart", "Events by service", summary.services, "all", serviceName, (row) => showOnly(cells, { source: row.full })),
      topChart("errors-chart", "Failed events by error code", summary.errorCodes, "failed", (code) => code),
      topChart("denied-chart", "Denied events by action", summary.deniedActions, "failed", serviceName)), cells),
    section("who", "Who", "Principals by events. A role includes all of its sessions.", organizationPrincipalChart(), organizationPrincipalTable(names)),
    section("failed", "Failed and denied", "Denied events have an error code for missing permissions or invalid credentials.",
      element("div", { class: "columns" },
        topTable("error-codes", "Error codes", "Error code", summary.errorCodes),
        topTable("denied-actions", "Denied actions", "Action", summary.deniedActions))),
    section("new", "New", `First seen since ${minute(values.newSinceTime)} ${zone}, and never before in any of these accounts, regardless of the period of the other numbers${ofCalls()}.`, newTable(true)),
    section("unused", "Unused access", "", unusedPart(true)),
  ];
}

function accountRows() {
  return values.accounts.rows.map(({ scope, eventCount, failedCount }) => {
    const coverage = scope.coverage || {};
    const gaps = gapsOf(coverage);
    return {
      id: scope.accountId, name: scope.accountName || "", events: num(eventCount), failed: num(failedCount), gaps,
      state: stateOf(scope.completeUntil, gaps), stateText: stateOf(scope.completeUntil, gaps).text, complete: time(scope.completeUntil),
      regions: (coverage.regions || []).length, why: gaps.map((gap) => [gap.what, gap.why].filter(Boolean).join(": ")).join("; "),
      next: [...new Set(gaps.map((gap) => gap.next).filter(Boolean))].join(" "),
    };
  });
}

const KINDS_ON_TOP = 8;

// A gap that has the same reason in many accounts is one problem: "in 50 accounts".
function sharedProblems(accounts) {
  const groups = new Map();
  accounts.forEach((row) => row.gaps.forEach((gap) => {
    const group = groups.get(gap.code) || groups.set(gap.code, { gap, rows: new Set() }).get(gap.code);
    group.rows.add(row);
  }));
  return [...groups.values()].sort((one, other) => other.rows.size - one.rows.size).map(({ gap, rows }) => {
    const names = [...rows].slice(0, 3).map((row) => (row.name ? `${row.name} ${row.id}` : row.id));
    const more = rows.size > 3 ? ` and ${count(rows.size - 3)} more` : "";
    return rows.size === 1
      ? { what: `${names[0]}: ${gap.what}`, why: gap.why, next: gap.next }
      : { what: `${counted(rows.size, "account")}, ${gap.code}: ${names.join(", ")}${more}`, why: `Such as ${gap.what}: ${gap.why}`, next: gap.next };
  });
}

function organizationBand(scope, accounts) {
  const problems = sharedProblems(accounts);
  const shown = problems.slice(0, KINDS_ON_TOP);
  const failures = values.failures.length > 20
    ? [...values.failures.slice(0, 20), `${count(values.failures.length - 20)} more`] : values.failures;
  return coverageBand(scope, shown, failures,
    problems.length ? element("p", { class: "aside" }, "The table of accounts shows everything that is missing in each.") : "");
}

function organizationTiles(scope) {
  const { summary } = values;
  const whole = (list) => ((list && list.counts) || []).length + num(list && list.remainder && list.remainder.valueCount);
  const listed = new Set((summary.principals || []).map((row) => row.accountId + " " + row.principal.key)).size;
  const principals = listed + num(summary.principalRemainder && summary.principalRemainder.valueCount);
  return tiles(
    tile("Accounts", count(scope.accountCount), num(scope.incompleteAccountCount) ? count(scope.incompleteAccountCount) + " with gaps" : "none with gaps"),
    tile("Events", count(summary.eventCount)),
    tile("Failed", count(summary.failedCount), percent(summary.failedCount, summary.eventCount) + " of events", num(summary.failedCount) ? "warm" : ""),
    tile("Principals", count(principals)),
    tile("Services", count(whole(summary.services))),
    tile("Error codes", count(whole(summary.errorCodes))));
}

function accountChart(label, accountsTable) {
  const rows = (values.summary.accounts || []).map((row) => ({
    name: row.accountName || row.accountId, full: label(row.accountId), id: row.accountId, events: num(row.eventCount), failed: num(row.failedCount),
  }));
  return barChart("accounts-chart", "Events by account", "", rows, remainder(values.summary.accountRemainder), "outcome",
    (row) => showOnly(accountsTable, { id: row.id }));
}

function accountTable(rows) {
  return table("accounts-table", "Accounts", leftOut(values.accounts, "account"), rows, [
    textColumn("id", "Account", 124, { widthGrow: 0 }), textColumn("name", "Name", 130),
    numberColumn("events", "Events"), numberColumn("failed", "Failed"),
    textColumn("stateText", "State", 100, { widthGrow: 0, formatter: (cell) => badge(cell.getRow().getData().state) }),
    timeColumn("complete", "Complete until"), numberColumn("regions", "Regions"), textColumn("why", "What is missing", 180), textColumn("next", "What to do", 160),
  ], { column: "events", dir: "desc" });
}

function heatMap(label, cells) {
  const others = (name, total, listed) => name || `${counted(Math.max(0, total - listed + 1), "other")}`;
  const { summary } = values;
  const accountTotal = (summary.accounts || []).length + num(summary.accountRemainder && summary.accountRemainder.valueCount);
  const serviceTotal = ((summary.services || {}).counts || []).length + num(summary.services && summary.services.remainder && summary.services.remainder.valueCount);
  const names = values.heatMapRows.map((id) => others(id && label(id), accountTotal, values.heatMapRows.length));
  const services = values.heatMapColumns.map((source) => others(serviceName(source), serviceTotal, values.heatMapColumns.length));
  // If the last row or column has no events, there are no other rows or columns.
  const rowEnd = values.heatMap[names.length - 1].some(num) ? names.length : names.length - 1;
  const columnEnd = values.heatMap.some((row) => num(row[services.length - 1])) ? services.length : services.length - 1;
  return heatMapChart("heat-map", "Events by account and service", names.slice(0, rowEnd), services.slice(0, columnEnd),
    values.heatMap.slice(0, rowEnd).map((row) => row.slice(0, columnEnd)),
    ({ x, y }) => values.heatMapRows[y] && values.heatMapColumns[x] && showOnly(cells, { account: values.heatMapRows[y], source: values.heatMapColumns[x] }));
}

function cellTable() {
  const rows = values.accountServices.rows.map((row) => ({
    account: row.accountId, name: row.accountName || "", source: row.eventSource || "", events: num(row.eventCount), failed: num(row.failedCount),
    first: time(row.firstEventTime), last: time(row.lastEventTime),
  }));
  return table("account-services", "Services by account", leftOut(values.accountServices, "row"), rows, [
    textColumn("account", "Account", 124, { widthGrow: 0 }), textColumn("name", "Name", 140), textColumn("source", "Event source", 190),
    numberColumn("events", "Events"), numberColumn("failed", "Failed"), timeColumn("first", "First seen"), timeColumn("last", "Last seen"),
  ], { column: "events", dir: "desc" });
}

function topChart(id, title, list, parts, name, follow) {
  const rows = ((list && list.counts) || []).map((row) => ({ name: name(row.value || ""), full: row.value, events: num(row.eventCount), failed: 0 }));
  return barChart(id, title, "", rows, remainder(list && list.remainder), parts, follow);
}

function topTable(id, title, column, list) {
  const rows = ((list && list.counts) || []).map((row) => ({ value: row.value, events: num(row.eventCount) }));
  const rest = { rows, ...remainder(list && list.remainder) };
  rest.moreRows = num(rest.moreRows);
  return table(id, title, leftOut(rest, "value"), rows, [textColumn("value", column, 180), numberColumn("events", "Events")], { column: "events", dir: "desc" });
}

// AWS services and federated identities have the same name in every account.
function nameInAccount(row) {
  const name = principalName(row.principal);
  return name.startsWith(row.accountId) ? name : `${name} in ${row.accountId}`;
}

function organizationPrincipalChart() {
  const rows = (values.summary.principals || []).map((row) => ({
    name: nameInAccount(row), full: row.principal.key, events: num(row.eventCount), failed: num(row.failedCount),
  }));
  return barChart("principals-chart", "Events by principal", "", rows, remainder(values.summary.principalRemainder), "outcome");
}

function organizationPrincipalTable(names) {
  const rows = (values.summary.principals || []).map((row) => ({
    who: principalName(row.principal), type: row.principal.type || "", account: row.accountId, accountName: names.get(row.accountId) || "",
    events: num(row.eventCount), failed: num(row.failedCount), key: row.principal.key,
  }));
  const rest = { rows, ...remainder(values.summary.principalRemainder) };
  rest.moreRows = num(rest.moreRows);
  return table("principals", "Principals", leftOut(rest, "principal"), rows, [
    textColumn("who", "Principal", 220), textColumn("type", "Type", 110, { widthGrow: 1 }), textColumn("account", "Account", 124, { widthGrow: 0 }),
    textColumn("accountName", "Account name", 140), numberColumn("events", "Events"), numberColumn("failed", "Failed"), textColumn("key", "Key", 220),
  ], { column: "events", dir: "desc" });
}
