// Pictures of panels, packed by runs of equal bytes: a day of them, or a refresh in slow motion, fits in memory.
// Must never lose a pixel.

/**
 * @param {Uint8Array} greys any bytes
 * @returns {Uint8Array} pairs: a value, and how often it follows itself, 0 to 255
 */
export function pack(greys) {
  const pairs = new Uint8Array(greys.length * 2);
  let end = 0;
  for (let index = 0; index < greys.length;) {
    const value = greys[index];
    let next = index + 1;
    while (next < greys.length && greys[next] === value && next - index < 256) next += 1;
    pairs[end] = value;
    pairs[end + 1] = next - index - 1;
    end += 2;
    index = next;
  }
  return pairs.slice(0, end);
}

/**
 * @param {Uint8Array} pairs as `pack` made them
 * @returns {Uint8Array} as `pack` got them
 */
export function unpack(pairs) {
  let size = 0;
  for (let index = 1; index < pairs.length; index += 2) size += pairs[index] + 1;
  const greys = new Uint8Array(size);
  let place = 0;
  for (let index = 0; index < pairs.length; index += 2) {
    const end = place + pairs[index + 1] + 1;
    greys.fill(pairs[index], place, end);
    place = end;
  }
  return greys;
}
