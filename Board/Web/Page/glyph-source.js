// Where a device's glyphs come from: pieces of the partition image beside the page, or an image at hand.
// Must never load more than it is asked for.

/** A power of two, so that a place in the image is a piece and a place in it. */
const piece = 65_536;

/**
 * The handwriting that lies beside the page, fetched piece by piece as the firmware reads it.
 * @returns {Promise<{size: number, piece: number, get(index: number): Promise<Uint8Array>}>}
 */
export async function siteGlyphs() {
  const { glyphs } = await (await fetched("site.json")).json();
  return {
    size: glyphs.size,
    piece: glyphs.piece,
    async get(index) {
      const reply = await fetched(`glyphs/${String(index).padStart(2, "0")}.bin`);
      return new Uint8Array(await reply.arrayBuffer());
    },
  };
}

/**
 * The same for an image that is here already.
 * @param {Uint8Array} bytes a partition image, as `mnist-clock glyphs build` makes it
 */
export function imageGlyphs(bytes) {
  return {
    size: bytes.length,
    piece,
    async get(index) {
      return bytes.slice(index * piece, (index + 1) * piece);
    },
  };
}

/** @param {string} address of an image on a web server, relative to the document */
export async function imageFrom(address) {
  return new Uint8Array(await (await fetched(new URL(address, document.baseURI))).arrayBuffer());
}

/** Something that is there on another day, or in a second: asking again helps. */
export class Unreachable extends Error {}

async function fetched(name) {
  const address = new URL(name, import.meta.url);
  let reply;
  try {
    reply = await fetch(address);
  } catch (error) {
    throw new Unreachable(`${address.pathname} can't be loaded: ${error.message}`);
  }
  if (!reply.ok) throw new Unreachable(`${address.pathname} can't be loaded: ${reply.status} ${reply.statusText}`);
  return reply;
}
