// <mnist-handwriting>: from your own handwriting to a clock that shows it. Must never send a photograph or a digit
// anywhere, nor put a doubtful one into a clock unasked.
//
// <script type="module" src="https://…/mnist-handwriting.js"></script>
// <mnist-handwriting></mnist-handwriting>
//
// What stands between the tags is shown where there is no WebAssembly. It has no attributes.
// Properties: `image`, the partition image that was built last, as a Uint8Array, or null; `count`, how many digits there
//   are. Methods: `take(files)`, photographs as File or Blob. Events: `image`, when one was built, with it as detail.
// Custom properties: those of <mnist-reader>, and those of <mnist-clock> for the clock in it. Parts: pad, form, contact.

import { ContactSheet } from "./contact-sheet.js";
import { DrawingPad, padSide } from "./drawing-pad.js";
import { element } from "./elements.js";
import { handwritingStyle } from "./handwriting-style.js";
import { photoSamples } from "./photo-samples.js";
import { mostCertain } from "./reader-bars.js";
import { commonStyle } from "./reader-style.js";
import { Readers } from "./reading.js";

/** Of its own digit a reader must be as certain, or it is doubtful, as `mnist-clock handwriting` has it. */
const leastCertainty = 0.5;

/** The element. */
export class MnistHandwriting extends HTMLElement {
  #readers = null;
  #sheet = null;
  #pad;
  #asked = element("b");
  #next = element("button", { type: "button", disabled: true }, "Take it");
  #said = element("p", { role: "status" });
  #missing = element("p", { class: "quiet" });
  #make = element("button", { type: "button", disabled: true }, "Make the clock");
  #again = element("button", { type: "button" }, "Start over");
  #progress = element("progress", { max: 1, value: 0, hidden: true, "aria-label": "Building" });
  #clock = element("div");
  #save = element("a", { class: "button", download: "glyphs.bin", hidden: true }, "Save as glyphs.bin");
  #hint = element(
    "p", { class: "quiet", hidden: true },
    "For a board: “./clock image --glyphs glyphs.bin …”, or in the build folder for “idf.py glyphs-flash”.");
  #finish = element(
    "div", { class: "finish", hidden: true }, this.#missing,
    element("div", { class: "buttons" }, this.#make, this.#save, this.#again), this.#progress, this.#hint, this.#clock);
  #image = null;

  connectedCallback() {
    if (this.#sheet) return;
    const root = this.attachShadow({ mode: "open" });
    if (typeof WebAssembly !== "object") return root.append(document.createElement("slot"));
    root.adoptedStyleSheets = [commonStyle, handwritingStyle];
    this.#sheet = new ContactSheet(() => {
      this.#count();
      if (this.#pad.isEmpty) this.#ask();
    });
    this.#pad = new DrawingPad("Paper for one digit", () => {
      this.#next.disabled = this.#pad.isEmpty;
    });
    root.append(element(
      "div", { class: "steps" }, element("div", { class: "ways" }, this.#paperWay(), this.#padWay()),
      this.#said, this.#sheet.element, this.#finish));
    this.#make.addEventListener("click", () => this.#build());
    this.#again.addEventListener("click", () => this.#startOver());
    this.#ask();
  }

  get image() {
    return this.#image;
  }

  get count() {
    return this.#sheet?.count ?? 0;
  }

  /** @param {Iterable<Blob>} files photographs of sheets */
  async take(files) {
    for (const file of files) {
      const name = file.name ?? "The photograph";
      this.#say(`${name} is being read …`);
      await painted();
      try {
        const readers = await this.#load();
        const { samples, width, height, channels } = await photoSamples(file);
        const { boxes } = await readers.photo(samples, width, height, channels);
        const digits = [];
        for (const { row, pixels, doubt } of boxes) {
          const verdict = verdictOf(await readers.read("cnn", pixels));
          digits.push({ label: row, pixels, verdict, doubt, isKept: doubt === null });
        }
        this.#sheet.add(digits);
        const doubtful = boxes.filter(({ doubt }) => doubt !== null).length;
        this.#say(
          `${name}: ${boxes.length} digits` + (doubtful ? `, ${doubtful} of them doubtful and left out for now.` : "."));
      } catch (error) {
        this.#say(`${name}: ${error.message}`);
      }
      this.#count();
    }
  }

  #paperWay() {
    const [a4, letter] = [["a4", "A4"], ["letter", "US Letter"]].map(([paper, name]) => {
      const button = element("button", { type: "button" }, `The sheet on ${name}`);
      button.addEventListener("click", () => this.#print(paper));
      return button;
    });
    const drop = element(
      "div", { class: "drop" },
      element("p", {}, "Fill it in with any pen, then photograph it with all four corner marks."),
      element("div", { class: "buttons" }, ...this.#photoInput("Take a photo", true), ...this.#photoInput("Choose photos", false)));
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      this.take(event.dataTransfer.files);
    });
    return element(
      "section", { class: "way" }, element("h3", {}, "On paper"), element("p", {}, "A row of boxes for each digit."),
      element("div", { class: "buttons" }, a4, letter), drop);
  }

  /** A file's input looks different in every browser; its label is the button. */
  #photoInput(text, isCamera) {
    const id = isCamera ? "camera" : "files";
    const input = element("input", { type: "file", accept: "image/*", id, multiple: !isCamera, "aria-label": text });
    if (isCamera) input.setAttribute("capture", "environment");
    input.addEventListener("change", async () => {
      await this.take([...input.files]);
      input.value = "";
    });
    return [input, element("label", { class: "button", for: id, "aria-hidden": "true" }, text)];
  }

  #padWay() {
    const undo = element("button", { type: "button" }, "Undo");
    undo.addEventListener("click", () => this.#pad.undo());
    this.#next.addEventListener("click", () => this.#takeDrawn());
    return element(
      "section", { class: "way" }, element("h3", {}, "On the screen"),
      element("p", { class: "asked" }, "Write a ", this.#asked),
      this.#pad.element, element("div", { class: "buttons" }, this.#next, undo));
  }

  #load() {
    this.#readers ??= Readers.load().catch((error) => {
      this.#readers = null;
      throw error;
    });
    return this.#readers;
  }

  async #print(paper) {
    try {
      const bytes = (await this.#load()).sheet(paper);
      const link = element("a", { href: address(bytes, "application/pdf"), download: `sheet-${paper}.pdf` });
      link.click();
      // After the browser has begun to read it.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (error) {
      this.#say(`The sheet can't be made: ${error.message}`);
    }
  }

  async #takeDrawn() {
    const label = Number(this.#asked.textContent);
    const grey = this.#pad.grey;
    try {
      const readers = await this.#load();
      const pixels = await readers.form(grey, padSide, padSide);
      if (!pixels) return;
      const certainties = await readers.read("cnn", pixels);
      const doubt = doubtOf(certainties, label);
      this.#sheet.add([{ label, pixels, verdict: verdictOf(certainties), doubt, isKept: doubt === null }]);
      this.#say(doubt ? `This ${label} ${doubt}: it is left out unless you keep it.` : "");
      this.#pad.clear();
      this.#count();
      this.#ask();
    } catch (error) {
      this.#say(`It can't be read: ${error.message}`);
    }
  }

  /** The digit of which there are fewest. */
  #ask() {
    let fewest = 0;
    for (let label = 1; label < 10; label += 1) {
      if (this.#sheet.countOf(label) < this.#sheet.countOf(fewest)) fewest = label;
    }
    this.#asked.textContent = String(fewest);
  }

  #count() {
    const { missing } = this.#sheet;
    this.#finish.hidden = this.#sheet.count === 0;
    this.#make.disabled = missing.length > 0;
    this.#missing.textContent = missing.length
      ? `A clock needs one of each digit at least; there is no ${missing.join(", ")} yet.`
      : `${this.#sheet.kept.length} digits. Change what is wrong: each says what it is, or is left out.`;
  }

  async #build() {
    this.#make.disabled = true;
    this.#progress.hidden = false;
    await painted();
    try {
      const digits = this.#sheet.kept.map(({ label, pixels }) => ({ label, pixels }));
      this.#image = await (await this.#load()).build(digits, (done) => {
        this.#progress.value = done / digits.length;
      });
      if (this.#save.href) URL.revokeObjectURL(this.#save.href);
      this.#save.href = address(this.#image, "application/octet-stream");
      this.#save.hidden = this.#hint.hidden = false;
      await this.#show(this.#image);
      this.#say("This is your clock.");
      this.dispatchEvent(new CustomEvent("image", { detail: this.#image }));
    } catch (error) {
      this.#say(`The clock can't be made: ${error.message}`);
    } finally {
      this.#progress.hidden = true;
      this.#count();
    }
  }

  async #show(image) {
    await import("./mnist-clock.js");
    const clock = element("mnist-clock");
    clock.setAttribute("journal", "none");
    clock.image = image;
    this.#clock.replaceChildren(clock);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#clock.scrollIntoView({ block: "nearest", behavior: isStill ? "auto" : "smooth" });
  }

  #startOver() {
    this.#sheet.clear();
    this.#clock.replaceChildren();
    if (this.#save.href) URL.revokeObjectURL(this.#save.href);
    this.#save.hidden = this.#hint.hidden = true;
    this.#image = null;
    this.#say("");
    this.#count();
    this.#ask();
  }

  #say(text) {
    this.#said.textContent = text;
  }
}

/** "3 99 %" */
function verdictOf(certainties) {
  const digit = mostCertain(certainties);
  return `${digit} ${Math.round(certainties[digit] * 100)}\u202f%`;
}

/** In `mnist-clock handwriting`'s words. */
function doubtOf(certainties, label) {
  if (certainties[label] >= leastCertainty) return null;
  const others = Float64Array.from(certainties, (certainty, digit) => (digit === label ? -1 : certainty));
  const most = mostCertain(others);
  const percent = (digit) => `${Math.round(certainties[digit] * 100)}\u202f%`;
  return `looks like a ${most} (${percent(most)}, its own ${percent(label)})`;
}

function address(bytes, type) {
  return URL.createObjectURL(new Blob([bytes], { type }));
}

/** Resolves when what was just said is on the screen, before long work. */
function painted() {
  return new Promise((resolve) => setTimeout(resolve, 30));
}

customElements.define("mnist-handwriting", MnistHandwriting);
