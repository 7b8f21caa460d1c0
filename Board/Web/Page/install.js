// From the page onto a board: ESP Web Tools' button, then the settings. Must never ask another host for anything before
// somebody presses "Install".

import { element } from "./elements.js";
import { SerialConsole } from "./serial-console.js";
import { settingsForm } from "./settings-form.js";

const which = "Chrome, Edge and Firefox on a computer have Web Serial; Safari and phones mostly don’t.";

/**
 * @param {HTMLElement} place whose contents are replaced
 * @param {HTMLElement} handwriting a <mnist-handwriting>, whose image goes along if one was built
 */
export async function showInstall(place, handwriting) {
  if (!("serial" in navigator)) {
    const why = isSecureContext ? "This browser can’t reach a board." : "Browsers reach boards from https pages only.";
    place.replaceChildren(element("p", {}, `${why} ${which} Or do it from a terminal: the project’s README says how.`));
    return;
  }
  const reply = await fetch(new URL("site.json", import.meta.url));
  const { install } = await reply.json();
  place.replaceChildren(install ? installer(install, handwriting) : noFirmware(), settings());
}

function noFirmware() {
  return element(
    "p", {}, "This page was made without firmware for boards: “mnist-clock page --manifest” adds what “mnist-clock image” ",
    "has made. The settings of a clock that runs already can be changed here.");
}

/** @param {{manifest: string, tools: string}} install relative to the page, or another host's address */
function installer({ manifest, tools }, handwriting) {
  const button = element("button", { type: "button" }, "Install");
  const note = element("p", { role: "status" });
  const place = element("div", { class: "buttons" }, button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    note.textContent = "The installer is being loaded …";
    try {
      await import(new URL(tools, import.meta.url).href);
      const own = handwriting.image;
      const address = await manifestAddress(new URL(manifest, import.meta.url), own);
      const connect = element("button", { type: "button", slot: "activate" }, "Choose the board’s port");
      const installButton = element("esp-web-install-button", {}, connect);
      installButton.manifest = address;
      place.replaceChildren(installButton);
      note.textContent = own ? "Your own handwriting goes along." : "";
      // A press counts for some seconds; when it no longer does, it takes another.
      if (navigator.userActivation?.isActive) connect.click();
      else connect.focus();
    } catch (error) {
      button.disabled = false;
      note.textContent = `The installer can’t be loaded: ${error.message}`;
    }
  });
  return element("div", {}, place, note);
}

/** The manifest itself, or with another handwriting in it: then a copy, whose parts have whole addresses. */
async function manifestAddress(address, image) {
  if (!image) return address.href;
  const manifest = await (await fetch(address)).json();
  const glyphs = URL.createObjectURL(new Blob([image], { type: "application/octet-stream" }));
  for (const build of manifest.builds) {
    for (const part of build.parts) {
      part.path = /-glyphs\.bin$/.test(part.path) ? glyphs : new URL(part.path, address).href;
    }
    if (!build.parts.some(({ path }) => path === glyphs)) {
      throw new Error("its firmware is in one piece, which can’t take other handwriting; make it with --parts");
    }
  }
  return URL.createObjectURL(new Blob([JSON.stringify(manifest)], { type: "application/json" }));
}

function settings() {
  const button = element("button", { type: "button" }, "Settings of a clock");
  const note = element("span", { role: "status" });
  const form = element("div");
  let open = null;
  button.addEventListener("click", async () => {
    button.disabled = true;
    note.textContent = "";
    try {
      await open?.close();
      open = await SerialConsole.open(await navigator.serial.requestPort());
      note.textContent = "The clock is being asked …";
      form.replaceChildren(await settingsForm(open));
      note.textContent = "";
    } catch (error) {
      await open?.close();
      open = null;
      form.replaceChildren();
      note.textContent = error.name === "NotFoundError" ? "No port was chosen." : `It didn’t work: ${error.message}`;
    } finally {
      button.disabled = false;
    }
  });
  return element("div", {}, element("div", { class: "buttons" }, button, note), form);
}
