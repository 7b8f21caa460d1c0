// Makes the clock that the address asks for: ?speed=60&at=12:34. With `report` its log goes to the tests' server, line by
// line, as soon as it is told. Must never call the clock's insides.

"use strict";
addEventListener("DOMContentLoaded", () => {
  const asked = new URLSearchParams(location.search);
  const clock = document.createElement("mnist-clock");
  // As in some private windows.
  if (asked.get("broken") === "storage") {
    indexedDB.open = () => { throw new DOMException("not here", "SecurityError"); };
  }
  for (const [name, value] of asked) if (name !== "report" && name !== "broken") clock.setAttribute(name, value);
  const times = [];
  window.clockTimes = times;
  clock.addEventListener("shown", () => times.push(clock.time));
  document.body.append(clock);
  if (!asked.has("report")) return;
  clock.setAttribute("log", "");
  let known = [];
  const start = Math.random();
  const report = () => {
    const lines = [...clock.shadowRoot.querySelectorAll("[part~=log] li")].map((line) => line.textContent);
    let fresh = 0;
    while (fresh < lines.length && !lines.slice(fresh).every((line, index) => line === known[index])) fresh += 1;
    known = lines;
    if (fresh) fetch("/tests/report", { method: "POST", body: JSON.stringify({ start, lines: lines.slice(0, fresh).reverse() }) });
  };
  customElements.whenDefined("mnist-clock").then(() => {
    new MutationObserver(report).observe(clock.shadowRoot, { childList: true, subtree: true });
    report();
  });
});
