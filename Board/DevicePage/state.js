"use strict";
// How the clock stands, as a person wants to know it, and anew every few seconds. Must never change a text that is true
// already, nor ask while nobody looks.

const statePause = 3;
/** Ask more often: somebody watches it go on. */
const updatePause = 1;

class StateView {
  #state = null;
  #received = 0;
  #hours = "24";
  #facts = new Map();
  #rows = [];
  /** Called with each state. */
  listener = () => {};

  /** @param {object} settings as in settings.json */
  constructor(settings) {
    this.#hours = settings.hours[1];
    for (let digit = 0; digit < 10; digit += 1) {
      const [name, fill, words] = [
        element("span", { class: "digit" }, String(digit)), element("i"), element("span", { class: "quiet" })];
      by("digits").append(element("li", {}, name, element("span", { class: "bar", "aria-hidden": "true" }, fill), words));
      this.#rows.push({ fill, words });
    }
  }

  get state() {
    return this.#state;
  }

  set hours(hours) {
    this.#hours = hours;
  }

  /** Asks for ever. */
  async run() {
    setInterval(() => this.#putTime(), 1000);
    for (;;) {
      if (!document.hidden) await this.refresh();
      await pause(this.#state?.update.state === "receiving" ? updatePause : statePause);
    }
  }

  async refresh() {
    try {
      const { status, body } = await ask("state.json");
      if (status === 200 && body) this.show(body);
    } catch (error) {
      const seconds = Math.round((performance.now() - this.#received) / 1000);
      put(by("lost"), this.#state ? `${error.message} What is shown is ${durationText(seconds)} old.` : error.message);
      show(by("lost"), true);
      show(by("state"), true);
    }
  }

  show(state) {
    this.#state = state;
    this.#received = performance.now();
    show(by("lost"), false);
    show(by("obstacle"), "obstacle" in state);
    if (state.obstacle) put(by("obstacle"), obstacleWords[state.obstacle] ?? state.obstacle);
    this.#putTime();
    this.#putFacts(state);
    state.digits.forEach(([next, count, laps], digit) => {
      const { fill, words } = this.#rows[digit];
      const width = `${count ? Math.round(1000 * next / count) / 10 : 0}%`;
      if (fill.style.width !== width) fill.style.width = width;
      put(words, count ? `${numberText(next)} of ${numberText(count)}, lap ${numberText(laps + 1)}` : "none");
    });
    show(by("state"), true);
    this.listener(state);
  }

  #putTime() {
    const { local, uncertainty } = this.#state ?? {};
    if (local === undefined) {
      put(by("time"), "No time yet");
      put(by("date"), this.#state?.obstacle ? "" : "The clock is asking its servers.");
      return;
    }
    const now = new Date((local + (performance.now() - this.#received) / 1000) * 1000);
    const hours = this.#hours === "12" ? now.getUTCHours() % 12 || 12 : String(now.getUTCHours()).padStart(2, "0");
    put(by("time"), `${hours}:${String(now.getUTCMinutes()).padStart(2, "0")}`);
    const date = now.toLocaleDateString("en-GB", {
      timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric",
    });
    put(by("date"), uncertainty === undefined ? date : `${date}, right to within ${uncertaintyText(uncertainty)}`);
  }

  #putFacts({ poll, broken, cell, version, chip, uptime, cause, update }) {
    const places = ["first", "second", "third", "fourth"].filter((_, index) => broken[index]);
    this.#putFact("Next question to a server", poll === undefined ? "" : poll < 5 ? "now" : `in ${durationText(poll)}`);
    this.#putFact("Panels", places.length
      ? `The ${places.join(" and the ")} from the left take${places.length > 1 ? "" : "s"} no picture. Check the wires.`
      : "all four work", places.length > 0);
    this.#putFact("Cell", cell === undefined ? "" : cellText(cell), cell < emptyCell);
    this.#putFact("Version", `${version} on ${chip}`);
    this.#putFact("Running for", durationText(uptime));
    this.#putFact("Started because", causeWords[cause] ?? cause);
    this.#putFact("Update", updateText(update, this.#state), update.state === "failed");
  }

  /** Without a text the line is gone. */
  #putFact(name, text, isFault = false) {
    if (!this.#facts.has(name)) {
      const [term, words] = [element("dt", {}, name), element("dd")];
      by("facts").append(element("div", {}, term, words));
      this.#facts.set(name, words);
    }
    const words = this.#facts.get(name);
    put(words, text);
    if (words.classList.contains("refused") !== isFault) words.classList.toggle("refused");
    show(words.parentNode, text !== "");
  }
}

function updateText(update, state) {
  const what = { app: "an app", glyphs: "handwriting" }[update.kind] ?? "a file";
  if (update.state === "receiving") {
    const share = update.length ? Math.floor(100 * update.taken / update.length) : 0;
    return `${what} is coming, ${share} % of ${numberText(Math.ceil(update.length / 1024))} KB`;
  }
  if (update.state === "done") return `${what} was taken`;
  return update.state === "failed" ? updateFaultText(update, state) : "";
}
