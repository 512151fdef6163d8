import sharp from 'sharp'

const WIDTH = 9
const HEIGHT = 8

/** The maximum number of the 64 bits in which two copies of one picture differ. */
export const MAX_BITS = 6

/** Whether two hashes are of one picture. */
export function isAlike(one: bigint, other: bigint): boolean {
  let rest = BigInt.asUintN(64, one ^ other)
  let bits = 0
  for (; rest > 0n; rest &= rest - 1n) bits += 1
  return bits <= MAX_BITS
}

/**
 * A 64-bit difference hash of a picture, as a signed number: whether each of 8×8 places is brighter
 * than the one on its right. The same picture in another size or compression differs in few bits,
 * another picture in about half of them (Krawetz, "Kind of Like That", 2013).
 */
export async function perceptualHashOf(jpeg: Buffer): Promise<bigint> {
  const pixels = await sharp(jpeg)
    .greyscale()
    .resize(WIDTH, HEIGHT, { fit: 'fill' })
    .raw()
    .toBuffer()
  let bits = 0n
  for (let row = 0; row < HEIGHT; row += 1)
    for (let column = 0; column < WIDTH - 1; column += 1) {
      const at = row * WIDTH + column
      bits = (bits << 1n) | ((pixels[at] ?? 0) > (pixels[at + 1] ?? 0) ? 1n : 0n)
    }
  return BigInt.asIntN(64, bits)
}
