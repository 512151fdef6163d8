import { open } from 'node:fs/promises'
import OpenAI from 'openai'
import { OpenAiDownError } from './errors.ts'

export type Downloaded = { lines: number; bytes: number }

export type DownloadOptions = {
  path: string
  /** Fewer lines than this mean that the file may have been cut off on its way. */
  expectedLines: number
  /** Real ms without a byte after which the connection is given up. */
  idleMs: number
  signal?: AbortSignal | undefined
}

const TRIES = 3
const RETRY_DELAY_MS = 60_000
const NEWLINE = 0x0a

/**
 * Saves a remote file at `path`. Restarts a download that stalls, breaks or is short; a file that
 * is short twice with the same size is complete. Rejects with the client's APIError for a refused
 * request, and with OpenAiDownError (a snooze) after the last try.
 */
export async function download(
  client: OpenAI,
  fileId: string,
  options: DownloadOptions,
): Promise<Downloaded> {
  let shortBytes: number | undefined
  let cause: unknown
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const got = await downloadOnce(client, fileId, options)
      if (got.lines >= options.expectedLines || got.bytes === shortBytes) return got
      shortBytes = got.bytes
    } catch (thrown) {
      options.signal?.throwIfAborted()
      if (thrown instanceof OpenAI.APIError && thrown.status !== undefined) throw thrown
      cause = thrown
    }
  }
  throw new OpenAiDownError(`a result file could not be downloaded`, RETRY_DELAY_MS, { cause })
}

async function downloadOnce(
  client: OpenAI,
  fileId: string,
  { path, idleMs, signal }: DownloadOptions,
): Promise<Downloaded> {
  const idle = new AbortController()
  const stop = signal ? AbortSignal.any([signal, idle.signal]) : idle.signal
  // The client's own timeout ends with the headers; a body that stalls would hang for ever.
  const response = await client.files.content(fileId, { signal: stop })
  const timer = setTimeout(() => idle.abort(), idleMs)
  const file = await open(path, 'w')
  const counter = createLineCounter()
  try {
    for await (const chunk of response.body ?? []) {
      timer.refresh()
      counter.add(chunk)
      await file.writeFile(chunk)
    }
    return counter.result()
  } finally {
    clearTimeout(timer)
    await file.close()
  }
}

/** Counts lines over chunks of bytes; a last line without an end counts too. */
function createLineCounter() {
  let newlines = 0
  let bytes = 0
  let last = NEWLINE
  return {
    add(chunk: Uint8Array) {
      bytes += chunk.length
      last = chunk.at(-1) ?? last
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
        newlines += 1
      }
    },
    result: (): Downloaded => ({ bytes, lines: newlines + (last === NEWLINE ? 0 : 1) }),
  }
}
