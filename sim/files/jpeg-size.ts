/** Width and height of a JPEG; null for anything else. */
export function jpegSize(file: Buffer): { width: number; height: number } | null {
  if (file.length < 4 || file.readUInt16BE(0) !== 0xff_d8) return null
  let at = 2
  while (at + 9 < file.length) {
    if (file[at] !== 0xff) return null
    const marker = file[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) }
    at += 2 + file.readUInt16BE(at + 2)
  }
  return null
}
