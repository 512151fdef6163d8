import { readFile } from 'node:fs/promises'
import { arrayBuffer, text } from 'node:stream/consumers'
import { UsageError } from './usage-error.ts'

/** The text of a file; `-` is standard input. Throws a UsageError when it cannot be read. */
export const readText = async (path: string): Promise<string> =>
  await reading(path, async () =>
    path === '-' ? await text(process.stdin) : await readFile(path, 'utf8'),
  )

/** The bytes of a file, as `readText`. */
export const readBytes = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
  await reading(path, async () =>
    path === '-' ? new Uint8Array(await arrayBuffer(process.stdin)) : await readFile(path),
  )

async function reading<Content>(path: string, read: () => Promise<Content>): Promise<Content> {
  try {
    return await read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new UsageError(`cannot read ${path}${code}`, { cause: error })
  }
}
