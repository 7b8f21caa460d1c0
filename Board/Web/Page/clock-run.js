// A device that runs: it is stepped, what it has to remember is kept, and then, not before, it is shown.
// Must never show a picture of a step whose record isn't on the disk yet.

import { Unreachable } from "./glyph-source.js";
import { pack, unpack } from "./packed-picture.js";

/** ms: no longer sleep, so that a computer that slept is noticed. */
const longestSleep = 1000;
/** ms, of the first pause after something failed. */
const firstPause = 1000;
const longestPause = 32_000;
/** ms by which a slow computer may be late; later, it has been asleep. More than the time for which a device is on before
 * the page shows it (device-time.js). */
const longestDelay = 10_000;

export const panels = [0, 1, 2, 3];

/**
 * Runs `device` until `signal` says stop.
 * @param {object} parts
 * @param {Device} parts.device loaded, with its settings
 * @param {Uint8Array | null} parts.cells the journal to go on with
 * @param {DeviceTime} parts.time
 * @param {(sectors: [number, Uint8Array][]) => Promise<void>} parts.keep resolves when they are kept
 * @param {(panel: number, greys: Uint8Array) => void} parts.show
 * @param {(events: {time: number, text: string}[], shown: object) => void} parts.tell after each step; `time` in local
 *   seconds, `shown` as `Device.shown`
 * @param {() => boolean} parts.flashes whether refreshes are to be seen
 * @param {AbortSignal} parts.signal
 * @throws what the device throws: it is of no use any more
 */
export async function runClock({ device, cells, time, keep, show, tell, flashes, signal }) {
  let frames = [];
  let refreshed = 0;
  device.start({
    cells,
    localTime: (counter) => time.local(counter),
    frame(counter, changed) {
      refreshed |= changed;
      if (!flashes()) return;
      for (const panel of panels) {
        if (changed & (1 << panel)) frames.push({ counter, panel, picture: pack(device.picture(panel)) });
      }
    },
  });
  let next = 0;
  let isFirst = true;
  while (!signal.aborted) {
    // A little late, it is stepped when it wanted to be; much later, as after a computer's sleep, it has been asleep too.
    // Between steps that it wanted at their times it has the quiet in which it erases its flash.
    const isLittle = time.due > next && -time.until(next) < longestDelay;
    const due = isLittle ? next : time.due;
    if (due > device.counter) device.pass(due);
    await prepared(device, tell, time, signal);
    if (signal.aborted) return;
    time.renew();
    frames = [];
    refreshed = isFirst ? -1 : 0;
    isFirst = false;
    next = device.step();
    const pictures = panels.filter((panel) => refreshed & (1 << panel)).map((panel) => [panel, device.picture(panel)]);
    await keep(device.takeChangedSectors());
    const events = device.takeEvents().map(({ counter, text }) => ({ time: time.local(counter), text }));
    tell(events, device.shown);
    await play(frames, time, show, signal);
    for (const [panel, greys] of pictures) show(panel, greys);
    await sleepUntil(next, time, signal);
  }
}

/** Glyphs that can't be fetched are asked for again: without them the firmware would spell its digits. */
async function prepared(device, tell, time, signal) {
  for (let pause = firstPause; !signal.aborted; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await device.prepare();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      tell([{ time: time.local(device.counter), text: `no glyphs: ${error.message}; again in ${pause / 1000} s` }]);
      await sleep(pause, signal);
    }
  }
}

/** What a step did in no time, as long as it took. Frames whose time has passed are left out. */
async function play(frames, time, show, signal) {
  for (const { counter, panel, picture } of frames) {
    const wait = time.until(counter);
    if (wait < -longestSleep / 10 || document.hidden || signal.aborted) continue;
    if (wait > 0) await sleep(wait, signal);
    show(panel, unpack(picture));
  }
}

/** Or until the present has leapt, or the page is seen again. */
async function sleepUntil(counter, time, signal) {
  do {
    await sleep(Math.min(Math.max(time.until(counter), 0), longestSleep), signal);
  } while (!signal.aborted && time.until(counter) > 0 && !time.hasLeapt);
}

/** Resolves after `ms`, at once when `signal` says stop. */
export function sleep(ms, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal?.aborted) done();
    else signal?.addEventListener("abort", done);
  });
}
