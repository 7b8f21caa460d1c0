// Civil time in a zone, by the browser's own tables. Must never guess: an unknown zone is refused.

/** Every change of a zone since 1972 has come at a whole quarter of an hour, UTC. */
const quarter = 900_000;

/** A time zone by its name, as "Europe/Berlin". */
export class ZoneTime {
  #format;
  #known = { quarter: NaN, offset: 0 };

  /**
   * @param {string | undefined} name this browser's own zone if it is missing
   * @throws {RangeError} when the browser doesn't know it
   */
  constructor(name) {
    this.#format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn-hc-h23", {
      timeZone: name || undefined,
      year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
    });
  }

  /** Its full name. */
  get name() {
    return this.#format.resolvedOptions().timeZone;
  }

  /**
   * @param {number} ms since 1970-01-01 00:00 UTC
   * @returns {number} the zone's distance from UTC then, in ms, positive to the east
   */
  offset(ms) {
    const start = Math.floor(ms / quarter) * quarter;
    if (start !== this.#known.quarter) {
      const parts = {};
      for (const { type, value } of this.#format.formatToParts(start)) parts[type] = Number(value);
      const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour % 24, parts.minute, parts.second);
      this.#known = { quarter: start, offset: local - start };
    }
    return this.#known.offset;
  }

  /**
   * @param {number} ms since 1970-01-01 00:00 UTC
   * @returns {number} seconds since 1970-01-01 00:00 local time, with a fraction
   */
  local(ms) {
    return (ms + this.offset(ms)) / 1000;
  }

  /**
   * @param {number} seconds of local time, as `local` gives them
   * @returns {number} ms UTC: the first such instant; where clocks go forward, as if they hadn't yet
   */
  instant(seconds) {
    const ms = seconds * 1000;
    const [first, second] = [-86_400_000, 86_400_000].map((day) => ms - this.offset(ms + day));
    return this.local(first) !== seconds && this.local(second) === seconds ? second : first;
  }
}

/**
 * @param {number} seconds of local time
 * @returns {string} "12:34" or, if asked for, "12:34:56"
 */
export function timeText(seconds, withSeconds = false) {
  return new Date(Math.floor(seconds) * 1000).toISOString().slice(11, withSeconds ? 19 : 16);
}
