// The device in WebAssembly against this machine's emulator. Must never take its expectations from the module itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Device, equal, glyphsOf, instances, start } from "./files.js";

const image = new Uint8Array(readFileSync(process.env.PAGE_IMAGE));
const answers = process.env.PAGE_ANSWERS;
const day = 86_400_000_000;

async function started({ glyphs = glyphsOf(image), settings = {}, cells = null, localTime, frame } = {}) {
  const { panels = "v2", ...others } = settings;
  const device = await Device.load({ glyphs, kinds: panels });
  for (const [key, value] of Object.entries(others)) device.set(key, value);
  device.start({ cells, localTime: localTime ?? ((counter) => start + counter / 1e6), frame });
  return device;
}

/** Runs until the counter is at `end`, and looks after each step. */
async function run(device, end, look = () => {}) {
  for (let step = 0; device.counter < end; step++) {
    await device.prepare();
    const next = device.step();
    look(step);
    device.pass(next);
  }
}

// As Tests/page-modules has this machine answer them.
for (const line of readFileSync(`${answers}/clocks`, "utf8").trim().split("\n")) {
  const [name, minutes, ...chosen] = line.split(" ");
  test(`the same panels, journal and events as this machine's emulator: ${line}`, async () => {
    const answer = new Uint8Array(readFileSync(`${answers}/${name}`));
    const view = new DataView(answer.buffer, answer.byteOffset);
    const device = await started({ settings: Object.fromEntries(chosen.map((part) => part.split("="))) });
    let place = 0;
    let looks = 0;
    await run(device, minutes * 60e6, (step) => {
      if (step % 37 !== 0) return;
      assert.equal(device.counter, Number(view.getBigUint64(place, true)), `step ${step}`);
      for (let panel = 0; panel < 4; panel++) {
        const from = place + 8 + 40_000 * panel;
        assert.ok(equal(device.picture(panel), answer.subarray(from, from + 40_000)), `step ${step}, panel ${panel + 1}`);
      }
      place += 8 + 160_000;
      looks++;
    });
    assert.ok(looks >= minutes / 37 - 1);
    assert.ok(equal(device.cells(), answer.subarray(place, place + 65_536)), "the journal");
    const lines = new TextDecoder().decode(answer.subarray(place + 65_536)).trim().split("\n");
    assert.deepEqual(device.takeEvents().map(({ counter, text }) => `${counter}\t${text}`), lines);
  });
}

test("glyphs come when they are needed, each piece once", async () => {
  const glyphs = glyphsOf(image);
  const device = await started({ glyphs });
  await device.prepare();
  const first = glyphs.asked.length;
  await run(device, day / 4);
  assert.equal(new Set(glyphs.asked).size, glyphs.asked.length);
  // Header and end, and at most one for each digit of this minute and the next, and where one's block is on two.
  assert.ok(first <= 2 + 10, `${first} pieces before the first digit`);
  console.log(`  ${first} of ${Math.ceil(image.length / glyphs.piece)} pieces before the first digit`);
});

test("a step without its glyphs draws nothing, and says no word of damage", async () => {
  const device = await started();
  device.step();
  assert.equal(device.changes, 0);
  assert.deepEqual(device.shown, { time: null });
  await device.prepare();
  device.step();
  assert.deepEqual(device.shown, { time: "10:00" });
});

test("the time may leap anywhere", async () => {
  const leaps = [start, start + 7 * 3600 + 1800, start - 90_000, NaN, start + 365 * 86_400, start];
  let base = start;
  const device = await started({ localTime: (counter) => base + counter / 1e6 });
  for (const leap of leaps) {
    base = leap;
    await run(device, device.counter + 180e6);
    if (Number.isNaN(leap)) {
      assert.deepEqual(device.shown, { sign: "NO TIME YET WAIT" });
      continue;
    }
    // The last step was at a minute's beginning, or before the next one's.
    const due = [0, 60].map((late) => new Date((base + device.counter / 1e6 - late) * 1000).toISOString().slice(11, 16));
    assert.ok(due.some((time) => time.endsWith(device.shown.time)), `${device.shown.time} at ${due[0]}`);
  }
  assert.ok(device.takeEvents().every(({ text }) => !text.includes("damaged")));
});

