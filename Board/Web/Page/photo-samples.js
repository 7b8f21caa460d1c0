// A photograph's file as samples, the right way up. Must never keep more of it than is needed to read a sheet.

import { element } from "./elements.js";

/** Pixels along the longer side: a box of the sheet then has about 150, five for each of MNIST's. */
const longest = 2400;

/**
 * @param {Blob} file
 * @returns {Promise<{samples: Uint8ClampedArray, width: number, height: number, channels: number}>} RGBA
 * @throws {Error} when the browser can't read it
 */
export async function photoSamples(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Error("this browser can't read it as a picture; JPEG and PNG always work");
  }
  try {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const context = element("canvas", { width, height }).getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    // What is transparent is paper.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0, width, height);
    return { samples: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
  } finally {
    picture.close();
  }
}
