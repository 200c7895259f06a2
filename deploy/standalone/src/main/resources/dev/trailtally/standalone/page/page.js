// Puts the page together: first everything into the document, then what has to measure itself.

function footText() {
  const kind = values.kind === "account" ? "one account" : "many accounts";
  return `A report of ${kind}, made ${time(values.generatedTime)} ${zone} from CloudTrail events by trailtally. This file is all of it: it asks the network for nothing.`;
}

document.getElementById("main").replaceChildren(...(values.kind === "account" ? accountPage() : organizationPage()));
document.getElementById("foot").append(footText());
fillSections();
whenShown.forEach((show) => show());
themeListeners.push(redrawCharts);
listenForTheme();
document.documentElement.dataset.ready = "true";
