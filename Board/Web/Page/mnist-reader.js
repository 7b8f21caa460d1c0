// <mnist-reader>: draw a digit, and see what the project's networks take it for. Must never send a drawing anywhere.
//
// <script type="module" src="https://…/mnist-reader.js"></script>
// <mnist-reader network="fc cnn"></mnist-reader>
//
// What stands between the tags is shown where there is no WebAssembly. Attributes:
//   network   fc, cnn or both                                                                    default: both
// Properties: `reading`, what each network read last, as {fc: Float64Array(10), cnn: …}, null for an empty pad;
//   `pixels`, the 784 bytes that they read, or null. Methods: `clear()`, `undo()`; `setModel(network, bytes)`, which takes
//   another model of `mnist-clock learn` for "fc" or "cnn" and rejects with what is wrong with it.
// Events: `reading`, after each change, with detail {pixels, reading}.
// Custom properties: --mnist-ink, --mnist-paper, --mnist-bezel, --mnist-accent, --mnist-line, --mnist-text.
// Parts: pad, form, network.

import { DrawingPad, padSide } from "./drawing-pad.js";
import { element } from "./elements.js";
import { drawForm, formCanvas } from "./form-canvas.js";
import { mostCertain, percentText, ReaderBars } from "./reader-bars.js";
import { commonStyle, readerStyle } from "./reader-style.js";
import { Readers } from "./reading.js";

const known = ["fc", "cnn"];

/** The element. */
export class MnistReader extends HTMLElement {
  static observedAttributes = ["network"];

  #pad = null;
  #form = formCanvas("What the networks see");
  #networks = element("div", { class: "networks" });
  #said = element("p", { class: "quiet", role: "status" });
  #bars = new Map();
  #readers = null;
  #reading = null;
  #pixels = null;

  connectedCallback() {
    if (this.#pad) return;
    const root = this.attachShadow({ mode: "open" });
    if (typeof WebAssembly !== "object") return root.append(document.createElement("slot"));
    root.adoptedStyleSheets = [commonStyle, readerStyle];
    this.#pad = new DrawingPad("Paper for one digit", (isOver) => this.#read(isOver));
    const undo = element("button", { type: "button" }, "Undo");
    const clear = element("button", { type: "button" }, "Clear");
    undo.addEventListener("click", () => this.undo());
    clear.addEventListener("click", () => this.clear());
    root.append(element(
      "div", { class: "reader" },
      element("div", { class: "left" }, this.#pad.element, element("div", { class: "buttons" }, undo, clear)),
      element(
        "div", { class: "right" },
        element("div", { class: "sees" }, this.#form, element(
          "div", {}, element("h3", {}, "What they see"), element("p", { class: "quiet" }, "28 × 28, cut out, scaled, centred"))),
        this.#networks, this.#said)));
    this.#choose();
    // The networks are loaded when somebody is about to draw.
    for (const event of ["pointerenter", "focus"]) {
      // If they can't be, a stroke will say so.
      this.#pad.element.addEventListener(event, () => this.#load().catch(() => {}), { once: true });
    }
  }

  attributeChangedCallback() {
    if (this.#pad) this.#choose();
  }

  get reading() {
    return this.#reading;
  }

  get pixels() {
    return this.#pixels;
  }

  clear() {
    this.#pad?.clear();
  }

  undo() {
    this.#pad?.undo();
  }

  /**
   * @param {"fc" | "cnn"} network
   * @param {Uint8Array} bytes a model's file
   */
  async setModel(network, bytes) {
    (await this.#load()).setModel(network, bytes);
    if (this.#pad && !this.#pad.isEmpty) await this.#read(true);
  }

  #choose() {
    const chosen = (this.getAttribute("network") ?? "fc cnn").split(/[\s,]+/).filter((name) => known.includes(name));
    const names = chosen.length ? [...new Set(chosen)] : known;
    this.#bars = new Map(names.map((name) => [name, new ReaderBars(name)]));
    this.#networks.replaceChildren(...[...this.#bars.values()].map((bars) => bars.element));
    this.#networks.classList.toggle("two", names.length > 1);
    if (!this.#pad.isEmpty) this.#read(true);
  }

  #load() {
    this.#readers ??= Readers.load().catch((error) => {
      this.#readers = null;
      throw error;
    });
    return this.#readers;
  }

  async #read(isOver) {
    try {
      const readers = await this.#load();
      const pixels = this.#pad.isEmpty ? null : await readers.form(this.#pad.grey, padSide, padSide);
      const reading = pixels && {};
      for (const [name, bars] of this.#bars) {
        if (pixels) reading[name] = await readers.read(name, pixels);
        bars.show(reading?.[name] ?? null);
      }
      [this.#pixels, this.#reading] = [pixels, reading];
      drawForm(this.#form, pixels);
      if (isOver) this.#said.textContent = reading ? this.#words(reading) : "";
      this.dispatchEvent(new CustomEvent("reading", { detail: { pixels, reading } }));
    } catch (error) {
      this.#said.textContent = `The networks can't read: ${error.message}`;
    }
  }

  #words(reading) {
    const all = Object.entries(reading).map(([name, certainties]) => {
      const digit = mostCertain(certainties);
      return `${name} reads ${digit}, ${percentText(certainties[digit])}`;
    });
    return `${all.join("; ")}.`;
  }
}

customElements.define("mnist-reader", MnistReader);
