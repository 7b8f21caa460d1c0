// <mnist-clock>: four panels with the clock's own firmware behind them. Must never draw what the firmware didn't.
//
// <script type="module" src="https://…/mnist-clock.js"></script>
// <mnist-clock panels="v2" style-of-ink="ink" tz="Europe/Berlin" speed="1"></mnist-clock>
//
// What stands between the tags is shown where there is no WebAssembly. Attributes, all optional:
//   panels        the panels' kinds: v1, v2, v2.1, gdey0154d67, one for all or four with commas     default v2
//   style-of-ink  ink, or pixels for the raw data                                                    default ink
//   hours         24 or 12                        legible, policy, shades, partials  as the device's settings
//   tz            a time zone's name              default: the browser's
//   speed         the device's seconds to each of ours                                               default 1
//   at            local time at which it is switched on: 12:34, or 2026-12-31T23:58                  default: now
//   journal       the name under which this browser keeps the journal; clocks of one name, in any window, are one
//                 clock; "none" keeps nothing                                                        default clock
//   glyphs        the address of another partition image; give it a journal of its own
//   log           present: shows what happens         day   present: shows a slider through the day
//   wall          present while it fills the screen; set by `fullScreen()`
// Properties: `image`, a partition image as a Uint8Array; `time`, what the panels say; `pictures`, the panels' greys.
// Methods: `fullScreen()`, to be called from a press. Events: `shown`, when what the panels say has changed.
// Custom properties: --mnist-ink and --mnist-paper (of sRGB), --mnist-bezel, --mnist-wall, --mnist-wall-full,
//   --mnist-text, --mnist-accent, --mnist-gap. Parts: clock, panel, log, day.

import { ClockFace } from "./clock-face.js";
import { panels, runClock, sleep } from "./clock-run.js";
import { Device } from "./device.js";
import { DeviceTime } from "./device-time.js";
import { FullScreen } from "./full-screen.js";
import { imageFrom, imageGlyphs, siteGlyphs } from "./glyph-source.js";
import { JournalInMemory, JournalStore, Superseded } from "./journal-store.js";
import { pack, unpack } from "./packed-picture.js";
import { SharedJournal } from "./shared-journal.js";
import { ZoneTime } from "./zone-time.js";

/** Attributes that are settings of the firmware, by its names for them. */
const settings = {
  "style-of-ink": "style", hours: "hours", legible: "legible", policy: "policy", shades: "shades", partials: "partials",
};
/** ms, doubled after each failure in a row. */
const firstPause = 1000;
const longestPause = 32_000;

/** The element. */
export class MnistClock extends HTMLElement {
  static observedAttributes = [...Object.keys(settings), "panels", "tz", "speed", "at", "journal", "glyphs", "log", "day"];

  #face = null;
  #screen = new FullScreen(this);
  #life = null;
  #connection = null;
  #image = null;
  #isStale = false;
  #zone;
  #time = null;
  #store = null;
  #device = null;
  #share = null;
  #live = [null, null, null, null];
  #shown = {};

  connectedCallback() {
    if (!this.#face) this.#face = new ClockFace(this.attachShadow({ mode: "open" }), () => this.#second());
    if (typeof WebAssembly !== "object") return this.#face.giveUp();
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    // A page that waits behind "back" runs nothing, and must not have the journal to itself meanwhile.
    addEventListener("pagehide", () => this.#end(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.#restart(), { signal });
    this.#view();
    this.#begin();
  }

  disconnectedCallback() {
    this.#connection?.abort();
    this.#screen.end();
    this.#end();
  }

  attributeChangedCallback(name) {
    if (!this.isConnected || !this.#life) return;
    if (name === "log" || name === "day") this.#view();
    else this.#restart();
  }

  /** A partition image to show instead of the one beside the page. */
  get image() {
    return this.#image;
  }
  set image(bytes) {
    this.#image = bytes;
    if (this.#life) this.#restart();
  }

  /** "12:34", or the words that the panels show; empty before they show any. */
  get time() {
    return this.#shown.time ?? this.#shown.sign ?? "";
  }

  /** The greys of the panels from the left, 200 × 200 bytes each, 0 black to 255 white; null before the first. */
  get pictures() {
    return this.#live.map((greys) => greys && greys.slice());
  }

  /** Fills the screen, and keeps it on, until Escape or a tap. */
  fullScreen() {
    this.#screen.begin();
  }

  #view() {
    this.#face.hasLog = this.hasAttribute("log");
    this.#face.hasDay = this.hasAttribute("day");
  }

  #restart() {
    if (this.#isStale) return;
    this.#isStale = true;
    queueMicrotask(() => {
      this.#isStale = false;
      if (!this.isConnected) return;
      this.#end();
      this.#begin();
    });
  }

  #end() {
    this.#life?.abort();
    [this.#life, this.#share, this.#device, this.#time] = [null, null, null, null];
  }

  #begin() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#zone = this.#chosenZone();
    this.#face.begin(() => this.#time?.now ?? this.#zone.local(Date.now()), signal);
    const name = this.getAttribute("journal") ?? "clock";
    if (name === "none") return this.#own(new JournalInMemory(), signal);
    if (!SharedJournal.isPossible) {
      // On http, but for this machine's own address, none can.
      this.#say("windows can't share a journal here: it is kept in memory only, as long as this page");
      return this.#own(new JournalInMemory(), signal);
    }
    this.#share = new SharedJournal(name, {
      own: (turn) => this.#own(this.#opened(name), turn),
      follow: (message) => this.#follow(message),
      state: () => ({
        kind: "state", panels: this.#live.map((greys) => greys && pack(greys)), shown: this.#shown,
        lines: this.#face.lines,
      }),
      signal,
    });
  }

