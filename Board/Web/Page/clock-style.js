// How <mnist-clock> looks. Must never say what is shown.

import { styleSheet } from "./elements.js";

export const clockStyle = styleSheet(`
:host {
  --_ink: var(--mnist-ink, #1c1c1c);
  --_paper: var(--mnist-paper, #ececec);
  --_bezel: var(--mnist-bezel, #d9d4ca);
  --_wall: var(--mnist-wall, transparent);
  --_text: var(--mnist-text, inherit);
  --_gap: var(--mnist-gap, 1.6cqi);
  display: block;
  container-type: inline-size;
  color: var(--_text);
  background: var(--_wall);
}
:host([hidden]) { display: none; }
.body { display: flex; flex-direction: column; gap: 1.2em; }
.clock { display: grid; grid-template-columns: 1fr 1fr; column-gap: calc(var(--_gap) * 2); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: var(--_gap); }
.panel {
  aspect-ratio: 1;
  min-width: 0;
  padding: 4%;
  border-radius: 3%;
  background: var(--_bezel);
  box-shadow: 0 1px 2px rgb(0 0 0 / 0.18), 0 6px 18px -8px rgb(0 0 0 / 0.28);
}
canvas {
  display: block;
  width: 100%;
  height: 100%;
  color: var(--_ink);
  background-color: var(--_paper);
  box-shadow: 0 0 0 1px rgb(0 0 0 / 0.22);
}
@container (min-width: 1700px) { canvas { image-rendering: pixelated; } }
@container (max-width: 480px) {
  .clock { grid-template-columns: 1fr; --_gap: var(--mnist-gap, 3cqi); row-gap: var(--_gap); }
}
.day { display: flex; align-items: center; gap: 0.8em; font: inherit; font-variant-numeric: tabular-nums; }
.day input { flex: 1; min-width: 0; height: 2rem; accent-color: var(--mnist-accent, currentColor); }
.day output { min-width: 5ch; text-align: end; }
.day button {
  font: inherit; color: inherit; padding: 0.35em 0.9em; border: 1px solid currentColor; border-radius: 2em;
  background: none; cursor: pointer;
}
.day button:disabled { opacity: 0.35; cursor: default; }
.log {
  margin: 0; padding: 0.8em 1em; max-height: 16em; overflow: auto; list-style: none;
  font: 0.8rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  border: 1px solid rgb(128 128 128 / 0.35); border-radius: 0.4rem;
}
.log time { opacity: 0.75; margin-inline-end: 1em; }
.log:empty::before { content: "Nothing has happened yet."; opacity: 0.75; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--mnist-accent, currentColor); outline-offset: 3px; }
@container (min-width: 900px) {
  .body.with-log { display: grid; grid-template-columns: minmax(0, 1fr) minmax(16rem, 26%); align-items: start; }
  .body.with-log .day { grid-row: 2; }
  .body.with-log .log { grid-row: 1 / span 2; grid-column: 2; max-height: none; height: 0; min-height: 100%; }
}
:host([wall]) {
  /* Stronger than the size that the page around it says. */
  box-sizing: border-box !important; width: 100% !important; max-width: none !important; height: 100% !important;
  position: fixed; inset: 0; z-index: 2147483647; margin: 0; padding: 2vmin;
  display: grid; align-items: center; cursor: none;
  background: var(--mnist-wall-full, #e9e5dc);
}
:host([wall]) .day, :host([wall]) .log { display: none; }
:host([wall]) .body { display: block; }
:host([wall]) .clock { margin: auto; width: min(100%, 380vh); }
@media (prefers-color-scheme: dark) { :host([wall]) { background: var(--mnist-wall-full, #14130f); } }
@media (max-aspect-ratio: 1/1) {
  :host([wall]) .clock { grid-template-columns: 1fr; row-gap: 3vmin; width: min(100%, 92vh); }
}
@media print { .day, .log { display: none; } }
`);
