/** The input is not a complete backup. */
export class BackupError extends Error {}

/** Longer than any line outside row data. */
const LONGEST_LINE = 1_048_576
const END_OF_ROWS = Buffer.from('\\.\n')

export type BackupReader = {
  /** The next line without its line end; undefined at the end of the file. */
  line(): Promise<string | undefined>
  /**
   * Yields the raw rows of a table, in pieces that end with a row; also reads the line after them.
   */
  rows(): AsyncGenerator<Buffer, void>
}

/** Reads a backup piece by piece: one piece and one row are in memory, whatever the file's size. */
export function readBackup(pieces: AsyncIterator<Buffer>): BackupReader {
  let rest: Buffer = Buffer.alloc(0)

  async function more(): Promise<boolean> {
    const next = await pieces.next()
    if (next.done) return false
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value])
    return true
  }

  return {
    async line() {
      for (;;) {
        const end = rest.indexOf('\n')
        if (end >= 0) {
          const line = rest.toString('utf8', 0, end)
          rest = rest.subarray(end + 1)
          return line
        }
        if (rest.length > LONGEST_LINE) throw new BackupError('this is not a backup of gramd')
        if (await more()) continue
        if (rest.length === 0) return undefined
        throw cutOff()
      }
    },
    async *rows() {
      for (;;) {
        // A row or the end line begins here.
        if (rest.subarray(0, END_OF_ROWS.length).equals(END_OF_ROWS)) {
          rest = rest.subarray(END_OF_ROWS.length)
          return
        }
        const end = rest.indexOf('\n\\.\n')
        const whole = end >= 0 ? end + 1 : rest.lastIndexOf('\n') + 1
        if (whole > 0) {
          const piece = rest.subarray(0, whole)
          rest = rest.subarray(whole)
          yield piece
        }
        if (end < 0 && !(await more())) throw cutOff()
      }
    },
  }
}

export const cutOff = (): BackupError =>
  new BackupError('the backup ends early: the file is incomplete and cannot be restored')