  /** The browser's own zone stands in for one that it doesn't know. */
  #chosenZone() {
    const name = this.getAttribute("tz");
    try {
      return new ZoneTime(name);
    } catch {
      queueMicrotask(() => this.#say(`this browser knows no zone ${name}; it is ${this.#zone.name} instead`));
      return new ZoneTime();
    }
  }

  async #opened(name, isCopied) {
    try {
      return await JournalStore.open(name, isCopied);
    } catch (error) {
      this.#say(`the journal is kept in memory only: ${error.message}`);
      return new JournalInMemory();
    }
  }

  /** Runs the clock, again and again if it must be: a device that trapped is gone, but its journal isn't. */
  async #own(opening, signal) {
    let loading = this.#loaded();
    // Whoever waits for it takes its failure; nobody does when this window's part is over.
    loading.catch(() => {});
    this.#store = await opening;
    for (let pause = firstPause; !signal.aborted; pause = Math.min(pause * 2, longestPause)) {
      const begin = performance.now();
      try {
        await this.#runOnce(await loading, signal);
      } catch (error) {
        if (signal.aborted || error instanceof Superseded) break;
        if (performance.now() - begin > longestPause) pause = firstPause;
        this.#say(`the clock has stopped: ${error.message}; it starts again in ${pause / 1000} s`);
        await sleep(pause, signal);
        loading = this.#loaded();
      }
    }
    this.#store.close();
  }

  async #runOnce(device, signal) {
    const cells = await this.#store.read();
    if (signal.aborted) return;
    this.#device = device;
    const time = this.#chosenTime();
    this.#time = time;
    await runClock({
      device, cells, time, signal,
      keep: (sectors) => this.#keep(sectors),
      show: (panel, greys) => {
        this.#show(panel, greys);
        this.#share?.send({ kind: "panel", panel, picture: pack(greys) });
      },
      tell: (lines, shown) => {
        this.#tell(lines, shown);
        this.#share?.send({ kind: "tell", lines, shown });
      },
      flashes: () => !document.hidden && !matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
  }

  /** @returns {Promise<Device>} with the settings that the attributes say */
  async #loaded() {
    const address = this.getAttribute("glyphs");
    const image = this.#image ?? (address ? await imageFrom(address) : null);
    const device = await this.#withKinds(image ? imageGlyphs(image) : await siteGlyphs());
    for (const [attribute, key] of Object.entries(settings)) {
      const text = this.getAttribute(attribute);
      if (text === null) continue;
      try {
        device.set(key, text);
      } catch (error) {
        this.#say(`${attribute}="${text}" is refused: ${error.message}`);
      }
    }
    return device;
  }

  async #withKinds(glyphs) {
    const kinds = this.getAttribute("panels") ?? "v2";
    try {
      return await Device.load({ glyphs, kinds });
    } catch (error) {
      if (kinds === "v2") throw error;
      this.#say(`panels="${kinds}" is refused: ${error.message}`);
      return Device.load({ glyphs, kinds: "v2" });
    }
  }

  #chosenTime() {
    const speed = Number(this.getAttribute("speed") ?? 1);
    const isSpeed = speed > 0 && speed <= 1e6;
    if (!isSpeed) this.#say(`speed="${this.getAttribute("speed")}" is no number above 0 and up to 1,000,000`);
    const text = this.getAttribute("at");
    const today = new Date(this.#zone.local(Date.now()) * 1000).toISOString().slice(0, 11);
    const start = text === null ? NaN : Date.parse((text.includes("-") ? text : today + text) + "Z") / 1000;
    if (text !== null && Number.isNaN(start)) this.#say(`at="${text}" is no time as 12:34 or 2026-12-31T23:58`);
    return new DeviceTime(this.#zone, isSpeed ? speed : 1, Number.isNaN(start) ? undefined : start);
  }

  /** What can't be kept any more is remembered as long as the page lasts. */
  async #keep(sectors) {
    try {
      await this.#store.keep(sectors);
    } catch (error) {
      if (error instanceof Superseded) throw error;
      this.#say(`the journal can't be kept any more: ${error.message}`);
      this.#store.close();
      this.#store = new JournalInMemory();
      const cells = this.#device.cells();
      const size = sectors[0][1].length;
      await this.#store.keep([...Array(cells.length / size).keys()].map((index) => [
        index, cells.subarray(index * size, (index + 1) * size),
      ]));
    }
  }

  #follow(message) {
    if (message.kind === "panel") this.#show(message.panel, unpack(message.picture));
    if (message.kind === "state") {
      for (const panel of panels) if (message.panels[panel]) this.#show(panel, unpack(message.panels[panel]));
      this.#face.lines = message.lines;
      this.#tell([], message.shown);
    }
    if (message.kind === "tell") this.#tell(message.lines, message.shown);
  }

  #show(panel, greys) {
    this.#live[panel] = greys;
    this.#face.show(panel, greys);
  }

  #say(text) {
    this.#tell([{ time: this.#zone.local(Date.now()), text }]);
  }

  #tell(lines, shown) {
    this.#face.tell(lines);
    if (!shown) return;
    const before = this.time;
    this.#shown = { ...shown };
    this.#face.label = this.time;
    if (this.time !== before) this.dispatchEvent(new CustomEvent("shown", { detail: this.#shown }));
  }

  /** A second device for the slider, and a copy of the journal. */
  async #second() {
    const cells = this.#device ? this.#device.cells() : await this.#copy();
    return { device: await this.#loaded(), cells };
  }

  async #copy() {
    const store = await this.#opened(this.getAttribute("journal") ?? "clock", true);
    try {
      return await store.read();
    } finally {
      store.close();
    }
  }
}

customElements.define("mnist-clock", MnistClock);