test("a device that is thrown away at any step repeats no glyph", async () => {
  let cells = null;
  let before = 0;
  const seen = new Set();
  for (let life = 0; life < 60; life++) {
    const device = await started({ cells, localTime: (counter) => start + before + counter / 1e6 });
    for (let step = 0; step <= life % 4; step++) {
      await device.prepare();
      const next = device.step();
      // What the page keeps before it shows anything.
      cells ??= new Uint8Array(65_536).fill(0xff);
      for (const [index, sector] of device.takeChangedSectors()) cells.set(sector, index * 4096);
      assert.ok(equal(cells, device.cells()));
      for (const { text } of device.takeEvents()) {
        const glyph = /shows an? (\d): glyph ([\d,]+) of [\d,]+, lap (\d+)/.exec(text);
        if (!glyph) continue;
        const name = glyph.slice(1).join(" ");
        assert.ok(!seen.has(name), `life ${life}: glyph ${name} again`);
        seen.add(name);
      }
      device.pass(next);
    }
    before += wholeMinutes(device);
  }
  assert.ok(seen.size > 150, `${seen.size} glyphs`);
});

function wholeMinutes(device) {
  return Math.ceil(device.counter / 60e6) * 60;
}

test("settings are refused in the firmware's words", async () => {
  const device = await Device.load({ glyphs: glyphsOf(image), kinds: "v1,v2,v2,v2" });
  const refuses = (key, value, words) => assert.throws(() => device.set(key, value), { message: words });
  refuses("style", "sketch", "style: ink or pixels");
  refuses("partials", "255", "partials: 0 to 254");
  refuses("panels", "v2,v9", "panels, column 4: one or 4 with commas: v1 v2 v2.1 gdey0154d67");
  refuses("colour", "red", "unknown setting");
  await assert.rejects(Device.load({ glyphs: glyphsOf(image), kinds: "v3" }), /^Error: panels, column 1: /);
});

test("frames come every 40 ms of a refresh, and end at what it leaves", async () => {
  const frames = [];
  const device = await started({
    frame(counter, changed) {
      frames.push({ counter, changed, picture: device.picture(0) });
    },
  });
  await device.prepare();
  device.step();
  assert.ok(frames.length > 50 && frames.length < 100, `${frames.length} frames`);
  for (const [index, { counter }] of frames.entries()) {
    if (index > 0) assert.equal(counter - frames[index - 1].counter, 40_000);
  }
  // A full refresh turns the panel black and white in between.
  const share = ({ picture }) => picture.reduce((sum, grey) => sum + grey, 0) / 40_000;
  assert.ok(Math.min(...frames.map(share)) < 60);
  assert.ok(equal(frames.findLast(({ changed }) => changed & 1).picture, device.picture(0)));
});

test("a week takes no more memory than its first two days", async () => {
  const device = await started();
  const { memory } = instances.at(-1);
  const look = (step) => step % 500 || device.takeEvents();
  await run(device, 2 * day, look);
  const afterTwoDays = memory.buffer.byteLength;
  const time = process.cpuUsage();
  await run(device, 7 * day, look);
  const used = process.cpuUsage(time);
  // A piece of 64 KiB more: words of events wait longer or shorter, and numbers in them grow. A leak of 13 KB a day is
  // found.
  const slack = 65_536;
  assert.ok(memory.buffer.byteLength <= afterTwoDays + slack, `${afterTwoDays} bytes, then ${memory.buffer.byteLength}`);
  assert.ok(afterTwoDays < 64e6);
  const minute = (used.user + used.system) / 1000 / (5 * 1440);
  console.log(`  ${(afterTwoDays / 1e6).toFixed(1)} MB; ${minute.toFixed(2)} ms of this machine for a minute of the device`);
});
