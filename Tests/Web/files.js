// The page's files as a server would give them, and numbers of the modules' memory. Must never change what a module does.

import { readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);
const places = {
  "clock.wasm": ".build-web/clock.wasm",
  "readers.wasm": ".build-web/readers.wasm",
  "fc.model": "HostTools/Making/ReaderModels/fc.model",
  "cnn.model": "HostTools/Making/ReaderModels/cnn.model",
  "mnist.model": "HostTools/Making/GlyphImage/mnist.model",
};

/** The bytes of one of the page's files. */
export function pageFile(name) {
  return new Uint8Array(readFileSync(new URL(places[name], root)));
}

globalThis.fetch = async (address) => {
  const name = String(address).split("/").pop();
  if (!(name in places)) throw new Error(`the modules asked for ${address}`);
  return { ok: true, arrayBuffer: async () => pageFile(name).buffer };
};

/** The exports of every module that has been instantiated, the last one last. */
export const instances = [];
const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = async (...parts) => {
  const instance = await instantiate(...parts);
  instances.push(instance.exports);
  return instance;
};

export const { Device } = await import("../../Board/Web/Page/device.js");
export const { Readers } = await import("../../Board/Web/Page/reading.js");

/** A glyph image in memory, and the pieces that were asked for. */
export function glyphsOf(image, piece = 65_536) {
  const asked = [];
  return {
    size: image.length,
    piece,
    asked,
    async get(index) {
      asked.push(index);
      return image.slice(index * piece, (index + 1) * piece);
    },
  };
}

/** 2026-11-28 10:00, as in Answers/PageAnswers.swift. */
export const start = 1_795_860_000;

export function equal(left, right) {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) === 0;
}

/** Numbers that repeat for the same seed (Steele, Lea and Flood's SplitMix, in 32 bits). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

/** ms of this process's own time: others use the machine too. */
export function spent(body) {
  const before = process.cpuUsage();
  body();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000;
}
