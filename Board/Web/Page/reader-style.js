// How <mnist-reader> and the pad of <mnist-handwriting> look. Must never say what is read.

import { styleSheet } from "./elements.js";

/** Colours, buttons and the pad, which both have. */
export const commonStyle = styleSheet(`
:host {
  --_ink: var(--mnist-ink, #1c1c1c);
  --_paper: var(--mnist-paper, #ececec);
  --_bezel: var(--mnist-bezel, #d9d4ca);
  --_accent: var(--mnist-accent, #8a3b12);
  --_line: var(--mnist-line, rgb(128 128 128 / 0.35));
  display: block;
  container-type: inline-size;
  color: var(--mnist-text, inherit);
}
:host([hidden]), [hidden] { display: none !important; }
button, .button {
  font: inherit; color: inherit; padding: 0.45em 1.1em; border: 1px solid currentColor; border-radius: 2em;
  background: none; cursor: pointer; display: inline-block; text-decoration: none; line-height: 1.3;
}
button:hover:not(:disabled), .button:hover { background: rgb(128 128 128 / 0.14); }
button:disabled { opacity: 0.35; cursor: default; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.6em; align-items: center; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 3px; }
.pad {
  display: block; box-sizing: border-box; width: 100%; aspect-ratio: 1; touch-action: none; cursor: crosshair;
  color: var(--_ink); background: var(--_paper); border: min(0.8rem, 3cqi) solid var(--_bezel); border-radius: 0.6rem;
  box-shadow: inset 0 0 0 1px rgb(0 0 0 / 0.2), 0 1px 2px rgb(0 0 0 / 0.18), 0 6px 18px -8px rgb(0 0 0 / 0.28);
  user-select: none; -webkit-user-select: none; -webkit-touch-callout: none;
}
.form {
  display: block; image-rendering: pixelated; color: var(--_ink); background: var(--_paper);
  box-shadow: 0 0 0 1px rgb(0 0 0 / 0.22); aspect-ratio: 1;
}
h3 { font: inherit; font-weight: 600; margin: 0; }
p { margin: 0; }
.quiet { opacity: 0.7; }
`);

export const readerStyle = styleSheet(`
.reader { display: grid; gap: 1.6rem; }
.left { display: grid; gap: 0.9rem; align-content: start; }
.right { display: grid; gap: 1.4rem; align-content: start; }
.sees { display: flex; gap: 1rem; align-items: center; }
.sees .form { width: 5.6rem; }
.networks { display: grid; gap: 1.6rem; }
.network ol { list-style: none; margin: 0.5rem 0 0; padding: 0; font-variant-numeric: tabular-nums; }
.network h3 { display: flex; align-items: baseline; gap: 0.5em; min-height: 2rem; }
.network .result { font-size: 1.6rem; line-height: 1; color: var(--_accent); }
.network li { display: grid; grid-template-columns: 1.2em 1fr 4em; gap: 0.5em; align-items: center; line-height: 1.55; }
.track { block-size: 0.5em; border-radius: 0.25em; background: rgb(128 128 128 / 0.16); overflow: hidden; }
.bar { display: block; block-size: 100%; inline-size: 0; background: currentColor; opacity: 0.55; border-radius: inherit; }
.percent { text-align: end; opacity: 0.7; font-size: 0.85em; }
.most .bar { background: var(--_accent); opacity: 1; }
.most .digit, .most .percent { font-weight: 600; opacity: 1; }
@container (min-width: 560px) { .networks.two { grid-template-columns: 1fr 1fr; } }
@container (min-width: 820px) { .reader { grid-template-columns: minmax(16rem, 24rem) 1fr; gap: 2.4rem; } }
`);
