// What the numbers are based on: until when they are complete, what is missing, why, and what to do about it.

// A count that reached its upper bound is shown as "more than".
function atMost(value) {
  return num(value) > 10000 ? "more than 10,000" : count(value);
}

// What is missing in an account: {code, what, why, next}.
function gapsOf(coverage) {
  const gaps = [];
  const add = (number, what, why, next) => num(number) && gaps.push({ code: what, what: `${atMost(number)} ${what}`, why, next });
  (coverage.lookupGaps || []).forEach((gap) => gaps.push({
    code: gap.code === "PENDING" ? "LookupEvents not read yet" : gap.code,
    what: `LookupEvents, ${gap.region || "all regions"}, ${span(gap.missing)}`,
    why: [gap.code === "PENDING" ? "not read yet" : gap.code, gap.message].filter(Boolean).join(": "),
    next: gap.nextStep || (gap.code === "PENDING" ? "Let the scan continue: trailtally watch shows its progress." : ""),
  }));
  add(num(coverage.lookupGapCount) - (coverage.lookupGaps || []).length, "more windows of LookupEvents", "not fully read", "");
  add(coverage.pendingObjectCount, "log files listed but not read", "the scan has not reached them yet, or was stopped", "Run the scan again; it continues from there.");
  const unreadable = (coverage.unreadableObjects || []).map((object) => `${object.code} ${object.objectUri}`).slice(0, 3).join("; ");
  add(coverage.unreadableObjectCount, "log files that could not be fully read", unreadable, "Restore these files and scan again; the part that was read is counted.");
  add(coverage.unattributedUnreadableObjectCount, "unreadable log files of an unknown account, possibly this one",
    num(coverage.unreadableObjectCount) ? "" : unreadable, "Restore these files and scan again.");
  add(coverage.pendingEventCount, "events stored but not yet in these numbers", "the aggregator has not counted them", "Create the report again in a minute.");
  return gaps;
}

// {kind: good | gaps | bad, text}
function stateOf(completeUntil, gaps) {
  if (gaps.length) {
    return { kind: "gaps", text: counted(gaps.length, "gap") };
  }
  return completeUntil ? { kind: "good", text: "no gaps" } : { kind: "gaps", text: "unknown" };
}

function badge(state) {
  return element("span", { class: "badge " + state.kind }, state.text);
}

function problemList(problems) {
  return element("ul", { class: "problems" }, problems.map((problem) => element("li", {},
    element("strong", {}, problem.what),
    problem.why && element("span", { class: "why" }, problem.why),
    problem.next && element("span", { class: "next" }, problem.next))));
}

/*
 * The band on top of a page: until when the numbers are complete, "problems", what is missing, and "failures", which parts of
 * the page could not be answered.
 */
function coverageBand({ completeUntil, observed }, problems, failures, ...more) {
  const [kind, word] = failures.length ? ["bad", "Not everything could be answered"]
    : problems.length ? ["gaps", "Something is missing"]
      : completeUntil ? ["good", "No gaps known"] : ["gaps", "Nothing is known to be complete"];
  return element("div", { class: "band " + kind, role: "status" },
    element("p", { class: "band-title" }, element("span", { class: "badge " + kind }, word), completeSentence(completeUntil, observed)),
    failures.length ? problemList(failures.map((failure) => ({ what: failure }))) : "",
    problems.length ? problemList(problems) : "",
    ...more);
}

function completeSentence(completeUntil, observed) {
  if (!completeUntil) {
    return "It is unknown until when the numbers are complete.";
  }
  const until = `The numbers are complete until ${minute(completeUntil)} ${zone}`;
  return observed && observed.endTime > completeUntil ? until + "; what happened later may be missing." : until + ".";
}

function regionCoverageTable(coverage) {
  const rows = (coverage.regions || []).map((region) => ({
    region: region.region || "(none)", read: num(region.readCount), stored: num(region.storedCount),
    duplicate: num(region.duplicateCount), rejected: num(region.rejectedCount), first: time(region.firstEventTime),
    last: time(region.lastEventTime), listed: time(region.lastListingTime),
    lookups: (region.completeLookups || []).map(span).join("; "),
  }));
  return table("coverage-regions", "What was collected, by region", "Records read = stored + duplicate + rejected, over all time.", rows, [
    textColumn("region", "Region", 120),
    numberColumn("read", "Read"), numberColumn("stored", "Stored"), numberColumn("duplicate", "Duplicate"),
    numberColumn("rejected", "Rejected"), timeColumn("first", "First event"), timeColumn("last", "Last event"),
    timeColumn("listed", "Last listing"), textColumn("lookups", "LookupEvents complete", 220),
  ], { column: "read", dir: "desc" });
}
