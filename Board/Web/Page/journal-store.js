// A journal's flash in IndexedDB, sector by sector. Must never say that something is kept before it is, nor let a window
// write that another has taken the journal from.

/** As the firmware's partition has it (Board/ESP32/partitions.csv). */
const sectorSize = 4096;
const sectors = 16;
const storeName = "sectors";
/** ms in which a browser's storage answers; that of one that was killed before sometimes never does. */
const patience = 8000;

/** Another window has the journal now. */
export class Superseded extends Error {}

/** The kept journal of one name, which belongs to whoever opened it last. */
export class JournalStore {
  #database;
  #name;
  /** Whether nobody waits for it any more. */
  #isGone = false;
  #owner = crypto.getRandomValues(new Uint32Array(4)).join("-");

  /**
   * @param {string} name
   * @param {boolean} [isCopied] whether it is only to be read, and stays whose it is
   * @throws where there is no IndexedDB, as in some private windows
   */
  static async open(name, isCopied = false) {
    const store = new JournalStore();
    store.#name = name;
    let timer;
    const silence = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("the browser's storage doesn't answer")), patience);
    });
    try {
      await Promise.race([store.#open(isCopied), silence]);
    } catch (error) {
      store.#isGone = true;
      store.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return store;
  }

  async #open(isCopied) {
    this.#database = await new Promise((resolve, reject) => {
      const request = indexedDB.open("mnist-clock", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(storeName);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("another window keeps it closed"));
    });
    if (this.#isGone) return this.close();
    // For other windows, not for the disk.
    const claim = (places) => places.put(this.#owner, this.#key("owner"));
    if (!isCopied) await this.#transaction("readwrite", claim, "relaxed");
  }

  /** @returns {Promise<Uint8Array | null>} all 65,536 bytes, or null if nothing was ever kept */
  async read() {
    const kept = await this.#transaction("readonly", (store, put) => {
      for (let index = 0; index < sectors; index += 1) {
        const request = store.get(this.#key(index));
        request.onsuccess = () => put(index, request.result);
      }
    });
    if (!kept.size) return null;
    const cells = new Uint8Array(sectors * sectorSize).fill(0xff);
    for (const [index, bytes] of kept) cells.set(bytes, index * sectorSize);
    return cells;
  }

  /**
   * @param {[number, Uint8Array][]} changed
   * @returns {Promise<void>} once the disk has them, all or none
   * @throws {Superseded} when another window has opened the journal since
   */
  async keep(changed) {
    if (!changed.length) return;
    let isOurs = true;
    await this.#transaction("readwrite", (store) => {
      const request = store.get(this.#key("owner"));
      request.onsuccess = () => {
        isOurs = request.result === this.#owner;
        if (!isOurs) return;
        for (const [index, bytes] of changed) store.put(bytes.slice(), this.#key(index));
      };
    });
    if (!isOurs) throw new Superseded("another window shows this clock now");
  }

  close() {
    this.#database?.close();
  }

  #key(index) {
    return `${this.#name}/${index}`;
  }

  #transaction(mode, work, durability = "strict") {
    return new Promise((resolve, reject) => {
      const found = new Map();
      const transaction = this.#database.transaction(storeName, mode, { durability });
      transaction.oncomplete = () => resolve(found);
      transaction.onabort = () => reject(transaction.error ?? new Error("the browser refused to keep it"));
      transaction.onerror = () => {};
      work(transaction.objectStore(storeName), (index, bytes) => {
        if (bytes instanceof Uint8Array && bytes.length === sectorSize) found.set(index, bytes);
      });
    });
  }
}

/** What stands in where nothing can be kept: it lasts as long as the page. */
export class JournalInMemory {
  #cells = null;

  async read() {
    return this.#cells?.slice() ?? null;
  }

  async keep(changed) {
    if (changed.length) this.#cells ??= new Uint8Array(sectors * sectorSize).fill(0xff);
    for (const [index, bytes] of changed) this.#cells.set(bytes, index * sectorSize);
  }

  close() {}
}
