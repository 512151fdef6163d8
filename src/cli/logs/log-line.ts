import { z } from 'zod'

/** The levels of pino, least urgent first. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
type Level = (typeof LEVELS)[number]

/** The conditions for lines that are shown: all of those given have to be met. */
export type LogFilter = {
  task?: number | undefined
  /** A username, or the id of an account. */
  account?: string | undefined
  /** And everything more urgent. */
  level?: Level | undefined
}

const Id = z.union([z.string(), z.number()]).optional()
const Event = z.looseObject({
  level: z.enum(LEVELS),
  task_id: Id,
  account: Id,
  account_id: Id,
})
type Event = z.output<typeof Event>

/** A line of the journal (`journalctl -o json`); bytes where the text is not UTF-8. */
const JournalLine = z.looseObject({
  MESSAGE: z.union([z.string(), z.array(z.number().int().min(0).max(255))]),
})

type LogLine = { text: string; event: Event | null }

/**
 * Reads a line of gramd's log, as a file, a container (`scraper-1  | {…}`) or the journal has it.
 * One that is no event of gramd's, such as a warning of Node, is its text alone.
 */
export function readLogLine(line: string): LogLine {
  const text = line.slice(Math.max(0, line.indexOf('{')))
  const json = parseJson(text)
  const event = Event.safeParse(json)
  if (event.success) return { text, event: event.data }
  const journal = JournalLine.safeParse(json)
  if (!journal.success) return { text: line, event: null }
  const { MESSAGE: message } = journal.data
  return readLogLine(typeof message === 'string' ? message : Buffer.from(message).toString('utf8'))
}

function parseJson(text: string): unknown {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether a line is wanted; text that is no event is when nothing is filtered. */
export function isWanted({ event }: LogLine, { task, account, level }: LogFilter): boolean {
  if (!event) return task === undefined && account === undefined && level === undefined
  if (task !== undefined && Number(event.task_id) !== task) return false
  if (level !== undefined && LEVELS.indexOf(event.level) < LEVELS.indexOf(level)) return false
  if (account === undefined) return true
  const wanted = account.replace(/^@/, '').toLowerCase()
  return [event.account, event.account_id].some((each) => String(each).toLowerCase() === wanted)
}
