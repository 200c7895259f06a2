// Charts: ECharts on canvas. Each has its numbers in a sentence for people who cannot see it, and a table beside it.

const MAX_BARS = 40;
const BAR_HEIGHT = 21;
const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK KR", sans-serif';
const VIRIDIS = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"];

const pen = document.createElement("canvas").getContext("2d");

function textWidth(text) {
  pen.font = FONT;
  return pen.measureText(text).width;
}

// Shortened in the middle: names in one account start alike, and often differ only at the end.
function elide(text, width) {
  const letters = Array.from(text);
  if (textWidth(text) <= width) {
    return text;
  }
  let keep = Math.min(letters.length - 1, 200);
  const cut = () => letters.slice(0, Math.ceil(keep / 2)).join("") + "…" + letters.slice(letters.length - Math.floor(keep / 2)).join("");
  while (keep > 2 && textWidth(cut()) > width) {
    keep--;
  }
  return cut();
}

const drawn = [];

/*
 * A chart in a figure. "draw" takes the width and gives the options; "follow" takes the index of what was clicked.
 */
function chart(id, title, note, description, height, draw, follow) {
  const canvas = element("div", { id, class: "chart", role: "img", "aria-label": description });
  canvas.style.height = height + "px";
  whenShown.push(() => {
    const one = { canvas, draw, follow, instance: null, width: 0 };
    drawn.push(one);
    drawChart(one);
    new ResizeObserver(() => canvas.clientWidth === one.width || drawChart(one)).observe(canvas);
  });
  return element("figure", { class: "card" },
    element("figcaption", { class: "card-head" }, element("h3", {}, title), note && element("span", { class: "note" }, note)),
    element("div", { class: "scroller" }, canvas));
}

function noChart(id, title) {
  return element("figure", { class: "card" }, element("figcaption", { class: "card-head" }, element("h3", {}, title)), nothing(id, "No events."));
}

function drawChart(one) {
  if (one.instance) {
    one.instance.dispose();
  }
  one.width = one.canvas.clientWidth;
  one.instance = echarts.init(one.canvas, null, { renderer: "canvas" });
  one.instance.setOption({
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: FONT.replace("12px ", ""), color: colour("--ink") },
    ...one.draw(one.width),
  });
  if (one.follow) {
    one.instance.on("click", (event) => one.follow(event.dataIndex));
  }
}

function redrawCharts() {
  drawn.forEach(drawChart);
}

function tooltip(lines, extra) {
  return {
    confine: true,
    backgroundColor: colour("--surface"),
    borderColor: colour("--line"),
    textStyle: { color: colour("--ink"), fontSize: 13 },
    // An element, not a string: a string would be read as HTML.
    formatter: (point) => element("div", { class: "tip" }, lines(point).map((line, index) =>
      element("div", { class: index ? "tip-line" : "tip-title" }, line))),
    ...extra,
  };
}

function axisLines() {
  return {
    axisLine: { lineStyle: { color: colour("--line") } }, axisTick: { show: false },
    splitLine: { lineStyle: { color: colour("--line") } }, axisLabel: { color: colour("--muted"), fontSize: 12 },
  };
}

function legend() {
  return { top: 0, left: 0, itemWidth: 12, itemHeight: 12, icon: "roundRect", textStyle: { color: colour("--muted"), fontSize: 12 } };
}

// The first bars and one more for all others: {name, events, failed, others}.
function bars(rows, more) {
  const shown = rows.slice(0, MAX_BARS);
  const rest = rows.slice(MAX_BARS);
  const others = {
    rows: rest.length + Math.max(0, num(more.moreRows)),
    events: rest.reduce((sum, row) => sum + row.events, num(more.moreEvents)),
  };
  return others.rows ? [...shown, { name: counted(others.rows, "other"), events: others.events, failed: 0, others: true }] : shown;
}

function describeBars(title, all) {
  const first = all.slice(0, 5).map((bar) => `${bar.name} ${count(bar.events)}${bar.failed ? `, ${count(bar.failed)} failed` : ""}`);
  return `Bar chart, ${title}: ${first.join("; ")}${all.length > 5 ? `; and ${count(all.length - 5)} more bars` : ""}. The table shows all.`;
}

/*
 * Horizontal bars, most first. "parts": "outcome" tells failed from other events, "failed" has failed events alone, "all" tells
 * nothing.
 */
