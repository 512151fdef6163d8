import { Transform, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { pipeline } from 'node:stream/promises'
import { createNewFile, reasonOf } from '../base/files/new-file.ts'
import { printableLines } from '../base/terminal-text.ts'
import { ApiError, type ApiClient } from './api-client.ts'
import { flag, text, type ValuesOf } from './option.ts'
import { fieldAt } from './show/answer.ts'
import { counted } from './show/counted.ts'
import { isFile, writeWhole } from './terminal.ts'

/** The help of commands for the fields that every download of rows has. */
export const FILE_FIELDS = {
  format: 'for spreadsheets, which is the default, or for programs',
  delimiter: {
    value: ',|;|tab',
    about: "of CSV: between two cells; ';' for Excel in Russian",
  },
  decimal: { value: '.|,', about: 'of CSV: the decimal mark' },
  bom: { about: 'of CSV: begin with a mark by which Excel knows UTF-8', isSwitch: true },
} as const

/** Where a download goes. */
export const FILE_OPTIONS = {
  output: text('FILE', "write this file, for you alone; '-' is standard output"),
  force: flag('replace the file if it exists'),
} as const

/** `wrote 12 creators to FILE`. */
export const WRITTEN = {
  says: (answer: unknown): string =>
    `wrote ${String(fieldAt(answer, 'what'))} to ${String(fieldAt(answer, 'file'))}`,
}

type Wanted = {
  /** Standard output without a name, or with `-`. */
  file: string | undefined
  force: boolean
  format: 'csv' | 'jsonl'
  /** The name of a row, and its plural where that is irregular. */
  unit: string
  units?: string
}

type Download = {
  readonly api: ApiClient
  request(): Promise<{ path: string }>
}
type Target = {
  readonly fields: { readonly format?: unknown }
  readonly options: ValuesOf<typeof FILE_OPTIONS>
}

/** How a command runs that saves its operation's answer, whose rows are such units. */
export const saveFile =
  (unit: string, units?: string) =>
  async ({ api, request }: Download, { fields, options }: Target): Promise<Written | null> =>
    await saveDownload(api, (await request()).path, {
      file: options.output,
      force: options.force,
      format: fields.format === 'jsonl' ? 'jsonl' : 'csv',
      unit,
      ...(units !== undefined && { units }),
    })

export type Written = { rows: number; what: string; file: string }

/**
 * Downloads into a file for its owner alone, which appears when it is whole. Returns what was
 * written; null for standard output. Throws an ApiError.
 */
async function saveDownload(
  api: ApiClient,
  path: string,
  { file, force, format, unit, units }: Wanted,
): Promise<Written | null> {
  if (file === undefined || file === '-') {
    await writeOut(api, path)
    return null
  }
  const counter = rowCounter(format)
  const target = await opened(file, force)
  try {
    await pipeline(await api.download(path), counter.stream, target.stream)
    await target.commit()
  } catch (error) {
    await target.abandon()
    throw brokenOff(error, file)
  }
  return { rows: counter.rows(), what: counted(counter.rows(), unit, units), file }
}

async function opened(file: string, force: boolean): ReturnType<typeof createNewFile> {
  try {
    return await createNewFile(file, { force })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ApiError(`cannot write ${file}: ${reason}`, { cause: error })
  }
}

/** A reader that has seen enough, such as `head`, ends the export without an error. */
async function writeOut(api: ApiClient, path: string): Promise<void> {
  const body = await api.download(path)
  try {
    if (process.stdout.isTTY) await pipeline(body, printing(), standardOutput(), { end: false })
    else await pipeline(body, standardOutput(), { end: false })
  } catch (error) {
    if (codeOf(error) !== 'EPIPE') throw brokenOff(error, 'standard output')
  }
}

/** A file that is shown on a terminal does not steer it. */
function printing(): Transform {
  const decoder = new StringDecoder('utf8')
  // The other half of a line end may come with the next chunk.
  let rest = ''
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = rest + decoder.write(chunk)
      rest = text.endsWith('\r') ? '\r' : ''
      done(null, printableLines(text.slice(0, text.length - rest.length)))
    },
    flush: (done) => done(null, printableLines(rest + decoder.end())),
  })
}

function standardOutput(): Writable {
  if (!isFile(1)) return process.stdout
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        writeWhole(chunk)
        done()
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    },
  })
}

function brokenOff(error: unknown, file: string): Error {
  if (error instanceof ApiError) return error
  const code = codeOf(error)
  return code !== undefined && /^E[A-Z]+$/.test(code) && code !== 'ECONNRESET'
    ? new ApiError(`cannot write to ${file}: ${reasonOf(error)}`, { cause: error })
    : new ApiError('the export broke off: what came is not whole; see the log of gramd', {
        cause: error,
      })
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

const [QUOTE, NEW_LINE] = [0x22, 0x0a]

/** Passes a file on and counts its rows without the header; quotes may hold line breaks. */
function rowCounter(format: 'csv' | 'jsonl'): { stream: Transform; rows(): number } {
  let [lines, isQuoted] = [0, false]
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const byte of chunk) {
        if (byte === QUOTE && format === 'csv') isQuoted = !isQuoted
        else if (byte === NEW_LINE && !isQuoted) lines += 1
      }
      done(null, chunk)
    },
  })
  return { stream, rows: () => Math.max(0, format === 'csv' ? lines - 1 : lines) }
}
