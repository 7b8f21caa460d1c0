"use strict";
// Elements of the page, and texts into them. Must never take markup: names of networks come from strangers.

const by = (id) => document.getElementById(id);

/**
 * @param {string} name
 * @param {object} [properties] those of the element; `class`, `role`, `for` and what has a hyphen are attributes
 * @param {...(Node | string)} children
 */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || ["class", "role", "for"].includes(key)) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children);
  return made;
}

/** Touches nothing that is so already: no flicker, no lost selection, nothing read out again. */
function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function show(node, isShown) {
  if (node.hidden === isShown) node.hidden = !isShown;
}

/** @param {string} [kind] "" or "fault" */
function say(node, text, kind = "") {
  put(node, text);
  node.classList.toggle("refused", kind === "fault");
}

/** Marks a field as wrong, or, without words, as right. */
function mark(input, words = "") {
  put(by(`${input.id}-fault`), words);
  if (words) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

/** Does `work` while the form's buttons are off, and says in `said` what it throws. */
async function busy(form, said, work) {
  const buttons = [...form.querySelectorAll("button:enabled")];
  const focused = document.activeElement;
  for (const button of buttons) button.disabled = true;
  form.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    say(said, error.message, "fault");
  } finally {
    for (const button of buttons) button.disabled = false;
    form.removeAttribute("aria-busy");
    // A button that is off loses the focus.
    if (document.activeElement === document.body) focused?.focus();
  }
}
