// A square of paper to draw a digit on, with mouse, finger, pen or keys. Must never know what is read in it, nor let a
// resting palm draw.

import { element } from "./elements.js";

/** Pixels of ink each way, ten for each of MNIST's. */
export const padSide = 280;
/** Of a stroke with no pressure known: a digit of MNIST is 200 such pixels high, and its strokes about 20 wide. */
const width = 21;
/** How much thinner and thicker a pen's pressure makes it. */
const thinnest = 0.55;
const thickest = 1.45;
/** How far an arrow key moves. */
const stride = 10;

/** A pad; `element` is to be placed. */
export class DrawingPad {
  /** Of this are drawn: a list of strokes, each of points {x, y, width}. */
  #strokes = [];
  #pointer = null;
  #hasPen = false;
  #cursor = { x: padSide / 2, y: padSide / 2, isDown: false, isShown: false };
  #ink;
  #seen;
  #changed;
  #isDue = false;

  /**
   * @param {string} label for screen readers
   * @param {(isOver: boolean) => void} changed called at most once a frame while somebody draws, and with true when a
   *   stroke is over
   */
  constructor(label, changed) {
    this.#changed = changed;
    this.element = element("canvas", {
      class: "pad", part: "pad", tabIndex: 0, role: "application", width: padSide * 2, height: padSide * 2,
      "aria-label": `${label}. Arrow keys move the pen, the space bar lifts and lowers it, Backspace undoes, Delete clears.`,
    });
    this.#seen = this.element.getContext("2d");
    const ink = element("canvas", { width: padSide, height: padSide });
    this.#ink = ink.getContext("2d", { willReadFrequently: true });
    this.#listen();
    this.#drawAll();
  }

  get isEmpty() {
    return this.#strokes.length === 0;
  }

  /** @returns {Uint8Array} `padSide`² bytes, 0 paper to 255 ink */
  get grey() {
    const { data } = this.#ink.getImageData(0, 0, padSide, padSide);
    const grey = new Uint8Array(padSide * padSide);
    for (let index = 0; index < grey.length; index += 1) grey[index] = data[index * 4 + 3];
    return grey;
  }

  undo() {
    this.#strokes.pop();
    this.#redraw();
  }

  clear() {
    this.#strokes = [];
    this.#cursor = { x: padSide / 2, y: padSide / 2, isDown: false, isShown: this.#cursor.isShown };
    this.#redraw();
  }

  #listen() {
    const canvas = this.element;
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#finish(event));
    canvas.addEventListener("pointercancel", (event) => this.#cancel(event));
    // WebKit scrolls and selects by these in spite of `touch-action`.
    canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("keydown", (event) => this.#press(event));
    canvas.addEventListener("blur", () => {
      this.#cursor.isShown = false;
      this.#cursor.isDown = false;
      this.#drawAll();
    });
  }

  #begin(event) {
    if (event.pointerType === "pen") {
      // A palm may have begun before the pen.
      if (this.#pointer?.type === "touch") this.#strokes.pop();
      this.#hasPen = true;
    } else if (this.#pointer || (this.#hasPen && event.pointerType === "touch") || event.button !== 0) {
      return;
    }
    event.preventDefault();
    this.element.focus({ preventScroll: true });
    this.#capture(event.pointerId);
    this.#cursor.isShown = false;
    this.#pointer = { id: event.pointerId, type: event.pointerType };
    this.#strokes.push([]);
    this.#add(event);
  }

  /** A pointer that somebody's script made up can't be captured. */
  #capture(id) {
    try {
      this.element.setPointerCapture(id);
    } catch {
      // It draws as long as it stays on the pad.
    }
  }

  #move(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const part of all.length ? all : [event]) this.#add(part);
  }

  #finish(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    this.#pointer = null;
    this.#tell(true);
  }

  /** The system has taken the pointer for something else: what it drew wasn't meant. */
  #cancel(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    this.#pointer = null;
    this.undo();
  }

  #add(event) {
    const { clientLeft, clientTop, clientWidth, clientHeight } = this.element;
    if (!clientWidth || !clientHeight) return;
    const box = this.element.getBoundingClientRect();
    const hasPressure = event.pointerType === "pen" && event.pressure > 0 && event.pressure !== 0.5;
    this.#point({
      x: ((event.clientX - box.left - clientLeft) / clientWidth) * padSide,
      y: ((event.clientY - box.top - clientTop) / clientHeight) * padSide,
      width: width * (hasPressure ? thinnest + (thickest - thinnest) * event.pressure : 1),
    });
  }

  #point(point) {
    const stroke = this.#strokes.at(-1);
    stroke.push(point);
    segment(this.#ink, stroke, stroke.length - 1);
    this.#tell(false);
  }

  #press(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const cursor = this.#cursor;
    const step = steps[event.key];
    if (step) {
      cursor.isShown = true;
      cursor.x = Math.min(Math.max(cursor.x + step[0] * stride, 0), padSide);
      cursor.y = Math.min(Math.max(cursor.y + step[1] * stride, 0), padSide);
      if (cursor.isDown) this.#point({ x: cursor.x, y: cursor.y, width });
    } else if (event.key === " " || event.key === "Enter") {
      cursor.isShown = true;
      cursor.isDown = !cursor.isDown;
      if (cursor.isDown) {
        this.#strokes.push([]);
        this.#point({ x: cursor.x, y: cursor.y, width });
      } else {
        this.#tell(true);
      }
    } else if (event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey))) {
      this.undo();
    } else if (event.key === "Delete") {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
    this.#drawAll();
  }

  #redraw() {
    if (this.#cursor.isDown) this.#cursor.isDown = false;
    this.#ink.clearRect(0, 0, padSide, padSide);
    for (const stroke of this.#strokes) drawStroke(this.#ink, stroke);
    this.#tell(true);
  }

  #tell(isOver) {
    if (isOver) {
      this.#drawAll();
      this.#changed(true);
      return;
    }
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#drawAll();
      this.#changed(false);
    });
  }

  /** What is seen: the strokes in the pad's own colour, at twice the resolution, and where the keys' pen is. */
  #drawAll() {
    const context = this.#seen;
    const style = getComputedStyle(this.element);
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, padSide, padSide);
    context.strokeStyle = style.color || "#1c1c1c";
    for (const stroke of this.#strokes) drawStroke(context, stroke);
    if (!this.#cursor.isShown) return;
    context.lineWidth = this.#cursor.isDown ? 3 : 1.5;
    context.beginPath();
    context.arc(this.#cursor.x, this.#cursor.y, width / 2 + 3, 0, 2 * Math.PI);
    context.stroke();
  }
}

function drawStroke(context, stroke) {
  stroke.forEach((_, index) => segment(context, stroke, index));
}

/** From the point before to this one; the first is a dot. */
function segment(context, stroke, index) {
  const to = stroke[index];
  const from = stroke[Math.max(index - 1, 0)];
  context.lineCap = "round";
  context.lineWidth = (from.width + to.width) / 2;
  context.beginPath();
  context.moveTo(from.x, from.y);
  // A line of no length isn't drawn.
  context.lineTo(to.x + (index === 0 ? 0.01 : 0), to.y);
  context.stroke();
}
