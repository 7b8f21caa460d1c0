// What a strict policy forbids. Must never run.

"use strict";
try {
  window.ranEval = Boolean(eval("1 + 1"));
} catch {
  window.ranEval = false;
}
