import { randomUUID } from 'node:crypto'
import { isAbsolute, relative } from 'node:path'
import { parseJson } from '../text.ts'
import { redact } from './redact.ts'

/**
 * The address that errors are sent to: https://key@host/path/project, as in Sentry and compatible
 * services.
 */
export type TrackingTarget = { url: string; key: string }

/** Parses a DSN; undefined for an invalid one. */
export function parseDsn(text: string): TrackingTarget | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, username: key, host, pathname } = new URL(text)
  const [, path = '', project] = /^(.*)\/([^/]+)$/.exec(pathname) ?? []
  if (!/^https?:$/.test(protocol) || key === '' || project === undefined) return undefined
  return { url: `${protocol}//${host}${path}/api/${project}/envelope/`, key }
}

export type ErrorTracker = {
  /** Sends a line of the log if it reports an error. Never waits and never throws. */
  line(text: string): void
  /** Sends pending errors, for at most this long (real ms). */
  close(patienceMs: number): Promise<void>
}

type Options = {
  target: TrackingTarget
  release: string
  /** Called at the first failure, and again after a success. */
  onTrouble(reason: string): void
  fetch?: typeof fetch
  nowMs?: () => number
}

/** The maximum number of pending errors; further ones would say nothing new. */
const MAX_WAITING = 30
/** The maximum number of errors sent in a minute (real time). */
const MAX_A_MINUTE = 60
const MINUTE_MS = 60_000
const PATIENCE_MS = 5_000
/** Matches the beginning of an error line as pino writes it: cheaper than parsing each line. */
const IS_ERROR = /^\{"level":"(?:error|fatal)"/

/**
 * Reports the errors in the log to an error tracker: the redacted line is redacted again, without
 * the fields that name people. It must never disturb gramd: an error that cannot be sent is
 * dropped.
 */
export function createErrorTracker({ target, release, onTrouble, ...rest }: Options): ErrorTracker {
  const { fetch: ask = fetch, nowMs = () => performance.now() } = rest
  const waiting: object[] = []
  const sentAt: number[] = []
  let sending: Promise<void> | undefined
  let silentUntil = 0
  let isTroubled = false

  async function send(event: object): Promise<void> {
    try {
      const answer = await ask(target.url, {
        method: 'POST',
        headers: headersOf(target.key),
        body: envelopeOf(event),
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      await answer.body?.cancel()
      if (answer.status === 429) silentUntil = nowMs() + retryAfterMs(answer)
      if (!answer.ok) throw new Error(`it answered ${answer.status}`)
      isTroubled = false
    } catch (error) {
      if (!isTroubled) onTrouble(redact(error instanceof Error ? error.message : String(error)))
      isTroubled = true
    }
  }

  async function sendAll(): Promise<void> {
    for (let event = waiting.shift(); event; event = waiting.shift()) await send(event)
    sending = undefined
  }

  /** Whether another error may be sent now. */
  function reserveSend(): boolean {
    const now = nowMs()
    while ((sentAt[0] ?? now) < now - MINUTE_MS) sentAt.shift()
    if (now < silentUntil || waiting.length >= MAX_WAITING || sentAt.length >= MAX_A_MINUTE)
      return false
    sentAt.push(now)
    return true
  }

  return {
    line(text) {
      if (!IS_ERROR.test(text)) return
      const event = eventOf(text, release)
      if (event === undefined || !reserveSend()) return
      waiting.push(event)
      sending ??= sendAll()
    },
    async close(patienceMs) {
      if (sending === undefined) return
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, patienceMs)
      await Promise.race([sending, late])
      clearTimeout(timer)
    },
  }
}

const headersOf = (key: string): Record<string, string> => ({
  'content-type': 'application/x-sentry-envelope',
  'x-sentry-auth': `Sentry sentry_version=7, sentry_client=gramd/1.0, sentry_key=${key}`,
})

function envelopeOf(event: object): string {
  const payload = JSON.stringify(event)
  const head = { ...('event_id' in event && { event_id: event.event_id }), sent_at: new Date() }
  const item = { type: 'event', length: Buffer.byteLength(payload) }
  return `${JSON.stringify(head)}\n${JSON.stringify(item)}\n${payload}\n`
}

const SILENCE_MS = 60_000

function retryAfterMs({ headers }: Response): number {
  const seconds = Number(headers.get('retry-after') ?? NaN)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : SILENCE_MS
}

/**
 * Fields that say where an error belongs, and nothing about people: names of accounts are not sent.
 */
const TAGS = ['code', 'task_type', 'method', 'route', 'status', 'setting', 'component'] as const
const EXTRA = [
  'task_id',
  'request_id',
  'account_id',
  'proxy_id',
  'post_id',
  'execution_id',
  'attempt',
  'left_out',
] as const

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const LONGEST = 2_000

const clean = (value: unknown): string =>
  redact(typeof value === 'string' ? value : String(value)).slice(0, LONGEST)

function eventOf(line: string, release: string): object | undefined {
  const fields = parseJson(line)
  if (!isFields(fields)) return undefined
  return {
    event_id: randomUUID().replaceAll('-', ''),
    timestamp: fields['time'],
    platform: 'node',
    level: fields['level'],
    logger: 'gramd',
    release,
    message: { formatted: clean(fields['msg'] ?? 'an error') },
    exception: { values: exceptionsOf(fields['err']) },
    tags: pick(fields, TAGS),
    extra: pick(fields, EXTRA),
  }
}

const pick = (fields: Fields, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name]
      const isPlain = typeof value === 'string' || typeof value === 'number'
      return isPlain ? [[name, clean(value)]] : []
    }),
  )

/** Orders the first cause first, as trackers expect. */
function exceptionsOf(error: unknown): object[] {
  if (!isFields(error)) return []
  const { name, message, stack, cause } = error
  const frames = typeof stack === 'string' ? framesOf(stack) : []
  const value = { type: clean(name ?? 'Error'), value: clean(message ?? '') }
  const reported = frames.length === 0 ? value : { ...value, stacktrace: { frames } }
  return [...exceptionsOf(cause), reported]
}

const FRAME = /^\s+at (?:async )?(?:(.+?) \()?(?:file:\/\/)?([^()]+?):(\d+):(\d+)\)?$/

/** Orders the outermost call first, as trackers expect. */
function framesOf(stack: string): object[] {
  const frames = stack.split('\n').flatMap((line) => {
    const [, name, path = '', row, column] = FRAME.exec(line) ?? []
    if (row === undefined) return []
    const isOurs = !path.startsWith('node:') && !path.includes('/node_modules/')
    // The installation folder is private.
    const filename = isAbsolute(path)
      ? relative(process.cwd(), path).replace(/^.*\/(?=(?:src|node_modules)\/)/, '')
      : path
    return [
      {
        function: clean(name ?? '?'),
        filename: clean(filename),
        lineno: Number(row),
        colno: Number(column),
        in_app: isOurs,
      },
    ]
  })
  return frames.toReversed()
}
