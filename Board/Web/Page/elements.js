// A component's style as a sheet that its shadow roots share. Must never be written into markup, which a strict
// Content-Security-Policy refuses.

/** @param {string} text CSS */
export function styleSheet(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

/**
 * Makes an element with attributes, properties and children.
 * @param {string} name
 * @param {object} [properties] those of the element; `class`, `part`, `role` and what has a hyphen are attributes
 * @param {...(Node | string)} children
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || ["class", "part", "role", "for", "list"].includes(key)) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children);
  return made;
}
