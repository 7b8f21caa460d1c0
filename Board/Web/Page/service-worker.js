// Keeps the page for when there is no network: all files of one version, or none. Must never mix two versions, nor keep
// anything that isn't in its list.

/** Written by `mnist-clock page`: the version, and the files of the page, relative to this one. */
const site = { version: "", files: [] };

const scope = new URL("./", self.location.href);
/** Other pages of the same host have caches too. */
const prefix = `mnist-clock ${scope.pathname} `;
const name = prefix + site.version;
const addresses = new Set(site.files.map((file) => new URL(file, scope).href));

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(name);
    // Past the browser's own cache, which may hold files of the version before.
    await cache.addAll([...addresses].map((address) => new Request(address, { cache: "no-cache" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== name);
    await Promise.all(old.map((key) => caches.delete(key)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data?.kind === "version") event.source?.postMessage({ kind: "version", version: site.version });
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  address.search = address.hash = "";
  if (address.href === scope.href) address.pathname += "index.html";
  if (event.request.method !== "GET" || !addresses.has(address.href)) return;
  event.respondWith((async () => {
    const cache = await caches.open(name);
    return (await cache.match(address.href)) ?? fetch(event.request);
  })());
});
