"use strict";
// A signed file to the clock, and what became of it. Must never send one before the code is known to be right: the clock
// refuses long before a browser has sent it all, and then no answer may come through.

class UpdateForm {
  #view;
  #form = by("update-form");
  #said = by("update-form").querySelector(".said");
  #bar = by("sent");

  /** @param {StateView} view */
  constructor(view) {
    this.#view = view;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      busy(this.#form, this.#said, () => this.#update());
    });
    show(by("update"), true);
  }

  async #update() {
    const [file] = by("file").files;
    if (!file) throw new Error("Choose a file first.");
    say(this.#said, "");
    let right = "";
    // Nothing is stored by no settings.
    const answer = await withCode(async (code) => {
      right = code;
      return ask("settings", { form: {}, code });
    });
    if (!answer) return say(this.#said, "Nothing was sent.");
    checkAnswer(answer);
    try {
      await this.#send(file, right);
    } finally {
      show(this.#bar, false);
      this.#view.listener = () => {};
    }
  }

  async #send(file, code) {
    const before = this.#view.state;
    this.#progress(0, file.size);
    show(this.#bar, true);
    // A browser counts what it has handed to the network; the clock counts what it has taken.
    let isCounted = false;
    this.#view.listener = ({ update }) => {
      if (update.state !== "receiving" || !update.length) return;
      isCounted = true;
      this.#progress(update.taken, update.length);
    };
    let isGoingOn = true;
    const sending = upload(await sealedFirst(file), code, (sent) => {
      if (!isCounted) this.#progress(sent, file.size);
    }).finally(() => {
      isGoingOn = false;
    });
    while (isGoingOn) {
      await this.#view.refresh();
      await Promise.race([sending, pause(updatePause)]);
    }
    const { status, body } = await sending;
    const since = performance.now();
    if (status === 200) return this.#taken(body, before, since);
    if (status === 403 || status === 429) checkAnswer({ status });
    if (status === 503 || status === 409) throw new Error("Another update is going on. Wait for its end, then try again.");
    // Of a file that is refused early, the reason is in its state alone.
    const { body: state } = await ask("state.json");
    this.#view.show(state);
    const update = body?.fault ? body : state.update;
    if (update.state !== "failed") throw new Error("The connection broke off. Nothing has changed; send it again.");
    throw new Error(updateFaultText(update, state));
  }

  #progress(sent, size) {
    this.#bar.value = sent / size;
    say(this.#said, sent < size
      ? `${Math.floor(100 * sent / size)} % of ${numberText(Math.ceil(size / 1024))} KB sent. The clock goes on meanwhile.`
      : "All sent. The clock checks it …");
  }

  async #taken({ kind }, before, since) {
    this.#form.reset();
    if (kind === "glyphs") return say(this.#said, "The clock has the new handwriting.");
    say(this.#said, "Taken. The clock starts the new app …");
    const state = await awaitRestart(since);
    if (!state) throw new Error("The clock isn’t back yet. If it was a bad app, it goes back to the old one by itself.");
    this.#view.show(state);
    say(this.#said, state.version === before?.version
      ? `The clock is back with version ${state.version}, the same as before.`
      : `The clock is back with version ${state.version}.`);
  }
}

/** The signature's sector before all else, so that nothing is overwritten by what somebody else has signed. */
async function sealedFirst(file) {
  const seal = file.slice(-4096);
  const [first] = new Uint8Array(await seal.slice(0, 1).arrayBuffer());
  return first === 0xE7 ? new Blob([seal, file.slice(0, -4096)]) : file;
}

/**
 * @param {(sent: number) => void} progress
 * @returns {Promise<{status: number, body: any}>} status 0 when no answer came
 */
function upload(file, code, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/update");
    request.setRequestHeader("X-Clock-Code", code);
    request.upload.addEventListener("progress", ({ loaded }) => progress(loaded));
    request.addEventListener("loadend", () => done({ status: request.status, body: parsed(request.responseText) }));
    request.send(file);
  });
}
