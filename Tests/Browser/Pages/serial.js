// A clock at a serial port that isn't there, in the words of Firmware/Settings/CONSOLE.md, and what was typed to it.
// Must never answer what the document doesn't.

"use strict";
(() => {
  const known = {
    wifi: "stored Old network", password: "set", tz: "default UTC0", servers: "not set", panels: "default v2",
    shades: "default dither", partials: "default 59", policy: "default change", hours: "default 24", style: "default ink",
    legible: "default 50", quiet: "not set",
  };
  const device = { typed: [], passwords: [], known, isOpen: false, refusal: "refused: hours are 12 or 24" };
  window.fakeClock = device;

  class Port {
    async open({ baudRate }) {
      if (device.isOpen) throw new DOMException("it is open already", "InvalidStateError");
      device.isOpen = true;
      device.rate = baudRate;
      let line = "";
      let network = null;
      const encoder = new TextEncoder();
      this.readable = new ReadableStream({ start: (controller) => (this.output = controller) });
      const say = (text) => this.output.enqueue(encoder.encode(text));
      const answer = (text) => {
        const [verb, key, ...rest] = text.split(" ");
        const value = rest.join(" ").replace(/^(['"])(.*)\1$/, "$2");
        if (verb === "") return "";
        if (verb.startsWith("#")) return "";
        if (verb === "show") {
          return Object.entries(known).map(([name, state]) => `= ${name} ${state}\r\n`).join("") + "done\r\n";
        }
        if (verb === "clear" && key in known) return (known[key] = "not set") && "done; restart to use it\r\n";
        if (verb === "restart") return (device.isRestarted = true) && "";
        if (verb !== "set" || !(key in known)) return "refused: no such command\r\n";
        if (key === "wifi") {
          network = value;
          return "Password: ";
        }
        if (key === "hours" && value !== "12" && value !== "24") return `${device.refusal}\r\n`;
        if (key === "tz" && !/^[A-Z]{3,}/.test(value)) return "refused: not a POSIX TZ string, column 1\r\n";
        known[key] = `stored ${value}`;
        return "done; restart to use it\r\n";
      };
      const take = (byte) => {
        if (byte === 3) {
          [line, network] = ["", null];
          return say("^C\r\nclock> ");
        }
        if (byte !== 13 && byte !== 10) {
          line += String.fromCharCode(byte);
          // Nothing of a password.
          if (network === null) say(String.fromCharCode(byte));
          return undefined;
        }
        const text = line;
        line = "";
        say("\r\n");
        if (network !== null) {
          device.passwords.push(text);
          [known.wifi, network] = [`stored ${network}`, null];
          return say("done; restart to use it\r\nclock> ");
        }
        device.typed.push(text);
        // The device logs whenever it likes.
        say("I (4711) clock: 12:34, panel 4 shows a 4\r\n");
        const words = answer(text);
        return say(words.endsWith("Password: ") ? words : `${words}clock> `);
      };
      this.writable = new WritableStream({ write: (bytes) => bytes.forEach(take) });
    }
    async close() {
      device.isOpen = false;
    }
    async setSignals() {}
    async forget() {}
    getInfo() {
      return { usbVendorId: 0x303a, usbProductId: 0x1001 };
    }
  }
  const port = new Port();
  Object.defineProperty(navigator, "serial", {
    configurable: true,
    value: { async requestPort() { return port; }, async getPorts() { return [port]; }, addEventListener() {} },
  });
})();
