// A client of Improv Wi-Fi Serial, after improv-wifi.com/serial and what the official one does: it looks for packets at
// the beginning of lines only, and takes ten bytes of data for a line's end. Must never share a line with the firmware.
//
// Usage: node improv.mjs DEVICE NAME PASSWORD. Asks for state, information and networks, tries a wrong password and then
// the right one, and prints what it was told as one line of JSON.

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const [device, name, password] = process.argv.slice(2);
// A read that waits for ever would keep this program from ending.
const file = await open(device, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
const waiting = [];
const packets = [];
let line = [];

function arrived(packet) {
  const next = waiting.shift();
  if (next) next(packet);
  else packets.push(packet);
}

function take(byte) {
  const head = "IMPROV\x01";
  if (line.length < head.length && line.length === [...head].findIndex((_, i) => line[i] !== head.charCodeAt(i))) {
    line.push(byte);
    if (byte !== head.charCodeAt(line.length - 1)) line = byte === 10 ? [] : [-1];
    return;
  }
  if (line[0] === -1) {
    if (byte === 10) line = [];
    return;
  }
  line.push(byte);
  if (line.length === 9 && byte === 10) line = [];
  if (line.length < 10 || line.length < 10 + line[8]) return;
  const sum = line.slice(0, -1).reduce((a, b) => (a + b) & 255, 0);
  if (sum !== line.at(-1)) throw new Error(`a packet with a wrong check: ${line}`);
  arrived({ type: line[7], data: line.slice(9, -1) });
  line = [-1];
}

(async () => {
  const buffer = Buffer.alloc(256);
  for (;;) {
    const bytesRead = await file.read(buffer, 0, buffer.length, null).then(
      (read) => read.bytesRead,
      (error) => {
        if (error.code !== "EAGAIN") throw error;
        return 0;
      },
    );
    for (const byte of buffer.subarray(0, bytesRead)) take(byte);
    if (bytesRead === 0) await pause(5);
  }
})().catch((error) => {
  console.error(String(error));
  process.exit(1);
});

function receive(milliseconds = 35_000) {
  if (packets.length) return packets.shift();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), milliseconds);
    waiting.push((packet) => {
      clearTimeout(timer);
      resolve(packet);
    });
  });
}

async function send(number, ...texts) {
  const data = texts.flatMap((text) => [Buffer.byteLength(text), ...Buffer.from(text)]);
  const bytes = [...Buffer.from("IMPROV\x01"), 3, data.length + 2, number, data.length, ...data];
  bytes.push(bytes.reduce((a, b) => (a + b) & 255, 0), 10);
  await file.write(Buffer.from(bytes));
}

function texts({ data }) {
  const found = [];
  for (let place = 2; place < data.length; place += 1 + data[place]) {
    found.push(Buffer.from(data.slice(place + 1, place + 1 + data[place])).toString());
  }
  return found;
}

const begin = Date.now();
const told = {};
await send(2);
// The official client gives up detecting after two seconds; a refresh of the panels takes longer.
const first = await receive(2_000);
told.detected = Date.now() - begin;
told.state = first.type === 2 ? (await receive()).data[0] : first.data[0];
await send(3);
await receive();
told.information = texts(await receive());
await send(4);
await receive();
told.networks = [];
for (let found = texts(await receive()); found.length; found = texts(await receive())) told.networks.push(found);
await send(1, name, password + "?");
told.wrong = [];
while (told.wrong.at(-1)?.[1] !== 2 || told.wrong.at(-1)?.[0] !== 1) {
  const { type, data } = await receive();
  told.wrong.push([type, data[0]]);
}
await send(1, name, password);
let packet = await receive();
while (packet.type !== 4) {
  if (packet.type === 2 && packet.data[0] !== 0) throw new Error(`refused: ${packet.data}`);
  told.joined = packet.data[0];
  packet = await receive();
}
told.page = texts(packet);
console.log(JSON.stringify(told));
process.exit(0);
