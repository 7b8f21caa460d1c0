"use strict";
// What the clock answers, in words. Must never promise what the clock doesn't do.

const closedWords = "The clock shows no code for a while, after wrong ones or ones that nobody typed. Press its BOOT button to try sooner.";
const wrongCodeWords = "The clock doesn’t show these digits. Look again, or have digits shown again if they are gone.";

const obstacleWords = {
  "no-network": "The clock knows no Wi-Fi. Choose one below.",
  absent: "The clock’s Wi-Fi isn’t in reach.",
  rejected: "The clock’s Wi-Fi doesn’t take its password.",
  "no-server":
    "The clock knows no time server: none is set, and the network offers none. Enter one under “Time servers” – your "
    + "router’s address if it tells the time, or a server that your provider or a public service names – and save.",
};

const causeWords = {
  power: "power came on", restart: "it was asked to restart", panic: "a fault in its program",
  watchdog: "it hung, and its watchdog restarted it", brownout: "its supply was too weak; try another plug or cable",
  sleep: "it woke up", other: "for another reason",
};

/** How a join that failed is told: of which network. */
const joinWords = {
  rejected: (name) => `“${name}” doesn’t take this password. Correct it and press Join again.`,
  absent: (name) => `The clock doesn’t find “${name}”. It needs 2.4 GHz: check the name, or move it closer to the router.`,
  "no-address": (name) => `“${name}” let the clock in, but gave it no address. Restart the router, then press Join again.`,
  failed: (name) => `The clock couldn’t join “${name}”. Move it closer to the router and press Join again.`,
  unstored: (name) => `The clock can join “${name}”, but couldn’t store it. Press Join again.`,
};

/** Why an update wasn't taken, and what to do next. */
const updateFaults = {
  "no-key": () => "This clock’s app was built without a maker’s key, so it takes no updates. Flash it over USB instead.",
  "not-whole": () => "This file is cut, or isn’t signed. Download it again, and choose the signed one.",
  "too-large": () => "This file doesn’t fit into the clock. Choose another one.",
  "not-ours": () => "This is neither an app for this clock nor handwriting. Choose another file.",
  "other-chip": ({ chip }) => `This app is for another chip. Choose the one for ${chip}.`,
  older: ({ version }) => `This app is older than version ${version}, which runs. Choose a newer one, or flash it over USB.`,
  "rolled-back": () => "This app was tried and drew nothing, so the clock went back. Wait for a newer one.",
  unsigned: () => "This file’s signature is missing or damaged. Download it again.",
  "other-key": () => "This file was signed by somebody else. Get it from where the clock’s app came from.",
  damaged: () => "This file isn’t what its maker signed. Download it again.",
  "seal-missing": () => "This file came without its signature first. Reload this page, then send it again.",
  flash: () => "The clock’s flash didn’t take it. Try again; if that fails too, flash it over USB.",
  cut: () => "The file ended too early. Move closer to the clock or the router, and send it again.",
};

/** @param {{fault: string, kind: string}} update @param {{chip: string, version: string}} state */
function updateFaultText(update, state) {
  const why = updateFaults[update.fault]?.(state) ?? "The clock didn’t take this file. Try again.";
  return update.kind === "glyphs"
    ? `${why} If some of it had come already, the clock is without handwriting until it has come whole.`
    : `${why} The clock goes on as it was.`;
}

/** "3 days 4 h", of the two largest units */
function durationText(seconds) {
  const units = [[86_400, "day"], [3_600, "h"], [60, "min"], [1, "s"]];
  const first = units.findIndex(([size]) => seconds >= size);
  if (first < 0) return "0 s";
  return units.slice(first, first + 2).map(([size, name], index) => {
    const count = Math.floor((index ? seconds % units[first][0] : seconds) / size);
    return count || !index ? `${count} ${name}${name === "day" && count !== 1 ? "s" : ""}` : "";
  }).join(" ").trim();
}

/** @param {number} microseconds */
function uncertaintyText(microseconds) {
  if (microseconds >= 1_000_000) return `${(microseconds / 1_000_000).toFixed(1)} s`;
  return microseconds >= 10_000 ? `${Math.round(microseconds / 1000)} ms` : `${(microseconds / 1000).toFixed(1)} ms`;
}

/** Below these the clock is sure to mark its last panel, and to rest (`CellWatch`); in millivolts. */
const lowCell = 3_550, emptyCell = 3_450;

/** @param {number} millivolts */
function cellText(millivolts) {
  const volts = `${(millivolts / 1000).toFixed(2)} V`;
  if (millivolts < emptyCell) return `${volts}, empty: the clock rests until it is charged`;
  return millivolts < lowCell ? `${volts}, nearly empty: charge it` : volts;
}

const numberText = (number) => number.toLocaleString("en");
