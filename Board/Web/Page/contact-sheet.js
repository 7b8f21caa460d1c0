// All the digits that somebody wrote, with what a reader made of them, to be kept, left out or named anew.
// Must never change a digit's pixels, nor leave one out without showing it.

import { element } from "./elements.js";
import { drawForm, formCanvas } from "./form-canvas.js";

const labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const leftOut = "out";

/**
 * @typedef {object} WrittenDigit
 * @property {number} label what it is meant to be
 * @property {Uint8Array} pixels 784 bytes, 0 paper to 255 ink
 * @property {string} verdict what the reader takes it for, and how certainly: "3 99 %"
 * @property {string | null} doubt what the reader says against it
 * @property {boolean} isKept
 */

/** The sheet; `element` is to be placed. */
export class ContactSheet {
  /** @type {WrittenDigit[]} */
  #digits = [];
  #rows;
  #changed;

  /** @param {() => void} changed called when a person has changed something */
  constructor(changed) {
    this.#changed = changed;
    this.#rows = labels.map((label) => element("div", { class: "written", role: "group", "aria-label": `Written as ${label}` }));
    this.element = element("div", { class: "contact", part: "contact", hidden: true }, ...labels.map((label) =>
      element("div", { class: "row" }, element("span", { class: "label", "aria-hidden": "true" }, String(label)), this.#rows[label])));
  }

  /** @returns {WrittenDigit[]} those that are kept */
  get kept() {
    return this.#digits.filter((digit) => digit.isKept);
  }

  get count() {
    return this.#digits.length;
  }

  /** How many of this digit are kept. */
  countOf(label) {
    return this.kept.filter((digit) => digit.label === label).length;
  }

  /** @returns {number[]} the digits of which there is none */
  get missing() {
    return labels.filter((label) => !this.countOf(label));
  }

  /** @param {WrittenDigit[]} digits */
  add(digits) {
    this.#digits.push(...digits);
    this.element.hidden = false;
    for (const digit of digits) this.#place(digit);
  }

  clear() {
    this.#digits = [];
    for (const row of this.#rows) row.replaceChildren();
    this.element.hidden = true;
  }

  #place(digit) {
    const says = digit.doubt ?? `reads as ${digit.verdict}`;
    const form = formCanvas(says);
    const choice = element("select", { "aria-label": `A ${digit.label} that ${says}. What becomes of it?` });
    for (const label of labels) choice.append(new Option(String(label), String(label)));
    choice.append(new Option("out", leftOut));
    const figure = element("div", { class: "one", title: says }, form, element("span", { class: "verdict", "aria-hidden": "true" }, digit.verdict), choice);
    const mark = () => {
      choice.value = digit.isKept ? String(digit.label) : leftOut;
      figure.classList.toggle("doubtful", digit.doubt !== null);
      figure.classList.toggle("out", !digit.isKept);
    };
    choice.addEventListener("change", () => {
      digit.isKept = choice.value !== leftOut;
      if (digit.isKept) {
        // Who wrote it has the last word.
        digit.doubt = null;
        digit.label = Number(choice.value);
        this.#rows[digit.label].append(figure);
        choice.focus();
      }
      mark();
      this.#changed();
    });
    mark();
    this.#rows[digit.label].append(figure);
    drawForm(form, digit.pixels);
  }
}
