import type { Readable } from 'node:stream'
import { prettyFactory } from 'pino-pretty'
import { z } from 'zod'
import { whyUnreadable } from '../../base/files/new-file.ts'
import { harmlessJson, printableJson, printableLines } from '../../base/terminal-text.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { isWanted, LEVELS, readLogLine, type LogFilter } from './log-line.ts'
import { createLineSplitter, readLines } from './read-lines.ts'

/** Lines that a followed file begins with. */
const LINES_BEFORE = 10
const POLL_MS = 250

/** The options of the command, as their parsers give them. */
export const LogOptions = z.object({
  follow: z.boolean(),
  task: z.int().optional(),
  account: z.string().optional(),
  level: z.enum(LEVELS).optional(),
})

export type LogsCall = {
  /** None: standard input. */
  files: readonly string[]
  filter: LogFilter
  follow: boolean
  /** Print as JSON although a person reads it. */
  isJson: boolean
  terminal: Pick<Terminal, 'out' | 'people'>
  stdin: Readable & { isTTY?: boolean }
  signal: AbortSignal
  pollMs?: number
}

/**
 * Prints the wanted lines of gramd's log, until it ends; a followed one until the signal aborts.
 */
export async function showLogs(call: LogsCall): Promise<void> {
  const print = printerOf(call)
  if (call.files.length === 0) return await showInput(call, print)
  if (!call.follow) {
    for (const file of call.files)
      await reading(file, async () => {
        for await (const line of readLines(file)) print(line)
      })
    return
  }
  await Promise.all(
    call.files.map(
      async (file) => await reading(file, async () => await follow(file, call, print)),
    ),
  )
}

async function showInput({ stdin }: LogsCall, print: (line: string) => void): Promise<void> {
  if (stdin.isTTY)
    throw new UsageError(
      'FILE is missing; or pipe a log in, as in: journalctl -u gramd -f -o json | gramd logs ' +
        '--level warn',
    )
  const splitter = createLineSplitter()
  for await (const chunk of stdin)
    if (chunk instanceof Uint8Array) for (const line of splitter.add(chunk)) print(line)
  for (const line of splitter.end()) print(line)
}

async function follow(
  file: string,
  { filter, signal, pollMs = POLL_MS }: LogsCall,
  print: (line: string) => void,
): Promise<void> {
  let before: string[] | null = []
  const onCaughtUp = (): void => {
    for (const line of before ?? []) print(line)
    before = null
  }
  for await (const line of readLines(file, { signal, pollMs, onCaughtUp })) {
    if (before === null) print(line)
    else if (isWanted(readLogLine(line), filter)) before = [...before, line].slice(-LINES_BEFORE)
  }
}

/** Runs the work. Throws a UsageError with the remedy for a fault of the file system. */
async function reading(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new UsageError(`cannot read ${file}: ${whyUnreadable(error)}`, { cause: error })
  }
}

/** Readable lines for people, with the date; JSON for programs. */
function printerOf({ filter, isJson, terminal }: LogsCall): (line: string) => void {
  const { out, people } = terminal
  const pretty = prettyFactory({
    colorize: people?.hasColours ?? false,
    singleLine: true,
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss',
  })
  return (line) => {
    const found = readLogLine(line)
    if (line.trim() === '' || !isWanted(found, filter)) return
    if (!found.event) return out(people ? printableLines(found.text) : found.text)
    if (!people || isJson) return out(printableJson(found.text))
    out(pretty(harmlessJson(found.text)).trimEnd())
  }
}
