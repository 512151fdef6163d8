import { openAsBlob } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { arrayBuffer, text } from 'node:stream/consumers'
import { decodeFile } from '../base/files/decode-file.ts'
import { whyUnreadable } from '../base/files/new-file.ts'
import { UsageError } from './usage-error.ts'

/** Asks on a terminal without echo, else reads standard input: arguments would show in `ps`. */
export async function readSecret(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).trim()
  process.stderr.write(prompt)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return (await lines.question('')).trim()
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

/** Asks for several secrets, as `readSecret`; in a pipe, each is a line. */
export function secretReader(): typeof readSecret {
  let lines: string[] | undefined
  return async (prompt) => {
    if (process.stdin.isTTY) return await readSecret(prompt)
    lines ??= (await text(process.stdin)).split('\n')
    return lines.shift()?.trim() ?? ''
  }
}

/** The secret in a file, `-` asks for it; undefined without a file. Throws a UsageError. */
export async function readSecretFile(
  path: string | undefined,
  prompt: string,
): Promise<string | undefined> {
  if (path === undefined) return undefined
  return path === '-' ? await readSecret(prompt) : (await readText(path)).trim()
}

/**
 * The text of a file in UTF-8 or UTF-16, without a byte order mark; `-` is standard input. Throws a
 * UsageError when it cannot be read.
 */
export async function readText(path: string): Promise<string> {
  const decoded = decodeFile(await readBytes(path))
  if ('fault' in decoded) throw new UsageError(`cannot read ${path}: it ${decoded.fault}`)
  return decoded.text
}

/** The bytes of a file, as `readText`. */
export const readBytes = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
  await reading(path, async () =>
    path === '-' ? new Uint8Array(await arrayBuffer(process.stdin)) : await readFile(path),
  )

/**
 * Adds a file to a form, which is read while it is sent. Throws a UsageError when it cannot be
 * read.
 */
export async function addFile(form: FormData, field: string, path: string): Promise<void> {
  if (!(await reading(path, async () => await stat(path))).isFile())
    throw new UsageError(`cannot read ${path}: it is no file`)
  form.append(field, await reading(path, async () => await openAsBlob(path)), basename(path))
}

async function reading<Content>(path: string, read: () => Promise<Content>): Promise<Content> {
  try {
    return await read()
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${whyUnreadable(error)}`, { cause: error })
  }
}
