// The readers in WebAssembly: digits into MNIST's form, read, cut out of photographs, and packed into a glyph image. Must
// never wait but for files, nor know a document.

import { WasmModule } from "./wasm-module.js";

/** The files beside this one, by the module's number for each. */
const models = { fc: 0, cnn: 1, mnist: 2 };

async function file(name) {
  const reply = await fetch(new URL(name, import.meta.url));
  if (!reply.ok) throw new Error(`${name} can't be loaded: ${reply.status} ${reply.statusText}`);
  return new Uint8Array(await reply.arrayBuffer());
}

/** The lower three of four samples, or all of three or of one. */
function withoutAlpha(samples, channels, room) {
  if (channels !== 4) return room.set(samples);
  for (let from = 0, to = 0; to < room.length; from += 4, to += 3) {
    room[to] = samples[from];
    room[to + 1] = samples[from + 1];
    room[to + 2] = samples[from + 2];
  }
}

export class Readers {
  #module;
  #progress;

  /** Loads readers.wasm and the models that come with the project. */
  static async load() {
    const readers = new Readers();
    const page = { progress: (done) => readers.#progress?.(done) };
    const names = Object.keys(models);
    const [module, ...files] = await Promise.all([
      WasmModule.load("readers.wasm", page), ...names.map((name) => file(`${name}.model`)),
    ]);
    readers.#module = module;
    names.forEach((name, index) => readers.#setModel(models[name], files[index]));
    return readers;
  }

  #checked(status) {
    if (status !== 0) throw new Error(this.#module.text());
    return this.#module.answer();
  }

  #setModel(number, bytes) {
    this.#checked(this.#module.exports.model(number, this.#module.give(bytes)));
  }

  /**
   * @param {Uint8Array} grey `width` × `height` bytes in rows from the top, 0 paper to 255 ink
   * @returns {Uint8Array | null} 784 bytes in MNIST's form, or null when there is nothing
   */
  form(grey, width, height) {
    this.#module.give(grey.subarray(0, width * height));
    this.#module.exports.form(width, height);
    const pixels = this.#module.answer();
    return pixels.length === 784 ? pixels : null;
  }

  /**
   * @param {"fc" | "cnn"} network
   * @param {Uint8Array} pixels 784 bytes in MNIST's form
   * @returns {Float64Array} how sure it is of each digit; ten numbers with the sum 1
   */
  read(network, pixels) {
    if (pixels.length !== 784) throw new Error(`a digit has 784 pixels, not ${pixels.length}`);
    this.#module.give(pixels);
    const shares = this.#checked(this.#module.exports.read(models[network]));
    return Float64Array.from({ length: 10 }, (_, digit) => (shares[2 * digit] | (shares[2 * digit + 1] << 8)) / 32_768);
  }

  /**
   * Takes another model for a network, from a file.
   * @throws {Error} with what is wrong with it; the one before stays
   */
  setModel(network, bytes) {
    this.#setModel(models[network], bytes);
  }

  /** The sheet to print, a PDF, on "a4" or "letter". */
  sheet(paper) {
    this.#module.exports.sheet(paper === "letter" ? 1 : 0);
    return this.#module.answer();
  }

  /**
   * Reads a photograph of a filled-in sheet.
   * @param {Uint8Array | Uint8ClampedArray} samples of `width` × `height` pixels in rows from the top
   * @param {1 | 3 | 4} channels grey, RGB, or RGBA, of which the last is left out
   * @returns {{paper: "a4" | "letter", boxes: {row: number, box: number, pixels: Uint8Array, isCut: boolean,
   *   doubt: string | null}[]}} what was written: the row's digit, the box from 1, and why the reader doubts it
   * @throws {Error} with what to do better
   */
  photo(samples, width, height, channels) {
    if (samples.length !== width * height * channels) throw new Error("the picture isn't whole");
    const size = channels === 4 ? (samples.length / 4) * 3 : samples.length;
    withoutAlpha(samples, channels, this.#module.room(size));
    const answer = this.#checked(this.#module.exports.photo(size, width, height, channels === 4 ? 3 : channels));
    const boxes = [];
    for (let place = 1; place < answer.length; ) {
      const [row, box, isCut] = answer.subarray(place, place + 3);
      const size = answer[place + 3] | (answer[place + 4] << 8);
      const words = new TextDecoder().decode(answer.subarray(place + 5, place + 5 + size));
      const pixels = answer.slice(place + 5 + size, place + 5 + size + 784);
      boxes.push({ row, box, pixels, isCut: isCut !== 0, doubt: words || null });
      place += 5 + size + 784;
    }
    return { paper: answer[0] === 1 ? "letter" : "a4", boxes };
  }

  /**
   * The partition image of the digits, as `mnist-clock glyphs build` makes it of them, byte for byte; of MNIST's own
   * digits only the legibility differs, which other readers have judged.
   * @param {{label: number, pixels: Uint8Array}[]} digits
   * @param {((done: number) => void)=} progress told how many are packed
   * @returns {Uint8Array}
   * @throws {Error} when a digit from 0 to 9 is missing
   */
  build(digits, progress) {
    const piece = 1_000;
    for (let first = 0; first < digits.length; first += piece) {
      const parts = digits.slice(first, first + piece).flatMap(({ label, pixels }) => [Uint8Array.of(label), pixels]);
      this.#checked(this.#module.exports.add(this.#module.give(...parts)));
    }
    this.#progress = progress;
    try {
      return this.#checked(this.#module.exports.build());
    } finally {
      this.#progress = undefined;
    }
  }
}
