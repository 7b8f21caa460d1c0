// Puts the page together: its buttons, what is loaded when it is needed, and new versions of itself.
// Must never load what nobody has asked for before the clock runs.

import { Offline } from "./offline.js";

const clock = document.querySelector("mnist-clock");
const handwriting = document.querySelector("mnist-handwriting");
const by = (id) => document.getElementById(id);

if (typeof WebAssembly === "object") by("clock-tools").hidden = false;

// As in ?hours=12&tz=America/New_York, for a tablet on a wall: the clock's attributes.
for (const [name, value] of new URLSearchParams(location.search)) {
  if (clock.constructor.observedAttributes?.includes(name)) clock.setAttribute(name, value);
}

by("full-screen").addEventListener("click", () => clock.fullScreen());
by("log").addEventListener("click", ({ currentTarget }) => {
  const isShown = clock.toggleAttribute("log");
  currentTarget.setAttribute("aria-pressed", String(isShown));
});

/** What is further down the page is loaded when somebody comes near it, or the clock runs. */
const parts = new Map([
  ["draw", () => import("./mnist-reader.js")],
  ["handwriting", () => import("./mnist-handwriting.js")],
  ["board", async () => (await import("./install.js")).showInstall(by("install"), handwriting)],
]);
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) load(target.id);
  },
  { rootMargin: "25%" });
for (const id of parts.keys()) watcher.observe(by(id));

function load(id) {
  const part = parts.get(id);
  parts.delete(id);
  watcher.unobserve(by(id));
  part?.().catch((error) => {
    by("note").textContent = `A part of the page can't be loaded: ${error.message}`;
  });
}

let isRunning = false;
function begin() {
  if (isRunning) return;
  isRunning = true;
  for (const id of [...parts.keys()]) load(id);
  const offline = new Offline({
    // Nobody's digits are lost to a new version, nor a board half installed, nor a full screen that takes a press.
    mayReload: () =>
      !handwriting.count && !handwriting.contains(document.activeElement) && !isInUse(by("install"))
      && !clock.hasAttribute("wall"),
    offer() {
      by("note").textContent = "There is a new version of this page.";
      by("reload").hidden = false;
    },
    ready(version) {
      by("version").textContent = `Version ${version}; it works without a network, too.`;
    },
  });
  document.addEventListener("fullscreenchange", () => setTimeout(() => offline.reload()));
}

/** Whether somebody sets a board up, or is about to. */
function isInUse(install) {
  return install.querySelector("form, esp-web-install-button") !== null || install.contains(document.activeElement);
}

clock.addEventListener("shown", begin, { once: true });
// A clock that can't run is no reason to be without the rest.
setTimeout(begin, 8000);

by("reload").addEventListener("click", () => location.reload());
