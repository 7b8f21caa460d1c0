"use strict";
// Puts the page together: a set-up in the clock's own network, state and settings elsewhere.

async function begin() {
  const { status, body: settings } = await ask("settings.json");
  if (status !== 200 || !settings) throw new Error("The clock doesn’t tell its settings.");
  if (settings.own) {
    new NetworkForm(settings).scan();
    return by("loading").remove();
  }
  const view = new StateView(settings);
  await view.refresh();
  const form = new SettingsForm(settings, view);
  const network = new NetworkForm(settings);
  new UpdateForm(view);
  by("loading").remove();
  by("network").addEventListener("toggle", () => by("network").open && network.scan());
  if (view.state?.obstacle === "no-server") by("settings").open = true;
  await form.offerZone(settings).catch(() => {});
  view.run();
}

async function tryToBegin() {
  for (;;) {
    try {
      return await begin();
    } catch (error) {
      put(by("loading"), error.message);
      await pause(3);
    }
  }
}

tryToBegin();
