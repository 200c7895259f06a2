// The page of one account.

const KINDS = {
  SIGHTING_KIND_SOURCE_IP_ADDRESS: "IP address", SIGHTING_KIND_ACCESS_KEY: "access key", SIGHTING_KIND_SESSION: "role session",
  SIGHTING_KIND_USER_AGENT: "user agent", SIGHTING_KIND_PRINCIPAL: "principal", SIGHTING_KIND_SERVICE: "service",
  SIGHTING_KIND_REGION: "region",
};
const UNUSED_KINDS = {
  UNUSED_ACCESS_KIND_PRINCIPAL: "principal", UNUSED_ACCESS_KIND_ACCESS_KEY: "access key", UNUSED_ACCESS_KIND_PASSWORD: "password",
  UNUSED_ACCESS_KIND_PERMISSION: "permission",
};

function accountPage() {
  const { account, summary } = values;
  const scope = summary.scope || {};
  const coverage = scope.coverage || account.coverage || {};
  return [
    heading(account.name || "Account " + account.accountId, [
      account.name ? "Account " + account.accountId : "", observedText(scope.observed), categoriesText(), "made " + minute(values.generatedTime) + " " + zone]),
    section("coverage", "Coverage", "", accountBand(scope, coverage), accountTiles(),
      num(summary.eventCount) ? overTimeChart("over-time", values.overTime.rows, values.bucket) : ""),
    ...(num(summary.eventCount) ? activitySections() : [element("p", { class: "notice section" },
      values.categories ? "No events of these categories are known of this account in this period."
        : "No events of this account are known in this period. “trailtally scan” collects them; without a period the report covers everything collected.")]),
    section("new", "New", `First seen since ${minute(values.newSinceTime)} ${zone}, regardless of the period of the other numbers${ofCalls()}.`, newTable(false)),
    section("unused", "Unused access", "", unusedPart(false)),
    section("collected", "Collected", "", regionCoverageTable(coverage)),
  ];
}

function activitySections() {
  const details = detailsTable();
  const follow = (name) => showOnly(details.current(), { who: name });
  return [
    section("who", "Who", "Principals by events. A role includes all of its sessions. Select a name to see what it did.",
      principalChart(follow), principalTable(follow), details.element),
    section("what", "What", "Services and actions that were called.", element("div", { class: "columns" },
      tallyChart("services-chart", "Events by service", values.services, "outcome", serviceName),
      tallyChart("actions-chart", "Events by action", values.actions, "outcome", serviceName)), usageTable()),
    section("where", "Where and how it failed", "", element("div", { class: "columns" },
      barChart("regions-chart", "Events by region", "", regionRows(), remainder(values.summary.regionRemainder), "outcome"),
      tallyChart("errors-chart", "Failed events by error code", values.errorCodes, "failed", (code) => code || "(no code)")), failedEventsTable()),
  ];
}

function observedText(observed) {
  return observed && observed.startTime ? span(observed) + " " + zone : "no events known";
}

function remainder(left) {
  return { moreRows: left && left.valueCount, moreEvents: left && left.eventCount };
}

function accountBand(scope, coverage) {
  const dropped = coverage.rawEventsFrom
    ? element("p", { class: "aside" }, `Single events before ${minute(coverage.rawEventsFrom)} were dropped by retention; daily counts are kept.`) : "";
  return coverageBand(scope, gapsOf(coverage), values.failures, dropped);
}

function accountTiles() {
  const { summary } = values;
  const principals = new Set(values.principals.rows.map((row) => row.principal.key)).size + num(values.principals.moreRows);
  const regions = (summary.regions || []).length + num(summary.regionRemainder && summary.regionRemainder.valueCount);
  return tiles(
    tile("Events", count(summary.eventCount)),
    tile("Failed", count(summary.failedCount), percent(summary.failedCount, summary.eventCount) + " of events", num(summary.failedCount) ? "warm" : ""),
    tile("Principals", count(principals)),
    tile("Services", isAnswered("usage") ? count(values.serviceCount) : "–"),
    tile("Actions", isAnswered("usage") ? count(values.actionCount) : "–"),
    tile("Regions", count(regions)));
}

