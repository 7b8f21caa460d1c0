// A browser without WebAssembly, as on e-readers. Must never run after the page.

"use strict";
delete window.WebAssembly;
Object.defineProperty(window, "WebAssembly", { value: undefined });
