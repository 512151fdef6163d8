import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { ApiError, type ApiClient } from './api-client.ts'
import { UsageError } from './api-command.ts'

/**
 * Asks for a file and puts it where it is wanted; standard output without a name, or with `-`. Throws an ApiError when it
 * breaks off.
 */
export async function saveDownload(
  api: ApiClient,
  path: string,
  file: string | undefined,
): Promise<void> {
  if (file === undefined || file === '-') await writeOut(api, path)
  else await writeFile(api, path, file)
}

/** A reader of ours that has seen enough, such as `head`, ends the export without an error. */
async function writeOut(api: ApiClient, path: string): Promise<void> {
  const body = await api.download(path)
  try {
    await pipeline(body, process.stdout, { end: false })
  } catch (error) {
    if (codeOf(error) !== 'EPIPE') throw brokenOff(error)
  }
}

/** The file appears, for its owner alone, when it is whole: a broken export leaves what was there before. */
async function writeFile(api: ApiClient, path: string, file: string): Promise<void> {
  const part = `${file}.${randomUUID()}.part`
  const body = await api.download(path)
  try {
    await pipeline(body, createWriteStream(part, { mode: 0o600, flags: 'wx' }))
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw brokenOff(error)
  }
}

function brokenOff(error: unknown): Error {
  const code = codeOf(error)
  return code !== undefined && /^E[A-Z]+$/.test(code) && code !== 'ECONNRESET'
    ? new UsageError(`cannot write the export (${code})`, { cause: error })
    : new ApiError('the export broke off: what came is not whole; see the log of gramd', {
        cause: error,
      })
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined
