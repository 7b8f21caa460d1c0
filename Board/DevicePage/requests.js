"use strict";
// Requests to the clock, one after the other: it has few connections, each for one request. Must never ask another host.

let lastRequest = Promise.resolve();

/**
 * @param {string} path "state.json"
 * @param {{form?: Object<string, string>, code?: string, seconds?: number}} [how] with a form it is a POST
 * @returns {Promise<{status: number, body: any}>} the body as JSON, null if there is none
 * @throws {Error} in words, when no answer comes
 */
function ask(path, how = {}) {
  const answer = lastRequest.then(() => send(path, how));
  lastRequest = answer.catch(() => {});
  return answer;
}

async function send(path, { form, code, seconds = 12 }) {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), seconds * 1000);
  const headers = code ? { "X-Clock-Code": code } : {};
  try {
    const reply = await fetch(`/${path}`, {
      method: form ? "POST" : "GET", body: form ? new URLSearchParams(form) : undefined, headers, cache: "no-store",
      redirect: "error", signal: end.signal,
    });
    const text = await reply.text();
    return { status: reply.status, body: parsed(text) };
  } catch {
    throw new Error("The clock doesn’t answer. Is it on, and is this device still in its network?");
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Waits for the clock to have started again.
 * @param {number} since performance.now() when it was asked to
 * @returns {Promise<object | null>} its state; null if it isn't back after two minutes
 */
async function awaitRestart(since) {
  while (performance.now() - since < 120_000) {
    await pause(1);
    try {
      const { status, body } = await ask("state.json", { seconds: 4 });
      if (status === 200 && body.uptime < (performance.now() - since) / 1000) return body;
    } catch {
      // It is away for some seconds.
    }
  }
  return null;
}
