// A digit in MNIST's form, as a small canvas. Must never smooth it: 28 × 28 is all there is.

import { element } from "./elements.js";

export const formSide = 28;

/** @returns {HTMLCanvasElement} of 28 × 28 pixels, empty; its CSS makes it larger */
export function formCanvas(label) {
  const properties = { class: "form", part: "form", width: formSide, height: formSide, role: "img", "aria-label": label };
  return element("canvas", properties);
}

/**
 * Draws ink, of the canvas's CSS `color`, on nothing.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array | null} pixels 784 bytes, 0 paper to 255 ink
 */
export function drawForm(canvas, pixels) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, formSide, formSide);
  if (!pixels) return;
  const [red, green, blue] = getComputedStyle(canvas).color.match(/\d+/g)?.map(Number) ?? [28, 28, 28];
  const image = context.createImageData(formSide, formSide);
  pixels.forEach((level, index) => image.data.set([red, green, blue, level], index * 4));
  context.putImageData(image, 0, 0);
}
