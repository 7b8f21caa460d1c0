// One journal, several windows: one of them runs the clock, the others show what it shows and wait for their turn.
// Must never let two run on the same journal.

const prefix = "mnist-clock ";

/** A window's part in a journal. */
export class SharedJournal {
  #name;
  #channel;
  #signal;
  #turn = null;

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
      if (data.kind === "want") {
        if (!this.#turn) return;
        // A window that nobody sees is put to sleep by its browser: the clock belongs into one that is seen.
        if (document.hidden && data.isSeen) this.#turn.abort();
        else this.send(state());
      } else if (!this.#turn) {
        follow(data);
      }
    };
    document.addEventListener("visibilitychange", () => this.#want(), { signal });
    signal.addEventListener("abort", () => this.#channel.close());
    this.#take(own);
    this.#want();
  }

  /** Tells the others, if it is this window's turn. */
  send(message) {
    if (this.#turn && !this.#signal.aborted) this.#channel.postMessage(message);
  }

  async #take(own) {
    while (!this.#signal.aborted) {
      try {
        await navigator.locks.request(this.#name, { signal: this.#signal }, async () => {
          const turn = new AbortController();
          this.#turn = turn;
          this.#signal.addEventListener("abort", () => turn.abort(), { signal: turn.signal });
          await own(turn.signal);
        });
      } catch (error) {
        if (!this.#signal.aborted) throw error;
      } finally {
        this.#turn = null;
      }
    }
  }

  #want() {
    if (!this.#turn && !this.#signal.aborted && !document.hidden) {
      this.#channel.postMessage({ kind: "want", isSeen: true });
    }
  }
}
