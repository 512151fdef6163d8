import { printable } from '../../base/terminal-text.ts'
import { POST_METRIC_NAMES, unitOf } from '../../base/post-metrics.ts'
import { BLOG_MEASURES } from '../../creators/fields.ts'

export type Display = {
  now: Date
  /** Where the operator is; undefined for the zone of this process. */
  timeZone?: string | undefined
  /** Paints a text where the terminal has colours. */
  paint(colour: Colour, text: string): string
}

export type Colour = 'green' | 'yellow' | 'red' | 'dim' | 'bold'

/** Fractions that people read as percentages. */
const SHARES: ReadonlySet<string> = new Set([
  ...Object.entries(BLOG_MEASURES)
    .filter(([, measure]) => 'isPercent' in measure)
    .map(([name]) => name),
  ...POST_METRIC_NAMES.filter((name) => unitOf(name) === 'share'),
  'confidence',
  'share',
  'success_rate',
])

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

/** One value in one line; `name` is its field's. */
export function showValue(name: string, value: unknown, display: Display): string {
  if (value === null || value === undefined) return display.paint('dim', '–')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return showNumber(name, value)
  if (typeof value === 'string') return showText(value, display)
  if (Array.isArray(value)) return value.map((item) => showValue(name, item, display)).join(', ')
  return Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== 0)
    .map(([inner, content]) => `${words(inner)} ${showValue(inner, content, display)}`)
    .join(', ')
}

/** Some routes spell their fields in camelCase; units are found by the names in snake_case. */
const snakeCase = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** `follower_count` or `followerCount` as a heading. */
export function words(field: string): string {
  const name = snakeCase(field)
  const isTime = unitOf(name.split(' ').at(-1) ?? '') === 'milliseconds'
  return (isTime ? name.replace(/_ms$/, '') : name).replaceAll('_', ' ')
}

/** Formats a number in the unit that its name implies. */
export function showNumber(name: string, value: number): string {
  const last = snakeCase(name.split('.').at(-1) ?? name)
  if (/(^|_)seconds(_left)?$/.test(last)) return showDuration(value)
  if (unitOf(last) === 'milliseconds') return showMilliseconds(value)
  if (SHARES.has(last)) return `${round(value * 100)} %`
  if (/(^|_)(id|port|code)$/.test(last)) return String(value)
  if (/_usd$|^usd$|dollars/.test(last)) return showDollars(value)
  return Number.isInteger(value) ? value.toLocaleString('en') : round(value)
}

/** To three digits that count. */
const round = (value: number): string =>
  Math.abs(value) >= 1_000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)))

/** Single answers cost less than a cent; what is spent is never shown as nothing. */
function showDollars(value: number): string {
  if (value > 0 && value < 0.0001) return '< $0.0001'
  return `$${value.toFixed(Math.abs(value) < 1 ? 4 : 2)}`
}

/** Parts of seconds for the time of one viewer, hours for that of all. */
function showMilliseconds(value: number): string {
  if (value < 60_000) return `${round(value / 1_000)} s`
  const minutes = Math.round(value / 60_000)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [
    ...(hours > 0 ? [`${hours.toLocaleString('en')} h`] : []),
    ...(rest > 0 || hours === 0 ? [`${rest} min`] : []),
  ].join(' ')
}

/** Seconds as the two largest units that are in them. */
function showDuration(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const
  let left = Math.round(seconds)
  if (left < 1) return '0 s'
  const parts: string[] = []
  for (const [unit, size] of units) {
    const count = Math.floor(left / size)
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`)
    else if (parts.length > 0) break
    left -= count * size
  }
  return parts.join(' ')
}

function showText(value: string, display: Display): string {
  if (RFC3339.test(value)) return showTime(value, display)
  // What others wrote must not steer the terminal, nor break a table.
  const safe = printable(value)
  const colour = COLOURS.get(value)
  return colour === undefined ? safe : display.paint(colour, safe)
}

/** A time in the zone of the operator, to the minute. */
export function showTime(value: string, { timeZone }: Pick<Display, 'timeZone'>): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(new Date(value))
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`
}

/** `in 2 h 5 min` or `3 d ago`; nothing for a text that is no time. */
export function showDistance(value: unknown, now: Date): string {
  if (typeof value !== 'string' || !RFC3339.test(value)) return ''
  const seconds = (Date.parse(value) - now.getTime()) / 1_000
  if (Math.abs(seconds) < 60) return 'now'
  return seconds > 0 ? `in ${showDuration(seconds)}` : `${showDuration(-seconds)} ago`
}

const STATES: readonly (readonly [Colour, readonly string[]])[] = [
  ['green', ['ok', 'active', 'alive', 'done', 'complete', 'completed', 'added', 'delivered']],
  ['yellow', ['degraded', 'new', 'resting', 'pending', 'running', 'waiting', 'paused', 'warning']],
  ['red', ['down', 'failed', 'dead', 'suspended', 'critical', 'incomplete']],
  ['red', ['needs_login', 'needs_operator', 'proxy_error']],
]
const COLOURS: ReadonlyMap<string, Colour> = new Map(
  STATES.flatMap(([colour, states]) => states.map((state) => [state, colour] as const)),
)
