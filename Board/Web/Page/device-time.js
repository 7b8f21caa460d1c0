// A device's time: how its counter goes along with ours, and which local time that is.
// Must never let the counter go back.

/** µs that a device has been on when the page shows it: its first pictures, flashing, are then past already. */
const headStart = 4_000_000;
/** ms by which the wall clock may leave the steady one before somebody must have set it, or a computer slept. */
const leap = 250;

/** The time of one device from its power-on. */
export class DeviceTime {
  #zone;
  #speed;
  #begin = performance.now();
  #head;
  /** Which instant, in ms UTC, belongs to which counter. */
  #known;
  #follows;
  #lead = Date.now() - performance.now();

  /**
   * @param {ZoneTime} zone
   * @param {number} speed of the device's seconds to ours
   * @param {number | undefined} start local seconds at power-on; without them, and at speed 1, it is the present
   */
  constructor(zone, speed, start) {
    this.#zone = zone;
    this.#speed = speed;
    this.#follows = start === undefined && speed === 1;
    this.#head = this.#follows ? headStart : 0;
    const instant = start === undefined ? Date.now() - this.#head / 1000 : zone.instant(start);
    this.#known = { counter: 0, instant };
  }

  /** Where the counter should be by now, in µs. */
  get due() {
    return Math.max(0, this.#head + (performance.now() - this.#begin) * 1000 * this.#speed);
  }

  /** What time it is for the device, in local seconds. */
  get now() {
    return this.local(this.due);
  }

  /** ms until the counter should be there. */
  until(counter) {
    return (counter - this.due) / 1000 / this.#speed;
  }

  /** Whether the present has left the device's idea of it, since somebody set the clock or the computer slept. */
  get hasLeapt() {
    return this.#follows && Math.abs(Date.now() - performance.now() - this.#lead) > leap;
  }

  /** Takes the present anew. Call it before each step. */
  renew() {
    if (!this.#follows) return;
    const due = this.due;
    this.#lead = Date.now() - performance.now();
    this.#known = { counter: due, instant: Date.now() };
  }

  /** @returns {number} seconds since 1970-01-01 00:00 local time, with a fraction */
  local(counter) {
    return this.#zone.local(this.#known.instant + (counter - this.#known.counter) / 1000);
  }
}
