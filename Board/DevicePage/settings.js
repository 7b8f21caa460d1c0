"use strict";
// The settings of a clock that is in its network: shown, changed by whoever reads its panels, used after its restart.
// Must never store a part of what was changed.

const settingKeys = [
  "tz", "servers", "panels", "hours", "style", "shades", "policy", "partials", "legible", "quiet", "page", "updates"];

class SettingsForm {
  #view;
  #form = by("settings-form");
  #said = by("settings-form").querySelector(".said");
  #fields;

  /** @param {object} settings as in settings.json @param {StateView} view */
  constructor(settings, view) {
    this.#view = view;
    this.#fields = new SettingFields("setting", settingKeys, this.#form.querySelector(".fields"));
    this.#fields.fill(settings);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      busy(this.#form, this.#said, () => this.#save());
    });
    show(by("settings"), true);
  }

  fill(settings) {
    this.#fields.fill(settings);
    this.#view.hours = settings.hours[1];
  }

  async #save() {
    const { changed } = this.#fields;
    if (!Object.keys(changed).length) return say(this.#said, "Nothing has changed.");
    say(this.#said, "");
    let since = 0;
    const answer = await withCode(async (code) => {
      const stored = await ask("settings", { form: changed, code });
      if (stored.status === 200) {
        since = performance.now();
        // That it isn't answered may be because it restarts.
        await ask("restart", { form: {}, code, seconds: 5 }).catch(() => {});
      }
      return stored;
    });
    if (!answer) return say(this.#said, "Not saved.");
    if (answer.status === 422) {
      this.#fields.refuse(answer.body?.refused ?? []);
      return say(this.#said, refusedWords, "fault");
    }
    checkAnswer(answer);
    if (changed.page === "off") return say(this.#said, "Saved. The clock restarts, and this page is gone with that.");
    say(this.#said, "Saved. The clock restarts to use it …");
    await this.#await(since);
    say(this.#said, "Saved, and in use.");
  }

  async #await(since) {
    const state = await awaitRestart(since);
    if (!state) throw new Error("Saved, but the clock isn’t back yet. Look at its panels, and load this page again.");
    this.#view.show(state);
    const { body } = await ask("settings.json");
    this.fill(body);
  }

  // MARK: The first time zone

  /** Tells a clock that nobody has told where it is what this browser knows. */
  async offerZone(settings) {
    const zone = zoneHere();
    if (settings.tz[0] || !zone) return;
    const { status } = await ask("settings", { form: { tz: zone.posix } });
    if (status !== 200) return;
    this.#fields.fill({ ...settings, tz: [true, zone.posix] });
    const [words, button] = by("first-zone").children;
    const name = zone.name.replace(/_/g, " ");
    const isInForce = settings.tz[1] === zone.posix;
    put(words, isInForce ? `The clock now knows that it is in ${name}.`
      : `The clock now knows from this browser that it is in ${name}. It uses that after its next start.`);
    show(button, !isInForce);
    button.addEventListener("click", () => busy(by("first-zone"), words, async () => {
      const since = performance.now();
      const answer = await withCode((code) => ask("restart", { form: {}, code }));
      if (!answer) return;
      checkAnswer(answer);
      say(words, "The clock restarts …");
      await this.#await(since);
      say(words, `The clock’s time is that of ${name} now.`);
      show(button, false);
    }));
    show(by("first-zone"), true);
  }
}
