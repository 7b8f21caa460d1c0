// Bytes that people bring: random ones, and good ones with damage whose checksums are mended so that they get further.
// Nothing may trap. Must never take longer than a minute unless more rounds are asked for: PAGE_ROUNDS=1000000.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { instances, pageFile, randomNumbers, Device, glyphsOf, Readers, start } from "./files.js";

const rounds = Number(process.env.PAGE_ROUNDS ?? 100_000);
const image = new Uint8Array(readFileSync(process.env.PAGE_IMAGE));

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
function crc(...parts) {
  let value = 0xffffffff;
  for (const part of parts) for (const byte of part) value = table[(value ^ byte) & 255] ^ (value >>> 8);
  return ~value >>> 0;
}
function put(bytes, offset, number) {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(offset, number, true);
}

function noise(random, size) {
  return Uint8Array.from({ length: size }, () => random(256));
}

/** With a few bytes changed, most of them early, where sizes and counts are. */
function damaged(random, bytes, header) {
  const copy = bytes.slice(0, random(4) ? bytes.length : random(bytes.length) + 1);
  for (let changes = random(6); changes >= 0; changes--) {
    copy[random(random(3) ? Math.min(header, copy.length) : copy.length)] = random(2) ? random(256) : [0, 255][random(2)];
  }
  return copy;
}

/** `count` rounds, each with a seed of its own, which a failure names. */
function repeat(count, body) {
  for (let seed = 0; seed < count; seed++) {
    try {
      body(randomNumbers(seed));
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      assert.fail(`round ${seed} traps: ${error.stack}`);
    }
  }
  console.log(`  ${count} rounds`);
}

const refused = (body) => {
  try {
    body();
    return 0;
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return 1;
  }
};

test("models from files", async () => {
  const readers = await Readers.load();
  const cnn = pageFile("cnn.model");
  const predictor = pageFile("mnist.model");
  const ten = Array.from({ length: 10 }, (_, label) => ({ label, pixels: noise(randomNumbers(label), 784) }));
  let taken = 0;
  repeat(Math.ceil(rounds * 0.5), (random) => {
    let bytes = random(8) ? damaged(random, cnn, 48) : noise(random, random(300));
    if (bytes.length > 32 && random(4)) {
      if (random(2)) put(bytes, 12, bytes.length);
      put(bytes, 20, crc(bytes.subarray(0, 20), bytes.subarray(24)));
    }
    if (!refused(() => readers.setModel("cnn", bytes))) {
      taken++;
      readers.read("cnn", noise(random, 784));
    }
    if (random(200) !== 0) return;
    const other = damaged(random, predictor, 32);
    if (other.length > 16) put(other, 12, crc(other.subarray(16)));
    if (!refused(() => readers.setModel("mnist", other))) refused(() => readers.build(ten));
  });
  console.log(`  ${taken} were taken`);
});

test("pictures and photographs", async () => {
  const readers = await Readers.load();
  repeat(Math.ceil(rounds * 0.35), (random) => {
    const [width, height] = [1 + random(40), 1 + random(40)];
    const grey = noise(random, width * height).map((value) => (random(2) ? value : 0));
    readers.form(grey, width, height);
    if (random(4) === 0) {
      const channels = [1, 3, 4][random(3)];
      refused(() => readers.photo(noise(random, width * height * channels), width, height, channels));
    }
  });
});

/** One module for many power-ons, since to make one takes longer than what is tried. */
async function board() {
  const device = await Device.load({ glyphs: glyphsOf(image), kinds: "v2" });
  const { room, memory, ...exports } = instances.at(-1);
  const give = (bytes) => {
    const place = room(bytes.length);
    new Uint8Array(memory.buffer, place, bytes.length).set(bytes);
    return bytes.length;
  };
  return { device, give, exports };
}

test("glyph images", async () => {
  const { device, give, exports } = await board();
  // So that a round takes less: what lies behind is the same again and again.
  const head = image.slice(0, 60_000);
  repeat(Math.ceil(rounds * 0.12), (random) => {
    const bytes = random(8) ? damaged(random, head, 96) : noise(random, random(2_000));
    if (bytes.length > 96 && random(8)) {
      // The model is the same, unless it is this that is tried.
      if (random(2)) put(bytes, 16, bytes.length);
      put(bytes, 92, crc(bytes.subarray(0, 92)));
    }
    exports.image(bytes.length, 65_536);
    exports.put(0, give(bytes));
    device.start({ cells: null, localTime: () => start });
    assert.equal(exports.missing(), 0);
    if (random(16) === 0) device.step();
  });
});

test("whole small images, of which glyphs are shown", async () => {
  const readers = await Readers.load();
  const digits = Array.from({ length: 40 }, (_, index) => ({ label: index % 10, pixels: noise(randomNumbers(index), 784) }));
  const built = readers.build(digits);
  const { device, give, exports } = await board();
  let shown = 0;
  repeat(Math.ceil(rounds * 0.02), (random) => {
    const bytes = built.slice();
    for (let changes = random(4); changes > 0; changes--) bytes[96 + 24_048 + random(bytes.length - 24_144)] ^= 1 << random(8);
    exports.image(bytes.length, 65_536);
    exports.put(0, give(bytes));
    device.start({ cells: null, localTime: (counter) => start + counter / 1e6 + random(2) * 3600 });
    exports.missing();
    device.step();
    shown += /\d/.test(device.shown.time ?? "");
    device.takeEvents();
  });
  console.log(`  ${shown} showed a time`);
});

test("journals", async () => {
  const { device, give, exports } = await board();
  exports.image(image.length, image.length);
  exports.put(0, give(image));
  device.start({ cells: null, localTime: (counter) => start + counter / 1e6 });
  for (let step = 0; step < 90; step++) {
    exports.missing();
    device.pass(device.step());
  }
  const good = device.cells();
  repeat(Math.ceil(rounds * 0.01), (random) => {
    const cells = random(4) ? damaged(random, good, 6_000) : noise(random, 65_536);
    device.start({ cells, localTime: (counter) => start + counter / 1e6 });
    exports.missing();
    device.step();
    device.takeEvents();
  });
});
