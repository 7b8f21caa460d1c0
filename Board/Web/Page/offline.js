// The page without a network, and its new versions. Must never reload what somebody would lose.

/** ms between two looks for a new version, for a page that stays open on a wall. */
const interval = 6 * 3_600_000;

/** Registers the service worker, and lets a new one take over. */
export class Offline {
  #parts;
  #hadWorker;
  #isDue = false;

  /**
   * @param {object} parts
   * @param {() => boolean} parts.mayReload whether the page may be loaded anew at this moment
   * @param {() => void} parts.offer called when there is a new version and it may not
   * @param {(version: string) => void} parts.ready called with the version that works without a network
   */
  constructor(parts) {
    this.#parts = parts;
    const workers = navigator.serviceWorker;
    // Not on plain http, but for this machine's own address.
    if (!workers) return;
    this.#hadWorker = Boolean(workers.controller);
    workers.addEventListener("controllerchange", () => this.#changed());
    workers.addEventListener("message", ({ data }) => {
      if (data?.kind === "version") parts.ready(data.version);
    });
    this.#begin(workers);
  }

  async #begin(workers) {
    try {
      const registration = await workers.register(new URL("service-worker.js", import.meta.url), { updateViaCache: "none" });
      setInterval(() => registration.update().catch(() => {}), interval);
      (await workers.ready).active?.postMessage({ kind: "version" });
    } catch {
      // Private windows of some browsers have none: the page works, with a network.
    }
  }

  /** The first worker brings nothing new. */
  #changed() {
    if (this.#hadWorker) this.#isDue = true;
    this.#hadWorker = true;
    this.reload();
  }

  /** Loads the page anew if there is a new version of it and nothing is lost by that. */
  reload() {
    if (!this.#isDue) return;
    if (this.#parts.mayReload()) location.reload();
    else this.#parts.offer();
  }
}
