"use strict";
// Settings as fields, named as on the console. Must never decide what is valid: the clock does.

/** Of each setting its label, the choices where there are few, what helps to fill it in, and what would be valid. */
const settingKinds = {
  servers: {
    label: "Time servers", note: "Up to four; empty for those that the network offers.",
    right: "up to four, separated by blanks: HOST, HOST:PORT or [IPV6]:PORT",
  },
  panels: {
    label: "Panels", note: "One kind for all, or four from the left: v1, v2, v2.1, gdey0154d67.",
    right: "one or four of v1, v2, v2.1, gdey0154d67",
  },
  hours: {
    label: "Hours", choices: [["24", "24: 18:05"], ["12", "12: 6:05"]], right: "24 or 12",
  },
  style: {
    label: "Style", choices: [["ink", "ink: smooth strokes"], ["pixels", "pixels: as the data"]], right: "ink or pixels",
  },
  shades: {
    label: "Shades", choices: [["dither", "dither: fast"], ["grey", "grey: true greys, slower"]], right: "dither or grey",
  },
  policy: {
    label: "Redraw", choices: [["change", "what has changed"], ["minute", "all, each minute"]],
    right: "change or minute",
  },
  partials: {
    label: "Partial refreshes", isNumber: true, note: "Quick ones between two full ones, 0 to 254.", right: "0 to 254",
  },
  legible: {
    label: "Legible", isNumber: true, note: "How certain, in percent, a reader must be of a digit; 0 shows all.",
    right: "0 to 100",
  },
  quiet: {
    label: "Quiet hours", note: "In which the panels rest, as 23:00-06:00; empty for none.",
    right: "two different times, like 23:00-06:00",
  },
  page: {
    label: "This page", choices: [["on", "on"], ["off", "off: only the serial console brings it back"]], right: "on or off",
  },
  updates: {
    label: "Updates from", note: "A folder that is looked into once a day; empty for none.",
    right: "https://… with up to 240 characters", hint: "https://",
  },
};
const zoneRight = "a zone from the list, or a POSIX TZ string like CET-1CEST,M3.5.0,M10.5.0/3";

/** Where in a value the clock says that it goes wrong. */
const positionedKeys = ["tz", "servers", "panels", "quiet"];

class SettingFields {
  #fields = new Map();
  #before = new Map();

  /**
   * @param {string} prefix of the fields' ids
   * @param {string[]} keys
   * @param {Element} place to put them
   */
  constructor(prefix, keys, place) {
    for (const key of keys) {
      const id = `${prefix}-${key}`;
      const field = key === "tz" ? new ZoneField(id) : plainField(id, settingKinds[key]);
      this.#fields.set(key, field);
      place.append(field.element);
      field.input.addEventListener("input", () => mark(field.input));
    }
  }

  field(key) {
    return this.#fields.get(key);
  }

  /** @param {object} settings as in settings.json */
  fill(settings) {
    for (const [key, field] of this.#fields) {
      field.value = settings[key]?.[1] ?? "";
      show(field.element, key in settings);
      this.#before.set(key, field.value);
      mark(field.input);
    }
  }

  /** @returns {Object<string, string>} of those that differ from what was filled in, key and value */
  get changed() {
    return Object.fromEntries([...this.#fields].map(([key, field]) => [key, field.value])
      .filter(([key, value]) => value !== this.#before.get(key)));
  }

  /** Marks what was refused, and goes to the first. @param {{key: string, position: number}[]} refused */
  refuse(refused) {
    let first = null;
    for (const { key, position } of refused) {
      const field = this.#fields.get(key);
      if (!field) continue;
      const right = key === "tz" ? zoneRight : settingKinds[key].right;
      mark(field.input, `${whereWrong(key, field.value, position)}Valid: ${right}.`);
      first ??= field.input;
    }
    const folded = first?.closest("details");
    if (folded) folded.open = true;
    first?.focus();
  }
}

/** The position counts bytes. */
function whereWrong(key, value, position) {
  if (!positionedKeys.includes(key) || !value) return "";
  const rest = new TextDecoder().decode(new TextEncoder().encode(value).slice(position));
  return rest ? `Wrong from “${rest}” on. ` : "Something is missing at its end. ";
}

function plainField(id, { label, choices, note, hint, isNumber }) {
  const about = `${id}-note ${id}-fault`;
  const input = choices
    ? element("select", { id, "aria-describedby": about },
      ...choices.map(([value, text]) => element("option", { value }, text)))
    : element("input", { id, type: "text", autocomplete: "off", spellcheck: false, "aria-describedby": about });
  if (isNumber) input.inputMode = "numeric";
  if (hint) input.placeholder = hint;
  input.setAttribute("autocapitalize", "none");
  return {
    input,
    element: element(
      "div", { class: "field" }, element("label", { for: id }, label), input,
      element("p", { id: `${id}-note`, class: "quiet" }, note ?? ""), element("p", { id: `${id}-fault`, class: "fault" })),
    get value() {
      return input.value.trim();
    },
    set value(value) {
      // A newer clock may have choices that this page doesn't know.
      if (choices && !choices.some(([known]) => known === value)) input.append(element("option", { value }, value));
      input.value = value;
    },
  };
}

const refusedWords = "Not saved: see what is marked.";

/** @throws {Error} with words for what a request for a change was answered, unless it was taken */
function checkAnswer({ status }) {
  if (status === 429) throw new Error(closedWords);
  if (status === 403) throw new Error(wrongCodeWords);
  if (status === 413) throw new Error("This is more than the clock takes at once. Save one after the other.");
  if (status === 500) throw new Error("The clock couldn’t store it. Restart the clock, then try again.");
  if (status >= 400) throw new Error(`The clock refused it (${status}). Load this page again, then try again.`);
}
