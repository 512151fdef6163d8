import { open, stat, type FileHandle } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as delay } from 'node:timers/promises'

/** A line that is longer is cut into several: a file may be anything. */
const LONGEST_LINE = 1_048_576
const CHUNK_BYTES = 65_536

type LineSplitter = { add(chunk: Uint8Array): string[]; end(): string[] }

/** Puts lines together from chunks of bytes. */
export function createLineSplitter(): LineSplitter {
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
  /** Real ms between two polls of the file. */
  pollMs: number
  /** Called whenever all lines that the file has were given. */
  onCaughtUp(): void
}

/**
 * The lines of a file. With `follow` also those that are added, until the signal aborts: when the
 * file is renamed or replaced (logrotate), the rest of it and then the new one; when it is cut
 * (`copytruncate`), from its beginning. Rejects with the error of the file system when the file
 * cannot be opened at first; one that is missing later is waited for.
 */
export async function* readLines(path: string, follow?: Follow): AsyncGenerator<string> {
  const splitter = createLineSplitter()
  let place: Place = { file: await open(path), position: 0 }
  try {
    for (;;) {
      if ((await place.file.stat()).size < place.position) {
        yield* splitter.end()
        place.position = 0
      }
      yield* newLines(place, splitter)
      if (!follow) return yield* splitter.end()
      follow.onCaughtUp()
      const successor = await successorOf(path, place.file)
      if (successor) {
        // What was written between the last look and the rotation.
        yield* newLines(place, splitter)
        yield* splitter.end()
        await place.file.close()
        place = { file: successor, position: 0 }
        continue
      }
      await delay(follow.pollMs, undefined, { signal: follow.signal }).catch(() => undefined)
      if (follow.signal.aborted) return
    }
  } finally {
    await place.file.close()
  }
}

type Place = { file: FileHandle; position: number }

/** The lines from the place to the end of the file, which is the place then. */
async function* newLines(place: Place, splitter: LineSplitter): AsyncGenerator<string> {
  for (;;) {
    const { bytesRead, buffer } = await place.file.read({
      buffer: Buffer.allocUnsafe(CHUNK_BYTES),
      position: place.position,
    })
    if (bytesRead === 0) return
    place.position += bytesRead
    yield* splitter.add(buffer.subarray(0, bytesRead))
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
