// What a network takes a digit for: ten bars. Must never round a doubt away.

import { element } from "./elements.js";

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The bars of one network; `element` is to be placed. */
export class ReaderBars {
  #bars;
  #result = element("span", { class: "result" });

  /** @param {string} network its name */
  constructor(network) {
    this.#bars = digits.map((digit) => {
      const bar = element("span", { class: "bar" });
      const percent = element("span", { class: "percent" });
      const row = element(
        "li", { "data-digit": digit }, element("span", { class: "digit" }, String(digit)),
        element("span", { class: "track" }, bar), percent);
      return { row, bar, percent };
    });
    this.element = element(
      "section", { class: "network", part: "network", "aria-label": `What ${network} reads` },
      element("h3", {}, network, this.#result), element("ol", {}, ...this.#bars.map(({ row }) => row)));
    this.show(null);
  }

  /** @param {Float64Array | null} certainties ten, of sum 1; null for an empty pad */
  show(certainties) {
    const most = certainties ? mostCertain(certainties) : -1;
    this.#bars.forEach(({ row, bar, percent }, digit) => {
      const certainty = certainties?.[digit] ?? 0;
      bar.style.setProperty("inline-size", `${certainty * 100}%`);
      percent.textContent = certainties ? percentText(certainty) : "";
      row.classList.toggle("most", digit === most);
    });
    this.#result.textContent = certainties ? String(most) : "";
  }
}

/** The digit that has most. */
export function mostCertain(certainties) {
  return digits.reduce((best, digit) => (certainties[digit] > certainties[best] ? digit : best), 0);
}

/** "97.7 %", as `mnist-clock read` has it. */
export function percentText(certainty) {
  return `${(certainty * 100).toFixed(1)}\u202f%`;
}
