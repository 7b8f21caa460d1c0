// One panel as a canvas of its own 200 × 200 pixels, in the colours of e-ink. Must never know what a panel shows.

/** Pixels, each way. */
export const side = 200;

/** The canvas of a panel; its CSS `color` is the ink, its `background-color` the paper. */
export class PanelCanvas {
  #context;
  #image;
  #tones = new Uint32Array(256);
  #colours = "";

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    canvas.width = side;
    canvas.height = side;
    this.#context = canvas.getContext("2d");
    this.#image = this.#context.createImageData(side, side);
  }

  /** @param {Uint8Array} greys 200 × 200 bytes, rows from the top, 0 black to 255 white */
  draw(greys) {
    this.#takeColours();
    const pixels = new Uint32Array(this.#image.data.buffer);
    for (let index = 0; index < pixels.length; index += 1) pixels[index] = this.#tones[greys[index]];
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Between ink and paper as `mnist-clock run --png` does it (HostTools/Seeing/Pictures/ClockPicture.swift). */
  #takeColours() {
    const style = getComputedStyle(this.canvas);
    const colours = `${style.color} ${style.backgroundColor}`;
    if (colours === this.#colours) return;
    this.#colours = colours;
    const ink = channels(style.color, [28, 28, 28]);
    const paper = channels(style.backgroundColor, [236, 236, 236]);
    const bytes = new Uint8Array(this.#tones.buffer);
    for (let grey = 0; grey < 256; grey += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        bytes[grey * 4 + channel] = ink[channel] + Math.trunc((grey * (paper[channel] - ink[channel])) / 255);
      }
      bytes[grey * 4 + 3] = 255;
    }
  }
}

/** What browsers make of any colour within sRGB: "rgb(28, 28, 28)". A transparent one counts as none. */
function channels(colour, otherwise) {
  const match = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(colour);
  return match && match[4] !== "0" ? [Number(match[1]), Number(match[2]), Number(match[3])] : otherwise;
}
