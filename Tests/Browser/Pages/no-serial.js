// A browser without Web Serial. Must never run after the page.

"use strict";
delete Navigator.prototype.serial;
