// A module of WebAssembly beside this file, and bytes into it and out of it. Must never keep a view of its memory: that is
// void once the memory grows.

const compiled = new Map();

/** Compiles it once, whatever the number of instances; a server that doesn't know wasm's media type does too. */
function compiledModule(name) {
  if (!compiled.has(name)) {
    const module = (async () => {
      const reply = await fetch(new URL(name, import.meta.url));
      if (!reply.ok) throw new Error(`${name} can't be loaded: ${reply.status} ${reply.statusText}`);
      return WebAssembly.compile(await reply.arrayBuffer());
    })();
    // What failed is tried again.
    module.catch(() => compiled.delete(name));
    compiled.set(name, module);
  }
  return compiled.get(name);
}

/** An instance, with the calls by which all modules take and give bytes. */
export class WasmModule {
  /**
   * @param {string} name of the file beside this one
   * @param {object} page the functions that it calls
   */
  static async load(name, page) {
    const instance = new WasmModule();
    instance.exports = (await WebAssembly.instantiate(await compiledModule(name), { page })).exports;
    return instance;
  }

  /**
   * Makes room that the next call takes bytes from.
   * @param {number} size
   * @returns {Uint8Array} to be written before anything else is called
   */
  room(size) {
    // First, since it may let the memory grow.
    const place = this.exports.room(size);
    return new Uint8Array(this.exports.memory.buffer, place, size);
  }

  /** Writes bytes, one part after the other, into the room. Returns their number. */
  give(...parts) {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const room = this.room(size);
    let place = 0;
    for (const part of parts) {
      room.set(part, place);
      place += part.length;
    }
    return size;
  }

  /** A copy of the last answer's bytes. */
  answer() {
    const { answer, answerSize, memory } = this.exports;
    return new Uint8Array(memory.buffer, answer(), answerSize()).slice();
  }

  text() {
    return new TextDecoder().decode(this.answer());
  }
}
