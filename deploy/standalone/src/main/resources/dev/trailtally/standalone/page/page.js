// Builds the page: first puts everything into the document, then renders what must measure itself.

function footText() {
  const kind = values.kind === "account" ? "one account" : "several accounts";
  return `A report of ${kind}, created ${time(values.generatedTime)} ${zone} from CloudTrail events by trailtally. This file is complete: it loads nothing from the network.`;
}

document.getElementById("main").replaceChildren(...(values.kind === "account" ? accountPage() : organizationPage()));
document.getElementById("foot").append(footText());
fillSections();
whenShown.forEach((show) => show());
themeListeners.push(redrawCharts);
listenForTheme();
document.documentElement.dataset.ready = "true";
