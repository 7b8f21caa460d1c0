// The clock's device in WebAssembly: firmware, panels and flash. Must never wait within a step, nor know a document.

import { WasmModule } from "./wasm-module.js";

export class Device {
  static #sectorSize = 4096;

  #module;
  #glyphs;
  #localTime = () => NaN;
  #frame;

  /**
   * Loads clock.wasm beside this module.
   * @param {object} parts
   * @param {{size: number, piece: number, get(index: number): Promise<Uint8Array>}} parts.glyphs the partition image,
   *   in pieces of `piece` bytes of which the last may be shorter
   * @param {string} parts.kinds as the setting `panels` takes it: "v2" or "v1,v2,v2,v2"
   * @throws {Error} with the firmware's words if it doesn't take the kinds
   */
  static async load({ glyphs, kinds }) {
    const device = new Device();
    device.#module = await WasmModule.load("clock.wasm", {
      localTime: (counter) => Number(device.#localTime(counter)),
      frame: (counter, changed) => device.#frame?.(counter, changed >>> 0),
    });
    device.#glyphs = glyphs;
    if (device.#module.exports.image(glyphs.size, glyphs.piece) !== 0) {
      throw new Error(`an image of ${glyphs.size} bytes is no glyph partition`);
    }
    device.set("panels", kinds);
    return device;
  }

  /**
   * One of the firmware's own settings (style, hours, policy, shades, partials, legible), before `start`.
   * @throws {Error} with the firmware's words
   */
  set(key, text) {
    const encoder = new TextEncoder();
    const name = encoder.encode(key);
    const size = this.#module.give(name, encoder.encode(text));
    if (this.#module.exports.set(name.length, size) !== 0) throw new Error(this.#module.text());
  }

  /**
   * @param {object} parts
   * @param {Uint8Array | null} parts.cells the journal's 65,536 bytes as `cells()` gave them, or null for an erased one
   * @param {(counter: number) => number} parts.localTime civil time at that instant of the device's counter, µs since
   *   power-on, as seconds since 1970-01-01 00:00 local time with a fraction, or NaN for unknown
   * @param {((counter: number, changed: number) => void)=} parts.frame called in the middle of a step every 40 ms of
   *   device time while a panel refreshes; `changed` has a bit for each panel. Without it nothing is drawn between
   */
  start({ cells = null, localTime, frame }) {
    this.#localTime = localTime;
    this.#frame = frame;
    const size = cells ? this.#module.give(cells) : 0;
    this.#module.exports.start(size, frame ? 1 : 0);
  }

  /** Fetches the pieces of the image that the next step may read and that aren't there yet. */
  async prepare() {
    for (;;) {
      const count = this.#module.exports.missing();
      if (count < 0) throw new Error(this.#module.text());
      if (count === 0) return;
      const answer = this.#module.answer();
      const indices = new Uint32Array(answer.buffer, 0, count);
      const pieces = await Promise.all([...indices].map((index) => this.#glyphs.get(index)));
      pieces.forEach((bytes, place) => {
        const offset = indices[place] * this.#glyphs.piece;
        const wanted = Math.min(this.#glyphs.piece, this.#glyphs.size - offset);
        if (bytes.length < wanted) {
          throw new Error(`piece ${indices[place]} of the glyphs has ${bytes.length} bytes, not ${wanted}`);
        }
        this.#module.exports.put(offset, this.#module.give(bytes.subarray(0, wanted)));
      });
    }
  }

  /** One step of the firmware, and no sleep after it. Returns the counter at which it wants to be called next. */
  step() {
    const next = this.#module.exports.step();
    if (next < 0) throw new Error(this.#module.text());
    return next;
  }

  /** Lets device time pass without a step. */
  pass(counter) {
    if (this.#module.exports.pass(counter) < 0) throw new Error(this.#module.text());
  }

  /** In µs since power-on. */
  get counter() {
    return this.#module.exports.counter();
  }

  /** Grey of panel 0 to 3 as it is now, 200 × 200 bytes in rows from the top, 0 black to 255 white; a copy. */
  picture(panel) {
    this.#module.exports.picture(panel);
    return this.#module.answer();
  }

  /** How many refreshes have ended, of all panels: when it moves there is something new to draw. */
  get changes() {
    return this.#module.exports.changes();
  }

  /** The journal's sectors that have changed since the last call, as [[index, Uint8Array]…]: keep them, then show. */
  takeChangedSectors() {
    const changed = this.#module.exports.changedSectors();
    if (changed === 0) return [];
    const cells = this.cells();
    const size = Device.#sectorSize;
    return [...Array(cells.length / size).keys()]
      .filter((index) => changed & (1 << index))
      .map((index) => [index, cells.slice(index * size, (index + 1) * size)]);
  }

  /** All 65,536 bytes of the journal. */
  cells() {
    this.#module.exports.cells();
    return this.#module.answer();
  }

  /** What has happened since the last call, in the words of `mnist-clock run`'s log: [{counter, text}…]. */
  takeEvents() {
    this.#module.exports.events();
    return this.#module.text().split("\n").filter(Boolean).map((line) => {
      const tab = line.indexOf("\t");
      return { counter: Number(line.slice(0, tab)), text: line.slice(tab + 1) };
    });
  }

  /** What the panels say: {time: "12:34"}, or {sign: "NO TIME YET WAIT"}; {time: null} before they show anything. */
  get shown() {
    this.#module.exports.shown();
    const text = this.#module.text();
    if (text[0] === "s") return { sign: text.slice(1) };
    return { time: /\d:\d\d$/.test(text) ? text.slice(1).trim() : null };
  }
}
