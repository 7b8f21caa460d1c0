// The slider through the day. Must never let the clock itself wait: it goes on behind the slider.

import { DayFilm, minutesOfDay } from "./day-film.js";
import { element } from "./elements.js";
import { unpack } from "./packed-picture.js";
import { timeText } from "./zone-time.js";

const day = 86_400;

/** A slider and what it shows. */
export class DaySlider {
  #second;
  #view;
  #clockNow = () => 0;
  #input = element("input", {
    type: "range", min: "0", max: String(minutesOfDay - 1), step: "1", value: "0", "aria-label": "Time of day",
  });
  #text = element("span", { class: "at" });
  #now = element("button", { type: "button", disabled: true }, "Now");
  /** What the slider shows, and the end of it; null while the clock itself is shown. */
  #film = null;
  #end = null;

  /**
   * @param {() => Promise<{device: Device, cells: Uint8Array | null}>} second
   * @param {{show(panel: number, greys: Uint8Array): void, label(text: string): void, leave(): void}} view
   */
  constructor(second, view) {
    [this.#second, this.#view] = [second, view];
    this.element = element("div", { class: "day", part: "day", hidden: true }, this.#input, this.#text, this.#now);
    this.#input.addEventListener("input", () => this.#move());
    this.#input.addEventListener("keydown", (event) => event.key === "Escape" && this.#leave());
    this.#now.addEventListener("click", () => this.#leave());
  }

  get isUsed() {
    return this.#end !== null;
  }

  /**
   * For a clock that ends at `signal`.
   * @param {() => number} now what time it is for the clock, in local seconds
   */
  begin(now, signal) {
    this.#clockNow = now;
    this.#leave();
    const timer = setInterval(() => this.#followTime(), 1000);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      this.#leave();
    });
  }

  #followTime() {
    if (this.isUsed || this.element.hidden) return;
    this.#input.value = String(Math.floor((this.#clockNow() % day) / 60));
    this.#write();
  }

  #write() {
    const text = timeText(Number(this.#input.value) * 60);
    if (this.#text.textContent === text) return;
    this.#text.textContent = text;
    this.#input.setAttribute("aria-valuetext", text);
  }

  #move() {
    this.#write();
    if (!this.isUsed) this.#enter();
    this.#draw();
  }

  async #enter() {
    const end = new AbortController();
    this.#end = end;
    this.#now.disabled = false;
    try {
      const { device, cells } = await this.#second();
      if (end.signal.aborted) return;
      const midnight = Math.floor(this.#clockNow() / day) * day;
      this.#film = new DayFilm(device, cells, midnight);
      await this.#film.make(() => this.#draw(), end.signal);
    } catch (error) {
      if (end.signal.aborted) return;
      this.#leave();
      this.#text.textContent = error.message;
    }
  }

  /** The chosen minute, or, until that is ready, the last one that is. */
  #draw() {
    if (!this.#film?.ready) return;
    const chosen = Math.min(Number(this.#input.value), this.#film.ready - 1);
    this.#film.at(chosen)?.forEach((picture, panel) => this.#view.show(panel, unpack(picture)));
    this.#view.label(timeText(chosen * 60));
  }

  #leave() {
    if (this.isUsed) {
      this.#end.abort();
      [this.#end, this.#film] = [null, null];
      this.#now.disabled = true;
      this.#view.leave();
    }
    this.#followTime();
  }
}