function barChart(id, title, note, rows, more, parts, follow) {
  const all = bars(rows, more);
  if (!all.length) {
    return noChart(id, title);
  }
  const split = parts === "outcome" && all.some((bar) => bar.failed);
  const height = all.length * BAR_HEIGHT + (split ? 34 : 10) + 8;
  return chart(id, title, note, describeBars(title, all), height,
    (width) => drawBars(all, parts, split, width),
    follow && ((index) => all[index].others || follow(rows[index])));
}

function drawBars(all, parts, split, width) {
  const labels = Math.min(Math.max(...all.map((bar) => textWidth(bar.name))) + 4, width * 0.46);
  const figures = Math.max(...all.map((bar) => textWidth(count(bar.events)))) + 14;
  const main = colour(parts === "failed" ? "--failed" : "--succeeded");
  const total = { show: true, position: "right", color: colour("--ink"), fontSize: 12, formatter: (point) => count(all[point.dataIndex].events) };
  const bar = (name, paint, value, last) => ({
    name, type: "bar", stack: "all", barWidth: 13, barMinWidth: 1, itemStyle: { color: paint }, label: last ? total : undefined,
    data: all.map((row) => ({ value: value(row), itemStyle: row.others ? { color: colour("--others") } : undefined })),
  });
  const series = split
    ? [bar("Succeeded", main, (row) => row.events - row.failed), bar("Failed", colour("--failed"), (row) => row.failed, true)]
    : [bar("Events", main, (row) => row.events, true)];
  return {
    grid: { left: labels + 8, right: figures, top: split ? 30 : 4, bottom: 4 },
    legend: split ? legend() : undefined,
    tooltip: tooltip(({ dataIndex }) => {
      const row = all[dataIndex];
      return [row.full || row.name, counted(row.events, "event"),
        parts === "outcome" && !row.others ? `${count(row.failed)} failed (${percent(row.failed, row.events)})` : ""].filter(Boolean);
    }, { trigger: "item" }),
    xAxis: { type: "value", show: false },
    yAxis: {
      type: "category", inverse: true, data: all.map((row) => row.name), axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { color: colour("--ink"), fontSize: 12, interval: 0, margin: 8, formatter: (name) => elide(name, labels) },
    },
    series,
  };
}

function overTimeChart(id, points, bucket) {
  const hourly = bucket === "HOUR";
  // If hours or days of the page's zone are unknown, these are UTC hours or days.
  const utc = values.bucketZone === "UTC" && zone !== "UTC";
  const label = (point) => (hourly ? minute(point.startTime) : (utc ? point.startTime : time(point.startTime)).slice(0, 10));
  const note = utc ? (hourly ? `UTC hours; times are ${zone}` : "UTC days") : "Times are " + zone;
  const events = points.reduce((sum, point) => sum + num(point.eventCount), 0);
  const peak = points.reduce((best, point) => (num(point.eventCount) > num(best.eventCount) ? point : best), points[0] || {});
  const title = hourly ? "Events per hour" : "Events per day";
  if (!points.length) {
    return noChart(id, title);
  }
  const description = `${title}, ${note}: ${counted(events, "event")} from ${label(points[0])} to ${label(points[points.length - 1])}; `
    + `most in ${label(peak)}, ${count(peak.eventCount)}.`;
  return chart(id, title, note, description, 280, (width) => drawOverTime(points, label, width));
}

function drawOverTime(points, label, width) {
  // Bars narrower than a pixel fade; if most are empty, as over years, each of the others stays visible.
  const narrow = points.length > Math.max(60, width / 6);
  const dense = narrow && points.filter((point) => num(point.eventCount)).length > points.length / 2;
  const series = (name, paint, value) => ({
    name, type: dense ? "line" : "bar", stack: "all", step: dense ? "middle" : undefined, symbol: "none",
    lineStyle: { width: 0 }, areaStyle: dense ? { color: paint, opacity: 1 } : undefined, itemStyle: { color: paint },
    barCategoryGap: "20%", barMaxWidth: 48, barMinWidth: narrow ? 2 : undefined, data: points.map(value),
  });
  return {
    grid: { left: 16, right: 28, top: 34, bottom: points.length > 90 ? 48 : 8, containLabel: true },
    legend: legend(),
    dataZoom: points.length > 90
      ? [{ type: "slider", height: 22, bottom: 8, textStyle: { color: colour("--muted") }, borderColor: colour("--line"),
        fillerColor: colour("--tint"), showDataShadow: false, brushSelect: false, labelFormatter: "" }]
      : undefined,
    tooltip: tooltip((both) => {
      const point = points[both[0].dataIndex];
      return [label(point), counted(point.eventCount, "event"), `${count(point.failedCount)} failed (${percent(point.failedCount, point.eventCount)})`];
    }, { trigger: "axis" }),
    xAxis: {
      type: "category", data: points.map(label), ...axisLines(), splitLine: { show: false },
      axisLabel: { color: colour("--muted"), fontSize: 12, ...dates(points.map(label), width) },
    },
    yAxis: { type: "value", minInterval: 1, ...axisLines(), axisLabel: { color: colour("--muted"), formatter: compact } },
    series: [
      series("Succeeded", colour("--succeeded"), (point) => num(point.eventCount) - num(point.failedCount)),
      series("Failed", colour("--failed"), (point) => num(point.failedCount)),
    ],
  };
}

