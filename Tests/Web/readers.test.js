// The readers in WebAssembly against `mnist-clock`'s. Must never take its expectations from the module itself.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { equal, Readers, spent } from "./files.js";

const answers = process.env.PAGE_ANSWERS;
const bytesOf = (name) => new Uint8Array(readFileSync(`${answers}/${name}`));
const readers = await Readers.load();

/** The pictures and labels of two IDX files. */
function idx(name) {
  const images = bytesOf(`${name}/train-images-idx3-ubyte`).subarray(16);
  const labels = bytesOf(`${name}/train-labels-idx1-ubyte`).subarray(8);
  return [...labels].map((label, index) => ({ label, pixels: images.slice(784 * index, 784 * (index + 1)) }));
}

test("digits are read bit for bit as on this machine", () => {
  const digits = bytesOf("digits");
  const answer = new Uint16Array(bytesOf("readings").buffer);
  let place = 0;
  let count = 0;
  for (let first = 0; first < digits.length; first += 784) {
    for (const network of ["fc", "cnn"]) {
      const read = readers.read(network, digits.subarray(first, first + 784));
      assert.deepEqual([...read].map((share) => share * 32_768), [...answer.subarray(place, place + 10)]);
      assert.equal(read.reduce((sum, share) => sum + share), 1);
      place += 10;
    }
    count++;
  }
  assert.ok(count >= 500);
  for (const network of ["fc", "cnn"]) {
    const time = spent(() => {
      for (let first = 0; first < digits.length; first += 784) readers.read(network, digits.subarray(first, first + 784));
    });
    console.log(`  ${network}: ${(time / count).toFixed(2)} ms of this machine for a digit`);
  }
});

test("what is in MNIST's form stays, an empty drawing is none, and a larger one is brought into form", () => {
  const digits = bytesOf("digits");
  for (let first = 0; first < 100 * 784; first += 784) {
    const pixels = digits.subarray(first, first + 784);
    const formed = readers.form(pixels, 28, 28);
    // Drawn strokes aren't in that form, but what has been brought into it is.
    if (process.env.PAGE_MNIST) assert.ok(equal(formed, pixels));
    assert.ok(equal(readers.form(formed, 28, 28), formed));
  }
  assert.equal(readers.form(new Uint8Array(280 * 280), 280, 280), null);
  const one = new Uint8Array(280 * 280);
  for (let y = 40; y < 240; y++) one.fill(255, y * 280 + 130, y * 280 + 150);
  const formed = readers.form(one, 280, 280);
  assert.equal(formed.reduce((sum, ink) => sum + (ink > 0), 0), 40);
});

test("an image is built as `mnist-clock glyphs build` builds it", () => {
  const told = [];
  const built = readers.build(idx("strokes"), (done) => told.push(done));
  assert.ok(equal(built, bytesOf("strokes.bin")));
  assert.equal(told.at(-1), 300);
  assert.throws(() => readers.build(idx("strokes").filter(({ label }) => label !== 7)), /there is no 7 among/);
});

test("the sheet is the one that `mnist-clock sheet` makes", () => {
  for (const paper of ["a4", "letter"]) assert.ok(equal(readers.sheet(paper), bytesOf(`${paper}.pdf`)));
});

test("a photograph gives the digits that `mnist-clock handwriting` finds", () => {
  // Without Pillow there are none, and HostTools/install-packages installs that.
  assert.ok(existsSync(`${answers}/photo.rgb`));
  const [width, height] = readFileSync(`${answers}/photo.size`, "utf8").split(" ").map(Number);
  const samples = bytesOf("photo.rgb");
  const { paper, boxes } = readers.photo(samples, width, height, 3);
  assert.equal(paper, "a4");
  const found = idx("photo");
  assert.ok(boxes.length > 60);
  assert.equal(boxes.length, found.length);
  const rows = readFileSync(`${answers}/photo/boxes.csv`, "utf8").trim().split("\n").slice(1);
  boxes.forEach(({ row, box, pixels, doubt }, index) => {
    assert.ok(equal(pixels, found[index].pixels), `row ${row}, box ${box}`);
    const [, expected] = /^\d+,".*",(\d+,\d+,".*")$/.exec(rows[index]);
    assert.equal(`${row},${box},"${doubt ?? ""}"`, expected);
  });
  const withAlpha = new Uint8Array((samples.length / 3) * 4);
  for (let place = 0; place < withAlpha.length; place++) {
    withAlpha[place] = place % 4 === 3 ? 128 : samples[(place >> 2) * 3 + (place % 4)];
  }
  assert.deepEqual(readers.photo(withAlpha, width, height, 4), { paper, boxes });
});

test("a large photograph of nothing is refused, and boxes filled with a scrawl are read", () => {
  const [wide, high] = [4_200, 3_150];
  assert.throws(() => readers.photo(new Uint8Array(wide * high).fill(250), wide, high, 1), /none of the sheet's four/);
  const [width, height] = readFileSync(`${answers}/photo.size`, "utf8").split(" ").map(Number);
  const samples = bytesOf("photo.rgb");
  // The middle of the sheet, however it lies.
  for (let y = Math.floor(height * 0.4); y < height * 0.6; y++) {
    samples.fill(0, (y * width + Math.floor(width * 0.4)) * 3, (y * width + Math.floor(width * 0.6)) * 3);
  }
  assert.ok(readers.photo(samples, width, height, 3).boxes.length > 30);
});

test("what is no model, and no photograph, is refused with what to do", () => {
  assert.throws(() => readers.setModel("cnn", new Uint8Array(100)), /does not begin with MNISTRDR/);
  assert.throws(() => readers.photo(new Uint8Array(300 * 200 * 4), 300, 200, 4), /Photograph the whole sheet/);
  assert.throws(() => readers.read("fc", new Uint8Array(5)), /784 pixels/);
});
