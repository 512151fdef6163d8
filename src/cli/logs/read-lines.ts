import { open, stat, type FileHandle } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as delay } from 'node:timers/promises'

/** A line that is longer is cut into several: a file may be anything. */
const LONGEST_LINE = 1_048_576
const CHUNK_BYTES = 65_536

/** Puts lines together from chunks of bytes. */
export function createLineSplitter(): { add(chunk: Uint8Array): string[]; end(): string[] } {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const split = (text: string): string[] => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) {
      lines.push(rest)
      rest = ''
    }
    return lines
  }
  return {
    add: (chunk) => split(decoder.write(Buffer.from(chunk))),
    end() {
      const lines = split(decoder.end())
      if (rest !== '') lines.push(rest)
      rest = ''
      return lines
    },
  }
}

export type Follow = {
  signal: AbortSignal
  /** Real ms between two looks at the file. */
  pollMs: number
  /** Called once, after the lines that the file had at the beginning. */
  onCaughtUp(): void
}

/**
 * The lines of a file. With `follow` also those that are added, until the signal aborts: when the file
 * is renamed or replaced (logrotate), the rest of it and then the new one; when it is cut
 * (`copytruncate`), from its beginning. Rejects with the error of the file system when the file cannot
 * be opened at first; one that is missing later is waited for.
 */
export async function* readLines(path: string, follow?: Follow): AsyncGenerator<string> {
  let file = await open(path)
  const splitter = createLineSplitter()
  let position = 0
  let isCaughtUp = false
  try {
    for (;;) {
      if ((await file.stat()).size < position) {
        yield* splitter.end()
        position = 0
      }
      for await (const chunk of chunksFrom(file, position)) {
        position += chunk.length
        yield* splitter.add(chunk)
      }
      if (!follow) return yield* splitter.end()
      if (!isCaughtUp) follow.onCaughtUp()
      isCaughtUp = true
      if (follow.signal.aborted) return
      const successor = await successorOf(path, file)
      if (successor) {
        // What was written between the last look and the rotation.
        for await (const chunk of chunksFrom(file, position)) yield* splitter.add(chunk)
        yield* splitter.end()
        await file.close()
        file = successor
        position = 0
        continue
      }
      await delay(follow.pollMs, undefined, { signal: follow.signal }).catch(() => undefined)
      if (follow.signal.aborted) return
    }
  } finally {
    await file.close()
  }
}

async function* chunksFrom(file: FileHandle, start: number): AsyncGenerator<Buffer> {
  for (let position = start; ;) {
    const { bytesRead, buffer } = await file.read({
      buffer: Buffer.allocUnsafe(CHUNK_BYTES),
      position,
    })
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** The file that has the name now: undefined while it is this one, or while there is none. */
async function successorOf(path: string, file: FileHandle): Promise<FileHandle | undefined> {
  try {
    const [now, ours] = await Promise.all([stat(path), file.stat()])
    if (now.ino === ours.ino && now.dev === ours.dev) return undefined
    return await open(path)
  } catch (error) {
    // Between the rename and the new file.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
