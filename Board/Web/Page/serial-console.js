// A device's settings console over Web Serial, as Firmware/Settings/CONSOLE.md has it, amid whatever the device logs.
// Must never send a password except in answer to the prompt for it, nor keep or show one.

/** ms, of patience for each answer: a device whose panels refresh answers up to six seconds late. */
const patience = 10_000;
/** ms until the device is looked for again: it may have been resetting. */
const retry = 1500;
const rate = 115_200;
const [controlC, carriageReturn] = ["\x03", "\r"];

/** What `help` and `show` list without their mark, and how it ended. */
/** @typedef {{items: string[], end: string, isRefused: boolean}} Answer */

/** An open console. */
export class SerialConsole {
  #port;
  #reader;
  #heard = "";
  #wake = () => {};
  #fault = null;
  #decoder = new TextDecoder();

  /**
   * @param {SerialPort} port as the user chose it
   * @throws {Error} when another program has it
   */
  static async open(port) {
    const console = new SerialConsole();
    console.#port = port;
    try {
      await port.open({ baudRate: rate });
    } catch (error) {
      throw new Error(`the port can't be opened, maybe since another program has it: ${error.message}`);
    }
    // On many boards these lines reset the chip, or hold it there.
    await port.setSignals?.({ dataTerminalReady: false, requestToSend: false }).catch(() => {});
    console.#listen();
    return console;
  }

  /**
   * @param {string} command a line
   * @param {string} [password] in case it is asked for
   * @returns {Promise<Answer>}
   * @throws {Error} when nobody answers, or not as the console does
   */
  async run(command, password) {
    await this.#find();
    await this.#type(command + carriageReturn);
    const answer = { items: [], end: "", isRefused: false };
    const isOver = await this.#wait(async () => {
      for (let line = this.#nextLine(); line !== null; line = this.#nextLine()) {
        if (line.startsWith("= ")) answer.items.push(line.slice(2));
        if (!/^(done$|done;|refused: )/.test(line)) continue;
        answer.end = line;
        answer.isRefused = line.startsWith("refused: ");
        return true;
      }
      if (this.#heard !== "Password: ") return false;
      this.#heard = "";
      if (password === undefined) {
        await this.#type(controlC);
        throw new Error("the device asks for a password");
      }
      await this.#type(password + carriageReturn);
      password = undefined;
      return false;
    });
    if (!isOver) throw new Error("the device took the command but gave no answer; try again");
    return answer;
  }

  /** A command after which nobody answers. */
  async send(command) {
    await this.#find();
    await this.#type(command + carriageReturn);
  }

  async close() {
    try {
      await this.#reader?.cancel();
      await this.#port.close();
    } catch {
      // Unplugged: it is closed.
    }
  }

  async #listen() {
    try {
      while (this.#port.readable) {
        this.#reader = this.#port.readable.getReader();
        try {
          for (;;) {
            const { value, done } = await this.#reader.read();
            if (done) return;
            // No more than a long log: what is older nobody waits for.
            this.#heard = (this.#heard + this.#decoder.decode(value, { stream: true })).slice(-65_536);
            this.#wake();
          }
        } finally {
          this.#reader.releaseLock();
        }
      }
    } catch (error) {
      this.#fault = new Error(`the device is gone: ${error.message}`);
      this.#wake();
    }
  }

  /** Cancels anything unfinished there, and makes sure that the answers from now on are ours. */
  async #find() {
    const mark = `#${100_000 + Math.floor(Math.random() * 900_000)}`;
    this.#heard = "";
    let next = 0;
    const isFound = await this.#wait(async () => {
      const place = this.#heard.indexOf(mark);
      if (place >= 0) {
        this.#heard = this.#heard.slice(place + mark.length);
        return true;
      }
      if (performance.now() >= next) {
        next = performance.now() + retry;
        await this.#type(controlC + mark + carriageReturn);
      }
      return false;
    });
    if (!isFound) throw new Error("nothing answers. Is it the clock? Its RESET button helps when it is in download mode");
  }

  async #wait(isDone) {
    const end = performance.now() + patience;
    while (!(await isDone())) {
      if (this.#fault) throw this.#fault;
      if (performance.now() > end) return false;
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }

  async #type(text) {
    if (!this.#port.writable) throw new Error("the device is gone");
    const writer = this.#port.writable.getWriter();
    try {
      await writer.write(new TextEncoder().encode(text));
    } finally {
      writer.releaseLock();
    }
  }

  /** A whole line, without its end. */
  #nextLine() {
    const end = this.#heard.indexOf("\n");
    if (end < 0) return null;
    const line = this.#heard.slice(0, end).replace(/\r$/, "");
    this.#heard = this.#heard.slice(end + 1);
    return line;
  }
}
