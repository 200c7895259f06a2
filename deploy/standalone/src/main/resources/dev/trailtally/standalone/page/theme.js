// Light and dark: the system's setting until the reader chooses. Charts use the colours of page.css, so that they match the text.

const themeListeners = [];
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

function chooseTheme(theme) {
  document.documentElement.dataset.theme = theme;
  themeListeners.forEach((listener) => listener());
}

// The current value of a custom property; getPropertyValue alone would give "light-dark(…)".
function colour(property) {
  const probe = document.createElement("i");
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function listenForTheme() {
  document.querySelectorAll("#theme input").forEach((input) =>
    input.addEventListener("change", () => chooseTheme(input.value)));
  systemDark.addEventListener("change", () => themeListeners.forEach((listener) => listener()));
  let chosen = "auto";
  window.addEventListener("beforeprint", () => {
    chosen = document.documentElement.dataset.theme;
    document.documentElement.classList.add("printing");
    chooseTheme("light");
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    chooseTheme(chosen);
  });
  document.getElementById("print").addEventListener("click", () => window.print());
}
