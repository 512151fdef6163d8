import type { RefusalKey, RefusedMetrics } from '../graph-api.ts'
import { GraphError } from '../graph-error.ts'
import type { MetricGap } from '../own-media-reader.ts'
import { metricsIn, type Metric } from './metric-answers.ts'

/** Returns the metrics that a refusal names, or that its list of valid ones lacks. */
function namedIn({ message, allowed }: GraphError, requested: readonly string[]): string[] {
  if (allowed.length > 0) return requested.filter((metric) => !allowed.includes(metric))
  const words = new Set(namingPart(message).split(/[\s,:.()#'"]+/))
  return requested.filter((metric) => words.has(metric))
}

/**
 * Returns the part of a text that names metrics. Texts change, so this is only a shortcut; an empty
 * one names none.
 */
function namingPart(message: string): string {
  const [, after] = message.split('does not support the ')
  if (after !== undefined) return after.split(' metric')[0] ?? ''
  const [before = '', rest] = message.split(/ (?:is|are) not (?:available|supported)/)
  if (rest === undefined) return ''
  const sentence = before.split('. ').at(-1) ?? ''
  return /\bmetrics?\b/.test(sentence) ? sentence : ''
}

/** Whether a refusal applies to this one post, not to all posts of its type. */
const isOfThisMedia = ({ message }: GraphError): boolean =>
  /\bthis media\b(?! product type)|\bthe media is not\b/i.test(message)

export type Asking = {
  metrics: readonly string[]
  key: RefusalKey
  refused: RefusedMetrics
  send: (metrics: readonly string[]) => Promise<unknown>
  /** Whether the object has no metrics at all; called at most once, before any splitting. */
  hasNone?: () => Promise<boolean>
}

export type MetricAnswers = {
  read: Metric[]
  gaps: Record<string, MetricGap>
  raw: unknown[]
  /** Set when every metric was refused: then the object is the reason, not a metric. */
  refusal: GraphError | null
}

/** "Not enough users": Meta provides no number for so few people. */
const NOT_ENOUGH_USERS = 2_874_010
/**
 * Days before it is requested again: the followers of an account change slowly, a post is young
 * only for days.
 */
const FEW_DAYS = { account: 7, post: 2 }
/**
 * A small number of parts, so that a post whose metrics are all refused is recognised after few
 * requests.
 */
const PARTS = 4
/** A metric that every object with metrics has. */
const SUREST = 'reach'
/** Refusals that name metrics, before a probe for a refusal of the whole object. */
const MAX_NAMED = 2

type Search = {
  asking: Asking
  requested: readonly string[]
  read: Metric[]
  raw: unknown[]
  refusal: GraphError | null
  /** Metrics refused for all objects of the type, for this one, and because of too few people. */
  ofType: Set<string>
  ofObject: Set<string>
  few: Set<string>
  answered: Set<string>
  namings: number
  /** The last request was for one metric only. */
  isAlone: boolean
  isProbed: boolean
  hasNone: boolean | undefined
  /** The whole object is refused. */
  isOver: boolean
}

/**
 * Requests metrics in one call. A metric that Meta refuses fails the whole call, so it is dropped:
 * by the names or the list in Meta's text if it has any, otherwise by splitting the request. After
 * the first metric that is refused alone, the surest one is requested alone: if that is refused
 * too, the whole object is refused. A refused metric is not requested again for a day.
 */
export async function askMetrics(asking: Asking): Promise<MetricAnswers> {
  const { metrics, key, refused } = asking
  const known = await refused.of(key)
  const requested = metrics.filter((metric) => !known.has(metric))
  const search = begin(asking, requested)
  await ask(search, requested)
  await remember(search)
  const gaps: Record<string, MetricGap> = {}
  for (const metric of metrics) {
    const gap = known.get(metric) ?? gapOf(search, metric)
    if (gap) gaps[metric] = gap
  }
  const { read, raw, refusal } = search
  return { read, gaps, raw, refusal: raw.length > 0 ? null : refusal }
}

const begin = (asking: Asking, requested: readonly string[]): Search => ({
  asking,
  requested,
  read: [],
  raw: [],
  refusal: null,
  ofType: new Set(),
  ofObject: new Set(),
  few: new Set(),
  answered: new Set(),
  namings: 0,
  isAlone: false,
  isProbed: false,
  hasNone: undefined,
  isOver: false,
})

function gapOf({ ofType, ofObject, few }: Search, metric: string): MetricGap | undefined {
  if (few.has(metric)) return 'not_enough_users'
  return ofType.has(metric) || ofObject.has(metric) ? 'refused' : undefined
}

const isOpen = (search: Search, metric: string): boolean =>
  !search.answered.has(metric) && gapOf(search, metric) === undefined

async function ask(search: Search, wanted: readonly string[]): Promise<void> {
  const some = wanted.filter((metric) => isOpen(search, metric))
  if (some.length === 0 || search.isOver) return
  const error = await sendFor(search, some)
  if (!error || search.few.size > 0) return
  const named = namedIn(error, some)
  search.isAlone = some.length === 1
  if (named.length > 0) await learn(search, error, named)
  else if (some.length === 1) await learn(search, error, some)
  else await askWhetherNone(search)
  const size = Math.ceil(some.length / (named.length > 0 ? 1 : PARTS))
  for (let at = 0; at < some.length; at += size) await ask(search, some.slice(at, at + size))
}

/** Drops metrics, then probes whether the whole object is refused. */
async function learn(search: Search, error: GraphError, metrics: readonly string[]): Promise<void> {
  const learnt = isOfThisMedia(error) ? search.ofObject : search.ofType
  for (const metric of metrics) learnt.add(metric)
  search.namings += 1
  if (search.isAlone || search.namings >= MAX_NAMED) await probe(search)
}

async function askWhetherNone(search: Search): Promise<void> {
  search.hasNone ??= (await search.asking.hasNone?.()) ?? false
  if (search.hasNone) search.isOver = true
}

/** Sends one request; returns its refusal. */
async function sendFor(search: Search, some: readonly string[]): Promise<GraphError | undefined> {
  try {
    const answer = await search.asking.send(some)
    search.raw.push(answer)
    search.read.push(...metricsIn(answer))
    for (const metric of some) search.answered.add(metric)
    return undefined
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    const isFew = error.metaSubcode === NOT_ENOUGH_USERS
    if (!isFew && error.kind !== 'metric_unsupported') throw error
    if (isFew) for (const metric of some) search.few.add(metric)
    else search.refusal ??= error
    return error
  }
}

/** Probes once whether the object has any metric, unless one was already answered. */
async function probe(search: Search): Promise<void> {
  if (search.isProbed || search.raw.length > 0 || !search.requested.includes(SUREST)) return
  search.isProbed = true
  const alone = [SUREST, ...search.requested].find((metric) => isOpen(search, metric))
  if (alone === undefined) return
  const error = await sendFor(search, [alone])
  if (error) search.isOver = true
}

/** An object without any answered metric says nothing about its type. */
async function remember({ asking, requested, raw, refusal, ...search }: Search): Promise<void> {
  const { key, refused } = asking
  const ofType = { ...key, objectId: null }
  const isPost = key.type !== 'ACCOUNT'
  const isWhole = raw.length === 0 && refusal !== null && search.hasNone !== true && isPost
  const day = { gap: 'refused', days: 1 } as const
  if (raw.length > 0 && search.ofType.size > 0) await refused.add(ofType, [...search.ofType], day)
  const ofObject = isWhole ? requested : [...search.ofObject]
  if (ofObject.length > 0) await refused.add(key, ofObject, day)
  if (search.few.size > 0) {
    const days = isPost ? FEW_DAYS.post : FEW_DAYS.account
    await refused.add(key, [...search.few], { gap: 'not_enough_users', days })
  }
}
