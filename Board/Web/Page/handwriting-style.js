// How <mnist-handwriting> looks. Must never say what was written.

import { styleSheet } from "./elements.js";

export const handwritingStyle = styleSheet(`
.steps { display: grid; gap: 2rem; }
.ways { display: grid; gap: 2rem; }
.way { display: grid; gap: 0.9rem; align-content: start; }
.way .pad { max-width: 20rem; }
.asked { font-size: 1.25rem; }
.asked b { font-size: 2rem; line-height: 1; color: var(--_accent); }
.drop { border: 1px dashed var(--_line); border-radius: 0.6rem; padding: 1rem; display: grid; gap: 0.9rem; }
.drop.over { border-color: var(--_accent); background: rgb(128 128 128 / 0.1); }
input[type="file"] { position: absolute; inline-size: 1px; block-size: 1px; opacity: 0; }
input[type="file"]:focus-visible + .button { outline: 2px solid var(--_accent); outline-offset: 3px; }
.contact { display: grid; gap: 0.4rem; }
.row { display: grid; grid-template-columns: 1.4em 1fr; gap: 0.6rem; align-items: start; border-top: 1px solid var(--_line); padding-top: 0.4rem; }
.label { font-size: 1.2rem; line-height: 2.6rem; text-align: center; opacity: 0.7; }
.written { display: flex; flex-wrap: wrap; gap: 0.5rem; min-height: 2.6rem; }
.one { display: grid; gap: 0.2rem; justify-items: stretch; inline-size: 3.4rem; }
.one .form { inline-size: 100%; }
.one select {
  font: inherit; font-size: 0.8rem; inline-size: 100%; min-block-size: 1.6rem; color: inherit;
  background: transparent; border: 1px solid var(--_line); border-radius: 0.3rem;
}
.one option { color: #1c1c1c; background: #fff; }
.one.doubtful .form { box-shadow: 0 0 0 2px var(--_accent); }
.verdict { font-size: 0.7rem; line-height: 1.2; text-align: center; opacity: 0.7; white-space: nowrap; }
.one.doubtful .verdict { color: var(--_accent); opacity: 1; }
.one.out .form { opacity: 0.35; }
progress { inline-size: 100%; accent-color: var(--_accent); }
.finish { display: grid; gap: 1.2rem; }
@container (min-width: 760px) { .ways { grid-template-columns: 1fr 1fr; gap: 3rem; } }
`);
