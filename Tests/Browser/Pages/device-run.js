// Lets the device run as fast as it can, for comparisons with the emulator on this machine. Must never draw.

import { Device } from "/some/folder/clock/device.js";

const base = "/some/folder/clock/";

async function glyphs() {
  const { glyphs } = await (await fetch(`${base}site.json`)).json();
  const pieces = new Map();
  return {
    size: glyphs.size,
    piece: glyphs.piece,
    async get(index) {
      if (!pieces.has(index)) {
        const reply = await fetch(`${base}glyphs/${String(index).padStart(2, "0")}.bin`);
        pieces.set(index, new Uint8Array(await reply.arrayBuffer()));
      }
      return pieces.get(index);
    },
  };
}

/** Greys as `mnist-clock run --png` writes them (ClockPicture.swift). */
function seen(greys) {
  return greys.map((grey) => 28 + Math.trunc((grey * (236 - 28)) / 255));
}

async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Runs `minutes` from `at`, local seconds.
 * @returns {Promise<object>} the panels' digests after each minute, events in words, what it cost
 */
window.runDevice = async ({ at, minutes, kinds = "v2", settings = {}, pictures = true, cells = null }) => {
  const device = await Device.load({ glyphs: await glyphs(), kinds });
  for (const [key, text] of Object.entries(settings)) device.set(key, text);
  device.start({ cells, localTime: (counter) => at + counter / 1e6 });
  const end = minutes * 60e6;
  const [digests, events, costs, memory] = [[], [], [], []];
  let next = 0;
  let minute = 0;
  let cost = 0;
  while (minute < minutes) {
    await device.prepare();
    const begin = performance.now();
    next = device.step();
    cost += performance.now() - begin;
    events.push(...device.takeEvents().map(({ text }) => text));
    device.takeChangedSectors();
    // At the last step of a minute its pictures are what was left on the panels.
    while (minute < minutes && next >= (minute + 1) * 60e6) {
      if (pictures) {
        digests.push(await Promise.all([0, 1, 2, 3].map((panel) => digest(seen(device.picture(panel))))));
      }
      costs.push(cost);
      cost = 0;
      minute += 1;
      if (minute % 1440 === 0) memory.push(window.watched.instances.map((one) => one.exports.memory?.buffer.byteLength ?? 0));
    }
    device.pass(Math.min(next, end));
  }
  const bytes = window.watched.instances.map((one) => one.exports.memory?.buffer.byteLength ?? 0);
  return { digests, events, costs, memory: pictures ? bytes : memory, shown: device.shown };
};
window.isReady = true;
