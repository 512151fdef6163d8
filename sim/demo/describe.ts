import { layTable } from '../../src/cli/show/table.ts'
import { sumOf } from '../run/report.ts'
import type { Creator, OfficialShare, Outcome } from './scenario.ts'

const WIDTH = 80
/** The table and the text after it fit a screen of 24 lines. */
const MAX_ROWS = 8
const MAX_QUOTED = 30
const HEAD = ['creator', 'followers', 'engagement', 'trend', 'writes about', 'in']

/** The meanings of the model's answers that can be an example. */
const SAYS: Readonly<Record<string, string>> = {
  has_pets: 'has a pet',
  has_children: 'has children',
  has_car: 'drives a car',
  relationship_status: 'is married',
  has_brand_collaborations: 'advertises',
}

/** The creators as a table, most followers first, and the costs, in at most 80 columns. */
export function describeOutcome(outcome: Outcome, seconds: number, speed: number): string {
  const { creators, tasks } = outcome
  const examples = pickExamples(creators)
  const rows = examples.map((creator) => cellsOf(creator))
  const more = creators.length - examples.length
  const quotes = sumOf(creators.map((creator) => creator.quotes.length))
  return [
    '',
    ...layTable(HEAD, rows, WIDTH),
    ...(more > 0 ? [`… and ${more} more: bin/gramd blogs list`] : []),
    'engagement: likes and comments of a usual post per follower; –: too few posts',
    '',
    `${creators.length} creators found, read and analyzed in ${Math.round(seconds)} s ` +
      `(${hours(seconds * speed)} on their clock).`,
    `Tasks: ${tasks.done} done, ${tasks.failed} failed.`,
    `Requests to Instagram: ${outcome.requestsPerProfile.toFixed(1)} for each creator (at ` +
      `most ${outcome.requestsAllowedPerProfile.toFixed(1)} are allowed),`,
    `and ${outcome.discoverRequests} to find them.`,
    ...officialLines(outcome.official),
    rulesText(outcome.refereeViolations),
    `Quotes from the profiles as the model's reasons: ${quotes}${exampleOf(examples)}`,
  ].join('\n')
}

/** Starts with the largest creator of each topic, so that a few rows show all topics. */
function pickExamples(creators: readonly Creator[]): Creator[] {
  const topics = new Set<string | null>()
  const firsts = creators.filter(({ topic }) => !topics.has(topic) && topics.add(topic))
  const others = creators.filter((creator) => !firsts.includes(creator))
  const chosen = new Set([...firsts, ...others].slice(0, MAX_ROWS))
  return creators.filter((creator) => chosen.has(creator))
}

function officialLines({ creators, requests, requestsOfOthers }: OfficialShare): string[] {
  if (creators === 0 || requests === null) return []
  const others = requestsOfOthers === null ? '' : `, the others ${requestsOfOthers.toFixed(1)}`
  return [
    `${creators} were told by Meta's official API first: ${requests.toFixed(1)} requests each${others}.`,
  ]
}

const rulesText = (broken: number): string =>
  `Every request was checked against the limits of the accounts: ${broken === 0 ? 'kept.' : `${broken} times broken.`}`

function exampleOf(creators: readonly Creator[]): string {
  for (const { username, quotes } of creators) {
    const found = quotes.find(({ field }) => SAYS[field] !== undefined)
    if (found)
      return `, such as for\n@${username}, who ${SAYS[found.field]}: “${shortened(found.quote)}”`
  }
  return ''
}

const shortened = (quote: string): string =>
  quote.length > MAX_QUOTED ? `${quote.slice(0, MAX_QUOTED - 1)}…` : quote

function cellsOf(creator: Creator): string[] {
  const trend = creator.engagementTrend === 'insufficient' ? null : creator.engagementTrend
  return [
    creator.username,
    (creator.followers?.toLocaleString('en') ?? '–').padStart(9),
    (creator.er === null ? '–' : `${(100 * creator.er).toFixed(2)} %`).padStart(10),
    trend ?? '–',
    creator.topic ?? `(${creator.status})`,
    creator.languages.join(', '),
  ]
}

const hours = (seconds: number): string => `${(seconds / 3_600).toFixed(1)} h`
