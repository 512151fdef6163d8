import type { FileHandle } from 'node:fs/promises'

/** The bytes of a picture, in memory or in a file. */
export type PictureBytes = {
  size: number
  /** Reads fewer bytes at the end of the file. */
  read(at: number, length: number): Promise<Buffer>
}

export const bytesOf = (buffer: Buffer): PictureBytes => ({
  size: buffer.length,
  read: async (at, length) => await Promise.resolve(buffer.subarray(at, at + length)),
})

const WINDOW = 65_536

/** Reads a file in pieces: headers are read a few bytes at a time. */
export function bytesIn(file: FileHandle, size: number): PictureBytes {
  let from = 0
  let window = Buffer.alloc(0)
  return {
    size,
    async read(at, length) {
      if (at < from || at + length > from + window.length) {
        const wanted = Buffer.alloc(Math.max(0, Math.min(Math.max(length, WINDOW), size - at)))
        const { bytesRead } = await file.read(wanted, 0, wanted.length, at)
        window = wanted.subarray(0, bytesRead)
        from = at
      }
      return window.subarray(at - from, at - from + length)
    },
  }
}
