// What the panels will have shown at each minute of a day: a second device runs through it, with a copy of the journal.
// Must never keep anything: the clock itself has yet to show these glyphs.

import { pack } from "./packed-picture.js";
import { panels } from "./clock-run.js";

export const minutesOfDay = 1440;
/** ms of work between two looks at what else the page has to do: less than a frame of 60 Hz. */
const slice = 12;
/** ms between two looks at how far it is: to paint takes WebKit without a graphics card as long as the device an hour. */
const telling = 150;
const minute = 60_000_000;

/** A day's pictures, made from its beginning on. */
export class DayFilm {
  #device;
  #scenes = [];
  /** A bit for each panel that the present step has refreshed. */
  #changed = 0;
  /** The minutes that are ready, from midnight on. */
  ready = 0;

  /**
   * @param {Device} device loaded, with its settings, not started
   * @param {Uint8Array | null} cells a copy of the journal
   * @param {number} midnight local seconds
   */
  constructor(device, cells, midnight) {
    this.#device = device;
    device.start({
      cells,
      localTime: (counter) => midnight + counter / 1e6,
      frame: (_, changed) => {
        this.#changed |= changed;
      },
    });
  }

  /**
   * Runs until the day is over, in slices.
   * @param {(ready: number) => void} progress called now and then, and at the end, with the number of minutes that are ready
   * @param {AbortSignal} signal
   */
  async make(progress, signal) {
    const device = this.#device;
    let begin = performance.now();
    let told = begin;
    while (this.ready < minutesOfDay && !signal.aborted) {
      await device.prepare();
      const now = Math.floor(device.counter / minute);
      const next = device.step();
      device.takeChangedSectors();
      device.takeEvents();
      if (this.#changed && now < minutesOfDay) this.#take(now);
      this.#changed = 0;
      device.pass(Math.max(next, device.counter));
      this.ready = Math.min(minutesOfDay, Math.floor(device.counter / minute));
      if (performance.now() - begin < slice) continue;
      if (begin - told > telling) {
        progress(this.ready);
        told = begin;
      }
      await breath();
      begin = performance.now();
    }
    progress(this.ready);
  }

  /**
   * @param {number} now minutes since midnight, below `ready`
   * @returns {Uint8Array[] | undefined} four packed pictures, as somebody would see them at the end of that minute
   */
  at(now) {
    for (let index = Math.min(now, this.#scenes.length - 1); index >= 0; index -= 1) {
      if (this.#scenes[index]) return this.#scenes[index];
    }
    return undefined;
  }

  /** A picture that hasn't changed is the same one as before. */
  #take(now) {
    const last = this.at(now);
    this.#scenes[now] = panels.map((panel) =>
      last && !(this.#changed & (1 << panel)) ? last[panel] : pack(this.#device.picture(panel)));
  }
}

/** Lets the page do what else it has to; a timer would wait 4 ms. */
function breath() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