function principalChart(follow) {
  const rows = values.principals.rows.map((row) => ({
    name: principalName(row.principal), full: row.principal.key, events: num(row.eventCount), failed: num(row.failedCount),
  }));
  return barChart("principals-chart", "Events by principal", "", rows, values.principals, "outcome", (row) => follow(row.name));
}

function principalTable(follow) {
  const rows = values.principals.rows.map((row) => ({
    name: principalName(row.principal), type: row.principal.type || "", events: num(row.eventCount), failed: num(row.failedCount),
    first: time(row.firstEventTime), last: time(row.lastEventTime), key: row.principal.key,
  }));
  return table("principals", "Principals", leftOut(values.principals, "principal"), rows, [
    linkColumn("name", "Principal", 240, (row) => follow(row.name)), textColumn("type", "Type", 110, { widthGrow: 1 }),
    numberColumn("events", "Events"), numberColumn("failed", "Failed"),
    timeColumn("first", "First seen"), timeColumn("last", "Last seen"), textColumn("key", "Key", 220),
  ], { column: "events", dir: "desc" });
}

// The five breakdowns, one at a time; a shortened list ends with a row for the rest.
function detailsTable() {
  const byPrincipal = (list) => values.principals.rows.flatMap((row) => countRows(principalName(row.principal), row[list]));
  const views = [
    ["API calls", "Principal", "Action", () => byPrincipal("apiCalls")],
    ["Error codes", "Principal", "Error code", () => byPrincipal("errorCodes")],
    ["IP addresses", "Principal", "Source IP address or service", () => byPrincipal("sourceIpAddresses")],
    ["User agents", "Principal", "User agent", () => byPrincipal("userAgents")],
    ["API calls by region", "Region", "Action", () => (values.summary.regions || []).flatMap((row) => countRows(row.region || "(none)", row.apiCalls))],
  ];
  const listed = values.principals.rows.length;
  const bound = values.detailedPrincipals < listed ? `Of the first ${counted(values.detailedPrincipals, "principal")}; the file would be too large with more. ` : "";
  const parts = views.map(([name, who, what, rows], index) => {
    const part = table("details-" + index, name, bound + "If a list is shortened, one more row counts the rest.", rows(), [
      textColumn("who", who, 160), textColumn("value", what, 240, { widthGrow: 4 }), numberColumn("events", "Events"),
    ], { column: "events", dir: "desc" });
    return part;
  });
  let chosen = 0;
  const chooser = choice("Details", views.map(([name]) => name), (index) => choose(index));
  const choose = (index) => {
    chosen = index;
    parts.forEach((part, at) => { part.hidden = at !== index; });
    if (parts[index].tabulator) {
      parts[index].tabulator.redraw(true);
    }
  };
  choose(0);
  return {
    element: element("div", { class: "stack" }, element("div", { class: "chooser" }, element("h3", {}, "Details"),
      chooser), parts),
    // The last breakdown has no principals.
    current: () => {
      if (chosen === views.length - 1) {
        chooser.querySelector("input").click();
      }
      return parts[chosen];
    },
  };
}

function countRows(who, list) {
  const rows = ((list && list.counts) || []).map((row) => ({ who, value: row.value, events: num(row.eventCount) }));
  const rest = list && list.remainder;
  return rest && num(rest.valueCount)
    ? [...rows, { who, value: `(${counted(rest.valueCount, "other")})`, events: num(rest.eventCount) }] : rows;
}

function tallyChart(id, title, tally, parts, name) {
  const rows = tally.rows.map((row) => ({
    name: name(row.value), full: row.value || name(row.value), events: num(row.eventCount), failed: num(row.failedCount),
  }));
  return barChart(id, title, "", rows, tally, parts);
}

function regionRows() {
  return (values.summary.regions || []).map((row) => ({
    name: row.region || "(none)", events: num(row.eventCount), failed: num(row.failedCount),
  }));
}