// Labels of a time axis: days if there are many hours. If all are in one year, only the tooltip shows the year.
function dates(labels, width) {
  const oneYear = labels[0].slice(0, 4) === labels[labels.length - 1].slice(0, 4);
  const from = oneYear ? 5 : 0;
  const midnights = labels.filter((text) => text.endsWith("00:00")).length;
  if (labels[0].length < 16 || midnights < 3) {
    return { formatter: (text) => text.slice(from) };
  }
  const each = Math.ceil((midnights * (oneYear ? 56 : 84)) / Math.max(width - 90, 100));
  let day = 0;
  const shown = new Set(labels.filter((text) => text.endsWith("00:00") && day++ % each === 0));
  return { interval: (index, text) => shown.has(text), formatter: (text) => text.slice(from, 10) };
}

// Rows and columns with names; the colour is the logarithm of the events, because they differ by orders of magnitude.
function heatMapChart(id, title, rows, columns, cells, follow) {
  const filled = cells.flatMap((row, y) => row.map((events, x) => ({ x, y, events: num(events) }))).filter((cell) => cell.events);
  if (!filled.length) {
    return noChart(id, title);
  }
  const most = filled.reduce((best, cell) => (cell.events > best.events ? cell : best));
  const description = `Heat map, ${title}: ${counted(rows.length, "row")}, ${counted(columns.length, "column")}; `
    + `most in ${rows[most.y]}, ${columns[most.x]}: ${counted(most.events, "event")}. The table shows all.`;
  const labels = Math.min(160, Math.max(...columns.map(textWidth)) + 8);
  const made = chart(id, title, "Darker is fewer, brighter is more, by magnitude; empty is none", description,
    rows.length * 22 + labels + 70, (width) => drawHeatMap(rows, columns, filled, most.events, labels, width),
    follow && ((index) => follow(filled[index])));
  made.querySelector(".chart").style.minWidth = 200 + columns.length * 22 + "px";
  return made;
}

function drawHeatMap(rows, columns, cells, most, top, width) {
  const left = Math.min(Math.max(...rows.map(textWidth)) + 8, Math.max(100, Math.min(width * 0.24, window.innerWidth * 0.28)));
  const label = { color: colour("--ink"), fontSize: 12, interval: 0 };
  return {
    grid: { left: left + 8, right: 8, top: top + 8, bottom: 58 },
    tooltip: tooltip(({ dataIndex }) => [rows[cells[dataIndex].y], columns[cells[dataIndex].x], counted(cells[dataIndex].events, "event")],
      { trigger: "item" }),
    xAxis: {
      type: "category", position: "top", data: columns, ...axisLines(), splitArea: { show: false }, splitLine: { show: false },
      axisLabel: { ...label, rotate: 60, formatter: (name) => elide(name, top) },
    },
    yAxis: {
      type: "category", inverse: true, data: rows, ...axisLines(), splitLine: { show: false },
      axisLabel: { ...label, formatter: (name) => elide(name, left) },
    },
    visualMap: {
      min: 0, max: Math.max(1, Math.ceil(Math.log10(most))), dimension: 2, orient: "horizontal", left: "center", bottom: 0, calculable: false,
      itemWidth: 12, itemHeight: 220, text: [count(10 ** Math.max(1, Math.ceil(Math.log10(most)))), "1"],
      textStyle: { color: colour("--muted") }, inRange: { color: VIRIDIS },
    },
    series: [{
      type: "heatmap", data: cells.map((cell) => [cell.x, cell.y, Math.log10(cell.events)]),
      itemStyle: { borderColor: colour("--surface"), borderWidth: 1 }, emphasis: { itemStyle: { borderColor: colour("--ink"), borderWidth: 2 } },
    }],
  };
}
