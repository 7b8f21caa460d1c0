// A device's settings as a form, one field each, in the firmware's own words. Must never know what a value means, nor
// leave a password in its field once it is sent.

import { element } from "./elements.js";
import { posixZone } from "./posix-zone.js";

/** Of each setting what is said about it, and the choices where there are few. The device has the last word. */
const fields = [
  { key: "wifi", label: "Wi-Fi, 2.4 GHz" },
  { key: "tz", label: "Time zone" },
  { key: "servers", label: "Time servers" },
  { key: "panels", label: "Panels" },
  { key: "shades", label: "Shades", choices: ["dither", "grey"] },
  { key: "partials", label: "Partial refreshes" },
  { key: "policy", label: "Redraws", choices: ["change", "minute"] },
  { key: "hours", label: "Hours", choices: ["24", "12"] },
  { key: "style", label: "Style", choices: ["ink", "pixels"] },
  { key: "legible", label: "Legible, percent" },
  { key: "quiet", label: "Quiet hours" },
];

/**
 * @param {SerialConsole} console open
 * @returns {Promise<HTMLElement>} the form, with the values in force
 * @throws {Error} when the device doesn't answer
 */
export async function settingsForm(console) {
  const { items } = await console.run("show");
  const values = new Map(items.map(parsed));
  const rows = fields.filter(({ key }) => values.has(key)).map((field) => row(console, field, values.get(field.key)));
  const restart = element("button", { type: "button" }, "Restart the clock");
  const said = element("span", { role: "status" });
  restart.addEventListener("click", () => busy(said, restart, async () => {
    await console.send("restart");
    return "It restarts with these settings.";
  }));
  return element("div", { class: "settings" }, ...rows, element("div", { class: "buttons" }, restart, said));
}

/** "tz stored CET-1", "wifi not set", "hours default 24", "tz invalid, …" */
function parsed(item) {
  const [key, state, ...rest] = item.split(" ");
  return [key, state === "stored" || state === "default" ? rest.join(" ") : ""];
}

function row(console, { key, label, choices }, value) {
  const id = `setting-${key}`;
  const input = choices
    ? element("select", { id }, ...choices.map((choice) => new Option(choice, choice)))
    : element("input", { id, type: "text", autocomplete: "off", spellcheck: false });
  input.setAttribute("autocapitalize", "none");
  input.value = value;
  const parts = [input];
  const password = key === "wifi" ? passwordInput() : null;
  if (password) parts.push(password);
  if (key === "tz") parts.push(zoneButton(input));
  const set = element("button", { type: "submit" }, "Set");
  const answer = element("span", { class: "answer", role: "status" });
  const form = element(
    "form", { class: "setting" }, element("label", { for: id }, label), element("div", { class: "fields" }, ...parts, set), answer);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const secret = password?.value;
    if (password) password.value = "";
    busy(answer, set, async () => (await console.run(command(key, input.value), secret)).end);
  });
  return form;
}

/** The console takes a pair of quotes off; with one, blanks and quotes of the value stand for themselves. */
function command(key, value) {
  if (value === "") return `clear ${key}`;
  return key === "wifi" ? `set wifi '${value}'` : `set ${key} ${value}`;
}

function passwordInput() {
  return element("input", {
    type: "password", autocomplete: "new-password", placeholder: "password", "aria-label": "Password of the Wi-Fi",
  });
}

/** A device knows zones as POSIX strings only. */
function zoneButton(input) {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const button = element("button", { type: "button" }, `Here: ${timeZone}`);
  button.addEventListener("click", () => {
    input.value = posixZone(timeZone) ?? input.value;
  });
  button.hidden = posixZone(timeZone) === null;
  return button;
}

/** Does `work` and says what it returned, or why it failed. */
async function busy(answer, button, work) {
  button.disabled = true;
  answer.textContent = "…";
  answer.classList.remove("refused");
  try {
    answer.textContent = await work();
    answer.classList.toggle("refused", answer.textContent.startsWith("refused"));
  } catch (error) {
    answer.textContent = error.message;
    answer.classList.add("refused");
  } finally {
    button.disabled = false;
  }
}