function usageTable() {
  const rows = values.usage.rows.map((row) => ({
    source: row.eventSource || "", name: row.eventName || "", error: row.errorCode || "", events: num(row.eventCount),
    failed: num(row.failedCount), first: time(row.firstEventTime), last: time(row.lastEventTime),
  }));
  return table("usage", "Service usage", leftOut(values.usage, "row"), rows, [
    textColumn("source", "Event source", 190), textColumn("name", "Event name", 190), textColumn("error", "Error code", 150),
    numberColumn("events", "Events"), numberColumn("failed", "Failed"), timeColumn("first", "First seen"), timeColumn("last", "Last seen"),
  ], { column: "events", dir: "desc" });
}

function failedEventsTable() {
  const rows = values.failedEvents.rows.map((row) => ({
    time: time(row.eventTime), source: serviceName(row.eventSource || ""), name: row.eventName || "", error: row.errorCode || "(no code)",
    who: principalName(row.principal || {}), region: row.region || "", ip: row.sourceIpAddress || "", agent: row.userAgent || "",
  }));
  return table("failed-events", "Newest failed events", leftOut(values.failedEvents, "event"), rows, [
    timeColumn("time", "Time"), textColumn("error", "Error code", 150), textColumn("source", "Service", 110), textColumn("name", "Event name", 150),
    textColumn("who", "Principal", 170), textColumn("region", "Region", 110), textColumn("ip", "Source IP", 130), textColumn("agent", "User agent", 200),
  ], { column: "time", dir: "desc" });
}

function newTable(withAccount) {
  const rows = values.firstSightings.rows.map((row) => ({
    first: time(row.firstEventTime), kind: KINDS[row.kind] || "", value: row.value || "", events: num(row.eventCount),
    failed: num(row.failedCount), last: time(row.lastEventTime), account: row.accountId || "", accountName: row.accountName || "",
  }));
  const accounts = withAccount ? [textColumn("account", "Account", 130), textColumn("accountName", "Name", 140)] : [];
  return table("first-seen", "First seen", leftOut(values.firstSightings, "value"), rows, [
    timeColumn("first", "First seen"), ...accounts, textColumn("kind", "Kind", 110, { widthGrow: 1 }), textColumn("value", "Value", 260, { widthGrow: 4 }),
    numberColumn("events", "Events"), numberColumn("failed", "Failed"), timeColumn("last", "Last seen"),
  ], { column: "first", dir: "desc" });
}

function unusedPart(withAccount) {
  const scope = values.unusedSummary.scope || {};
  if (!isAnswered("unused-access")) {
    return nothing("unused-access");
  }
  if (!num(scope.entityCount)) {
    return element("p", { class: "notice" }, "No IAM last-accessed data was collected, so unused permissions are unknown. "
      + "“trailtally last-accessed” collects it.");
  }
  const evaluated = num(scope.entityCount) - num(scope.notEvaluatedCount);
  const rows = values.unused.rows.map((row) => ({
    kind: UNUSED_KINDS[row.kind] || "", account: row.accountId, name: (row.entity && row.entity.name) || "", key: row.accessKeyId || "",
    days: num(row.unusedDays), last: time(row.lastUsedTime) || "never", granted: num(row.grantedServiceCount), unused: num(row.unusedServiceCount),
    services: (row.services || []).map((service) => service.serviceNamespace).join(", "), arn: (row.entity && row.entity.arn) || "",
  }));
  const note = [`Not used since ${minute(values.unusedSummary.unusedSince)} ${zone}.`,
    `${count(evaluated)} of ${counted(scope.entityCount, "user and role", "users and roles")} are evaluated.`, leftOut(values.unused, "finding")].filter(Boolean).join(" ");
  return element("div", { class: "stack" },
    tiles((values.unusedSummary.counts || []).map((one) => tile("Unused " + (UNUSED_KINDS[one.kind] || "") + "s", count(one.count)))),
    table("unused-access", "Granted and unused", note, rows, [
      textColumn("kind", "Kind", 100, { widthGrow: 1 }), ...(withAccount ? [textColumn("account", "Account", 130)] : []), textColumn("name", "User or role", 170),
      textColumn("key", "Access key", 120), numberColumn("days", "Days"), timeColumn("last", "Last used"),
      numberColumn("granted", "Granted"), numberColumn("unused", "Unused"), textColumn("services", "Unused services", 160), textColumn("arn", "ARN", 140),
    ]));
}
