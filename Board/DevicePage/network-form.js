"use strict";
// The clock into a network: choose, type, join, be told how it went. In the clock's own network also its settings, all in
// one go. Must never keep a password once it was joined.

class NetworkForm {
  #isOwn;
  #fields = null;
  #listed = new Map();
  #form = by("network-form");
  #said = by("network-form").querySelector(".said");

  /** @param {object} settings as in settings.json */
  constructor(settings) {
    this.#isOwn = settings.own;
    if (this.#isOwn) this.#askForSettings(settings);
    show(by("setup-title"), this.#isOwn);
    show(by("more"), this.#isOwn);
    by("network").open = this.#isOwn;
    by("network").classList.toggle("alone", this.#isOwn);
    this.#list({ name: null, label: "Another name …" });
    by("networks").addEventListener("change", () => this.#choose());
    by("rescan").addEventListener("click", () => this.scan());
    by("show-password").addEventListener("click", ({ currentTarget }) => {
      const isShown = by("password").type === "password";
      by("password").type = isShown ? "text" : "password";
      currentTarget.setAttribute("aria-pressed", String(isShown));
      by("password").focus();
    });
    for (const id of ["name", "password"]) by(id).addEventListener("input", () => mark(by(id)));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      busy(this.#form, this.#said, () => this.#join());
    });
    show(by("network"), true);
  }

  #askForSettings(settings) {
    // The zone is asked for in the open, the rest further down.
    const places = document.createDocumentFragment();
    this.#fields = new SettingFields("setup", ["tz", "servers", "panels", "style", "hours"], places);
    by("zone-place").append(places.firstChild);
    by("more").querySelector(".fields").append(places);
    this.#fields.fill(settings);
    // What this device knows of the place is newer than what the clock was told once.
    const here = zoneHere();
    if (here) this.#fields.field("tz").zone = here;
  }

  // MARK: Networks in reach

  /** Looks until some are found. */
  async scan() {
    const said = by("scan-said");
    by("rescan").disabled = true;
    say(said, "Looking …");
    try {
      let found = null;
      for (let tries = 0; !found && tries < 40; tries += 1) {
        if (tries) await pause(tries < 10 ? 0.5 : 1);
        const { status, body } = await ask("networks.json");
        if (status === 200) found = body;
      }
      this.#fill(found ?? []);
      say(said, found?.length ? "" : "None found: look again, or type the name.", found?.length ? "" : "fault");
    } catch (error) {
      say(said, error.message, "fault");
    } finally {
      by("rescan").disabled = false;
    }
  }

  #fill(found) {
    const chosen = this.#chosen;
    const names = new Set(found.map(([name]) => name));
    for (const [name, { row }] of this.#listed) {
      if (name === null || names.has(name) || chosen?.name === name) continue;
      row.remove();
      this.#listed.delete(name);
    }
    for (const [name, strength, isProtected] of [...found].sort((one, other) => other[1] - one[1])) {
      this.#list({ name, label: name, strength, isProtected });
    }
    by("networks").append(this.#listed.get(null).row);
  }

  #list({ name, label, strength, isProtected = true }) {
    const parts = [element("span", { class: "label" }, label)];
    if (name !== null) parts.push(...strengthParts(strength, isProtected));
    const known = this.#listed.get(name);
    const radio = known?.radio ?? element("input", { type: "radio", name: "network" });
    const row = known?.row ?? element("label", { class: "network" });
    row.replaceChildren(radio, ...parts);
    by("networks").append(row);
    this.#listed.set(name, { name, radio, row, isProtected });
  }

  get #chosen() {
    return [...this.#listed.values()].find(({ radio }) => radio.checked) ?? null;
  }

  #choose() {
    const { name, isProtected } = this.#chosen;
    show(by("name-field"), name === null);
    show(by("password-field"), isProtected);
    say(this.#said, "");
    mark(by("password"));
  }

  // MARK: Joining

  async #join() {
    const chosen = this.#chosen;
    if (!chosen) {
      this.#form.querySelector("[type=radio]").focus();
      throw new Error("Choose a network first.");
    }
    const name = chosen.name ?? by("name").value;
    const password = chosen.isProtected ? by("password").value : "";
    if (!this.#isValid(chosen, name, password)) return;
    if (this.#isOwn) {
      const isStored = await this.#store();
      if (isStored) await this.#try(name, await ask("join", { form: { wifi: name, password } }));
      return;
    }
    say(this.#said, "");
    const answer = await withCode((code) => ask("join", { form: { wifi: name, password }, code }));
    if (answer) await this.#try(name, answer);
  }

  #isValid(chosen, name, password) {
    const size = new TextEncoder().encode(name).length;
    const isNamed = size > 0 && size <= 32;
    if (chosen.name === null) mark(by("name"), isNamed ? "" : "Type a name of 1 to 32 bytes.");
    const isKey = /^[\x20-\x7e]{8,63}$|^[0-9a-fA-F]{64}$/.test(password);
    const mayLack = chosen.name === null || !chosen.isProtected;
    const isSecret = isKey || (password === "" && mayLack);
    mark(by("password"), isSecret ? "" : "A Wi-Fi password has 8 to 63 letters, digits and signs.");
    if (!isNamed) by("name").focus();
    else if (!isSecret) by("password").focus();
    return isNamed && isSecret;
  }

  /** Stores the settings. @returns whether they were taken */
  async #store() {
    const { changed } = this.#fields;
    if (!Object.keys(changed).length) return true;
    say(this.#said, "Settings are being stored …");
    const answer = await ask("settings", { form: changed });
    if (answer.status === 422) {
      this.#fields.refuse(answer.body?.refused ?? []);
      say(this.#said, refusedWords, "fault");
      return false;
    }
    checkAnswer(answer);
    return true;
  }

  /** Follows a try to its end. */
  async #try(name, answer) {
    if (answer.status === 422) throw new Error("This name or password can’t be right. Correct it and press Join again.");
    checkAnswer(answer);
    say(this.#said, `The clock tries “${name}”. This takes up to half a minute …`);
    const state = await this.#outcome(name);
    if (state !== "joined") {
      if (state === "rejected") by("password").focus();
      throw new Error((joinWords[state] ?? joinWords.failed)(name));
    }
    by("password").value = "";
    if (this.#isOwn) return this.#finish(name);
    say(this.#said, `The clock is in “${name}” now.`);
  }

  /** The phone may lose the clock for a moment, since its network moves to the other's channel. */
  async #outcome(name) {
    let last = performance.now();
    while (performance.now() - last < 45_000) {
      await pause(0.7);
      try {
        const { status, body } = await ask("join.json", { seconds: 5 });
        if (status !== 200) continue;
        last = performance.now();
        if (body.state !== "trying") return body.state;
      } catch {
        say(this.#said, `The clock tries “${name}”, and doesn’t answer for the moment …`);
      }
    }
    throw new Error(this.#isOwn
      ? "The clock doesn’t answer any more. If it shows the time soon, all is well. If not, join its network again and load "
        + "this page again."
      : `The clock doesn’t answer here any more: it may be in “${name}” now. Look for it there.`);
  }

  async #finish(name) {
    let isRestarted = true;
    try {
      checkAnswer(await ask("restart", { form: {}, seconds: 5 }));
    } catch {
      isRestarted = false;
    }
    show(by("network"), false);
    show(by("setup-title"), false);
    show(by("done"), true);
    put(by("done-title"), `The clock is in “${name}”`);
    const words = [
      isRestarted
        ? "It restarts and shows the time in a moment. Its own network ends now, and this device goes back to its usual one."
        : "Its own network ends now. Take its plug out and in once, so that it uses its new settings.",
      "Later, in the same Wi-Fi, mnist-clock.local shows how it stands, and changes its settings.",
    ];
    by("done-words").replaceChildren(...words.map((text) => element("p", {}, text)));
    by("done-title").focus();
  }
}

/** Bars by what is usual: −55 dBm beside the router, −75 dBm at the edge. */
function strengthParts(strength, isProtected) {
  const bars = strength >= -55 ? 4 : strength >= -67 ? 3 : strength >= -75 ? 2 : 1;
  const words = `, ${["weak", "fair", "good", "strong"][bars - 1]}${isProtected ? "" : ", open"}`;
  return [
    element("span", { class: "unseen" }, words),
    ...(isProtected ? [] : [element("span", { class: "quiet", "aria-hidden": "true" }, "open")]),
    element("span", { class: `bars bars-${bars}`, "aria-hidden": "true" },
      ...[1, 2, 3, 4].map(() => element("i"))),
  ];
}
