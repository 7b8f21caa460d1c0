"use strict";
// A time zone, by its name: a field with a list to be searched in. The clock itself knows POSIX strings only. Must never
// give a string for a name that isn't known.

/** From zone-table.js: lines "STRING Area/City,City Area/City", with a "!" before a string that isn't all of the truth. */
const zones = zoneTable.split("\n").flatMap((line) => {
  const isRough = line.startsWith("!");
  const [posix, ...areas] = line.slice(isRough ? 1 : 0).split(" ");
  return areas.flatMap((area) => {
    const start = area.indexOf("/") + 1;
    return area.slice(start).split(",").map((city) => ({ name: area.slice(0, start) + city, posix, isRough }));
  });
}).sort((one, other) => (one.name < other.name ? -1 : 1));

/** The browser's own zone; browsers have kept old names, such as Asia/Calcutta. */
function zoneHere() {
  const full = (name) => new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const isHere = ({ name }) => {
    try {
      return full(name) === timeZone;
    } catch {
      return false;
    }
  };
  return zones.find(({ name }) => name === timeZone) ?? zones.find(isHere) ?? null;
}

const plain = (text) => text.toLowerCase().replace(/[_/]/g, " ").trim();

/** Most are further down a list than anybody scrolls. */
const mostZonesListed = 60;

/** A combobox, as ARIA's Authoring Practices have it: the list follows what is typed, arrows go through it. */
class ZoneField {
  #input;
  #list;
  #fault;
  #shown = [];
  #active = -1;

  /** @param {string} id */
  constructor(id) {
    const list = `${id}-list`;
    this.#input = element("input", {
      id, type: "text", role: "combobox", autocomplete: "off", spellcheck: false, "aria-expanded": "false",
      "aria-controls": list, "aria-autocomplete": "list", "aria-describedby": `${id}-note ${id}-fault`,
    });
    this.#input.setAttribute("autocapitalize", "none");
    this.#list = element("ul", { id: list, role: "listbox", "aria-label": "Time zones", hidden: true });
    this.#fault = element("p", { id: `${id}-fault`, class: "fault" });
    this.element = element(
      "div", { class: "field zone" }, element("label", { for: id }, "Time zone"),
      element("div", { class: "combobox" }, this.#input, this.#list), element("p", { id: `${id}-note`, class: "quiet" }),
      this.#fault);
    this.#input.addEventListener("input", () => this.#open(this.#input.value));
    this.#input.addEventListener("click", () => {
      if (this.#list.hidden) this.#openAll();
    });
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => this.#close());
    // A press takes the focus away before it is a click, and with it the list.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.#choose(this.#shown[[...this.#list.children].indexOf(option)]);
    });
  }

  get input() {
    return this.#input;
  }

  /** The string for the clock, empty for its default; what is neither a name nor empty goes to the clock as it is. */
  get value() {
    const text = this.#input.value.trim();
    return this.#named(text)?.posix ?? text;
  }

  /** @param {string} posix is shown by its name if that is this browser's or the only one: others would be guessed */
  set value(posix) {
    const here = zoneHere();
    const same = zones.filter((zone) => zone.posix === posix);
    this.zone = here?.posix === posix ? here : same.length === 1 ? same[0] : { name: posix };
  }

  set zone(zone) {
    this.#input.value = zone.name.replace(/_/g, " ");
    this.#close();
  }

  #named(text) {
    return zones.find(({ name }) => plain(name) === plain(text));
  }

  /** With all of them, so that one can look around from where one is. */
  #openAll() {
    const at = zones.indexOf(this.#named(this.#input.value));
    this.#fill(zones, at);
  }

  #open(text) {
    const words = plain(text).split(/\s+/);
    const found = zones.filter(({ name }) => words.every((word) => plain(name).includes(word)));
    this.#fill(found.slice(0, mostZonesListed), -1);
  }

  #fill(found, active) {
    this.#shown = found;
    this.#list.replaceChildren(...found.map(({ name }, index) => element(
      "li", { id: `${this.#list.id}-${index}`, role: "option", "aria-selected": "false" }, name.replace(/_/g, " "))));
    show(this.#list, found.length > 0);
    this.#input.setAttribute("aria-expanded", String(found.length > 0));
    this.#activate(active);
    mark(this.#input);
  }

  #activate(index) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = index;
    const option = this.#list.children[index];
    if (!option) return this.#input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.#input.setAttribute("aria-activedescendant", option.id);
    // Scrolls the list alone; scrollIntoView would move the page, too.
    const { offsetTop, offsetHeight } = option;
    if (offsetTop < this.#list.scrollTop || offsetTop + offsetHeight > this.#list.scrollTop + this.#list.clientHeight) {
      this.#list.scrollTop = offsetTop - this.#list.clientHeight / 2;
    }
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.#list.hidden) this.#openAll();
      else this.#activate((this.#active + step + this.#shown.length) % this.#shown.length);
    } else if (event.key === "Enter" && !this.#list.hidden) {
      event.preventDefault();
      this.#choose(this.#shown[Math.max(0, this.#active)]);
    } else if (event.key === "Escape" && !this.#list.hidden) {
      event.preventDefault();
      this.#close();
    }
  }

  #choose(zone) {
    this.zone = zone;
    this.#input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #close() {
    show(this.#list, false);
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
    const text = this.#input.value.trim();
    const same = zones.filter(({ posix }) => posix === text);
    const note = this.element.querySelector(".quiet");
    if (this.#named(text)?.isRough) {
      put(note, "Clocks there also change around Ramadan, which the clock doesn’t know: it will be an hour off then.");
    } else {
      put(note, same.length ? `As in ${[...new Set([same[0], same[same.length >> 1], same[same.length - 1]])]
        .map(({ name }) => name.replace(/_/g, " ")).join(", ")}` : "");
    }
  }
}
