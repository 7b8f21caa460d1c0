// A clock that fills an old tablet on the wall, whose screen stays on. Must never keep a screen on that doesn't show
// the clock, nor be without a way out.

/** Fills the screen with an element, by its attribute `wall`. */
export class FullScreen {
  #host;
  #end = null;
  #lock = null;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.#host = host;
  }

  get isOn() {
    return this.#end !== null;
  }

  /** Call it from a press: browsers allow it to nobody else. */
  begin() {
    if (this.isOn) return;
    this.#end = new AbortController();
    const { signal } = this.#end;
    this.#host.setAttribute("wall", "");
    // Where a browser has no full screen for elements (iPhones), the clock fills the window.
    this.#host.requestFullscreen?.({ navigationUI: "hide" }).catch(() => {});
    this.#keepOn();
    document.addEventListener("visibilitychange", () => this.#keepOn(), { signal });
    document.addEventListener("fullscreenchange", () => document.fullscreenElement || this.end(), { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.end(), { signal });
    // Not the press that began it.
    setTimeout(() => !signal.aborted && this.#host.addEventListener("click", () => this.end(), { signal }));
  }

  end() {
    if (!this.isOn) return;
    this.#end.abort();
    this.#end = null;
    this.#host.removeAttribute("wall");
    if (document.fullscreenElement === this.#host) document.exitFullscreen().catch(() => {});
    this.#lock?.release().catch(() => {});
    this.#lock = null;
  }

  /** A browser takes the lock back whenever the page is hidden, and may refuse it, on an empty battery for instance. */
  async #keepOn() {
    if (document.hidden || !navigator.wakeLock) return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      if (this.isOn) this.#lock = lock;
      else await lock.release();
    } catch {
      // The clock goes on; its screen may go dark.
    }
  }
}
