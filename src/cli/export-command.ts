import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { ApiError, type ApiClient } from './api-client.ts'
import { query, UsageError, type ApiCommand } from './api-command.ts'
import { SEARCH_USAGE, searchParameters } from './blog-search-options.ts'

export const EXPORT_COMMAND: ApiCommand = {
  name: 'blogs export',
  usage: `[--format csv|jsonl] [--output FILE] [--columns C,…] [--bom]\n      ${SEARCH_USAGE}`,
  summary: 'creators as a file, or on standard output; takes the filters and sorts of blogs list',
  needs: 0,
  async run(api, { options, flags }) {
    const path = query('/api/blogs/export', {
      format: options['format'],
      columns: options['columns'],
      bom: flags.has('bom') ? 'true' : undefined,
      ...searchParameters(options),
    })
    const file = options['output']
    if (file === undefined || file === '-') await writeOut(api, path)
    else await writeFile(api, path, file)
    return null
  },
}

/** A reader of ours that has seen enough, such as `head`, ends the export without an error. */
async function writeOut(api: ApiClient, path: string): Promise<void> {
  try {
    await pipeline(await api.download(path), process.stdout, { end: false })
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
