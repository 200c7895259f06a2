"use strict";
// How numbers, times and names are written. 64-bit numbers of the values are strings, and zero is left out.

const values = JSON.parse(document.getElementById("values").textContent);
const wholeNumber = new Intl.NumberFormat("en");
const shortNumber = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

function num(value) {
  return Number(value || 0);
}

function count(value) {
  return wholeNumber.format(num(value));
}

function compact(value) {
  return num(value) < 100000 ? count(value) : shortNumber.format(num(value));
}

// Which events the numbers count, unless they are calls.
function categoriesText() {
  const names = (values.categories || []).map((name) => name.replace("EVENT_CATEGORY_", "").replaceAll("_", " ").toLowerCase());
  return !names.length ? "" : names.includes("unspecified") ? "events of all categories" : "events of categories: " + names.join(", ");
}

// First sightings are those of calls, whatever else is counted.
function ofCalls() {
  return values.categories ? "; calls only" : "";
}

// "1 event", "2 events"; the plural is regular unless given.
function counted(value, one, many) {
  return count(value) + " " + (num(value) === 1 ? one : many || one + "s");
}

function percent(part, whole) {
  if (!num(whole)) {
    return "0 %";
  }
  const share = (100 * num(part)) / num(whole);
  return (share === 0 || share >= 10 ? share.toFixed(0) : share >= 0.1 ? share.toFixed(1) : "< 0.1") + " %";
}

// Browsers know places by name; not all know offsets such as +09:00.
const offset = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(values.timeZone);
const offsetMillis = offset ? (offset[1] + 1) * ((offset[2] * 60 + Number(offset[3])) * 60 + Number(offset[4] || 0)) * 1000 : 0;
const clock = offset || values.timeZone === "UTC" ? null : clockOf(values.timeZone);
const zone = offset ? "UTC" + values.timeZone : clock ? values.timeZone : "UTC";

// A browser that does not know the zone's name yet shows the page in UTC.
function clockOf(timeZone) {
  try {
    return new Intl.DateTimeFormat("en-CA", {
      timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    });
  } catch {
    return null;
  }
}

// "2026-11-20 09:30:00" in the zone of the page: sorts as text.
function time(value) {
  if (!value) {
    return "";
  }
  if (!clock) {
    const text = offsetMillis ? new Date(Date.parse(value) + offsetMillis).toISOString() : value;
    return text.slice(0, 10) + " " + text.slice(11, 19);
  }
  const part = {};
  clock.formatToParts(new Date(value)).forEach(({ type, value: text }) => { part[type] = text; });
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`;
}

function minute(value) {
  return time(value).slice(0, 16);
}

function span(interval) {
  if (!interval || (!interval.startTime && !interval.endTime)) {
    return "";
  }
  return `${minute(interval.startTime) || "…"} to ${minute(interval.endTime) || "…"}`;
}

// On the page of an account, its own id before each name does not help.
function principalName(principal) {
  const name = principal.displayName || principal.key || "(none)";
  const own = values.account && values.account.accountId + ":";
  return own && name.startsWith(own) ? name.slice(own.length) : name;
}

// "s3.amazonaws.com" and "s3.amazonaws.com:GetObject" without the part that all share.
function serviceName(source) {
  return source.replace(/\.amazonaws\.com(?=:|$)/, "");
}
