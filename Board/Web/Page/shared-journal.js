// One journal, several windows: one of them runs the clock, the others show what it shows and wait for their turn.
// Must never let two run on the same journal for longer than it takes the older one to notice (journal-store.js refuses
// its records at once).

const prefix = "mnist-clock ";
/** ms in which an owner answers; one that doesn't has been put to sleep by its browser, with the journal in its hands. */
const patience = 5000;

/** A window's part in a journal. */
export class SharedJournal {
  #name;
  #channel;
  #signal;
  #turn = null;
  /** Ends the wait for a turn, to take it. */
  #wait = null;
  #isHeard = false;

  /** Whether windows can share one at all here. */
  static get isPossible() {
    return "locks" in navigator && "BroadcastChannel" in globalThis;
  }

  /**
   * @param {string} name
   * @param {object} parts
   * @param {(signal: AbortSignal) => Promise<void>} parts.own runs the clock until told to stop; called when it's this
   *   window's turn
   * @param {(message: object) => void} parts.follow takes what the owner shows, while another window is that
   * @param {() => object} parts.state what a window that comes late has to know
   * @param {AbortSignal} parts.signal the end of this window's part
   */
  constructor(name, { own, follow, state, signal }) {
    this.#name = prefix + name;
    this.#signal = signal;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => {
      this.#isHeard ||= data.kind !== "want";
      if (data.kind === "want") this.#answer(state);
      else if (!this.#turn) follow(data);
    };
    document.addEventListener("visibilitychange", () => this.#want(), { signal });
    signal.addEventListener("abort", () => {
      this.#turn?.abort();
      this.#wait?.abort();
      this.#channel.close();
    });
    this.#take(own);
    this.#want();
  }

  /** Tells the others, if it is this window's turn. */
  send(message) {
    if (this.#turn && !this.#signal.aborted) this.#channel.postMessage(message);
  }

  /** A window that nobody sees runs slowly: the clock belongs into one that is seen, as those are that ask. */
  #answer(state) {
    if (!this.#turn) return;
    this.send(state());
    if (document.hidden) this.#turn.abort();
  }

  async #take(own) {
    let steal = false;
    while (!this.#signal.aborted) {
      let running = null;
      this.#wait = new AbortController();
      try {
        const way = steal ? { steal } : { signal: this.#wait.signal };
        await navigator.locks.request(this.#name, way, () => {
          this.#turn = new AbortController();
          if (this.#signal.aborted) this.#turn.abort();
          running = own(this.#turn.signal);
          return running;
        });
        steal = false;
      } catch {
        // The wait was ended, or another window has taken the journal away.
        steal = this.#turn === null;
      }
      this.#turn?.abort();
      await running;
      this.#turn = null;
    }
  }

  /** Asks whoever has the turn for a picture, and takes it from one that doesn't answer. */
  #want() {
    if (this.#turn || this.#signal.aborted || document.hidden) return;
    this.#isHeard = false;
    this.#channel.postMessage({ kind: "want" });
    setTimeout(() => {
      if (!this.#turn && !this.#isHeard && !this.#signal.aborted && !document.hidden) this.#wait?.abort();
    }, patience);
  }
}
