// What <mnist-clock> has in its shadow root: panels, log, slider. Must never know a device, but for the slider's.

import { clockStyle } from "./clock-style.js";
import { DaySlider } from "./day-slider.js";
import { element } from "./elements.js";
import { panels } from "./clock-run.js";
import { PanelCanvas } from "./panel-canvas.js";
import { timeText } from "./zone-time.js";

/** Older lines go: a clock on a wall runs for years. */
const mostLines = 200;

/** The inside of the element. */
export class ClockFace {
  #root;
  #body;
  #clock;
  #log;
  #day;
  #canvases;
  #live = [null, null, null, null];
  #lines = [];
  #said = "";

  /**
   * @param {ShadowRoot} root
   * @param {() => Promise<{device: Device, cells: Uint8Array | null}>} second makes a device for the slider
   */
  constructor(root, second) {
    this.#root = root;
    root.adoptedStyleSheets = [clockStyle];
    this.#canvases = panels.map(() => new PanelCanvas(document.createElement("canvas")));
    const framed = this.#canvases.map(({ canvas }) => element("div", { class: "panel", part: "panel" }, canvas));
    this.#clock = element(
      "div", { class: "clock", part: "clock", role: "img", "aria-label": "The clock is starting" },
      element("div", { class: "pair" }, framed[0], framed[1]), element("div", { class: "pair" }, framed[2], framed[3]));
    this.#log = element("ol", { class: "log", part: "log", tabIndex: 0, "aria-label": "What has happened", hidden: true });
    this.#day = new DaySlider(second, {
      show: (panel, greys) => this.#canvases[panel].draw(greys),
      label: (text) => this.#label(text),
      leave: () => {
        this.#live.forEach((greys, panel) => greys && this.#canvases[panel].draw(greys));
        this.#label(this.#said);
      },
    });
    this.#body = element("div", { class: "body" }, this.#clock, this.#day.element, this.#log);
    root.append(this.#body);
  }

  /** Shows what stands between the element's tags instead. */
  giveUp() {
    this.#root.replaceChildren(document.createElement("slot"));
  }

  /**
   * A clock of other attributes begins.
   * @param {() => number} now what time it is for it, in local seconds
   */
  begin(now, signal) {
    this.#day.begin(now, signal);
  }

  set hasLog(isShown) {
    this.#log.hidden = !isShown;
    this.#body.classList.toggle("with-log", isShown);
    if (isShown) this.#fill();
  }

  set hasDay(isShown) {
    this.#day.element.hidden = !isShown;
  }

  /** What a screen reader says. No live region: it is read when asked for. */
  set label(text) {
    this.#said = text;
    if (!this.#day.isUsed) this.#label(text);
  }

  get lines() {
    return this.#lines;
  }
  set lines(lines) {
    this.#lines = [];
    this.#log.replaceChildren();
    this.tell(lines);
  }

  show(panel, greys) {
    this.#live[panel] = greys;
    if (!this.#day.isUsed) this.#canvases[panel].draw(greys);
  }

  tell(lines) {
    this.#lines = [...this.#lines, ...lines].slice(-mostLines);
    if (!this.#log.hidden && lines.length) this.#fill();
  }

  #label(text) {
    const label = text || "The clock is starting";
    if (this.#clock.getAttribute("aria-label") !== label) this.#clock.setAttribute("aria-label", label);
  }

  /** The newest first. */
  #fill() {
    this.#log.replaceChildren(...this.#lines.toReversed().map(({ time, text }) => {
      const at = timeText(time, true);
      return element("li", {}, element("time", {}, at), text);
    }));
  }
}
