"use strict";
// Proves that one stands before the clock: by the four digits on its panels. Must never keep them for longer than what
// they were typed for.

/**
 * Has digits shown, asks for them, and does `work` with them, again until they are right.
 * @param {(code: string) => Promise<{status: number}>} work what the clock answered; after 403 other digits are asked for
 * @returns {Promise<object | null>} what `work` returned; null if it was given up
 * @throws {Error} in words
 */
async function withCode(work) {
  await showDigits();
  const [dialog, form, input, said] = ["code-dialog", "code-form", "code", "code-said"].map(by);
  form.reset();
  say(said, "");
  dialog.showModal();
  input.focus();
  const events = new AbortController();
  const on = (node, name, what) => node.addEventListener(name, what, { signal: events.signal });
  try {
    return await new Promise((done, fail) => {
      on(dialog, "close", () => done(null));
      // What is being done can't be given up any more.
      on(dialog, "cancel", (event) => form.hasAttribute("aria-busy") && event.preventDefault());
      on(by("code-cancel"), "click", () => dialog.close());
      on(by("code-again"), "click", () => busy(form, said, async () => {
        await showDigits();
        say(said, "They are on the panels in a few seconds.");
        input.focus();
      }));
      on(form, "submit", (event) => {
        event.preventDefault();
        if (!/^[0-9]{4}$/.test(input.value)) {
          say(said, "It takes four digits.", "fault");
          return input.focus();
        }
        say(said, "…");
        busy(form, said, async () => {
          const answer = await work(input.value).catch(fail);
          if (answer?.status === 429) return fail(new Error(closedWords));
          if (answer?.status !== 403) return done(answer);
          say(said, wrongCodeWords, "fault");
          input.select();
          input.focus();
        });
      });
    });
  } finally {
    events.abort();
    dialog.close();
    form.reset();
  }
}

async function showDigits() {
  checkAnswer(await ask("code", { form: {} }));
}
