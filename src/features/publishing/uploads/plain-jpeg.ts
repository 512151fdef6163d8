/** What a JPEG may have before its pixels: JFIF, a colour profile, Adobe's note on colours, and tables. */
const PLAIN = new Set([0xe0, 0xe2, 0xee, 0xdb, 0xc0, 0xc1, 0xc2, 0xc4, 0xdd])
const START_OF_SCAN = 0xda

/** Whether a JPEG is its pixels alone: no tags, no second picture, nothing behind its end. */
export function isPlainJpeg(bytes: Buffer): boolean {
  let at = 2
  for (;;) {
    const marker = bytes[at + 1]
    if (bytes[at] !== 0xff || marker === undefined || at + 4 > bytes.length) return false
    if (marker === START_OF_SCAN) break
    if (!PLAIN.has(marker)) return false
    // A second picture and other things come under the number of the colour profile.
    if (marker === 0xe2 && bytes.toString('latin1', at + 4, at + 15) !== 'ICC_PROFILE') return false
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return bytes.indexOf(Buffer.from([0xff, 0xd9]), at) === bytes.length - 2
}
