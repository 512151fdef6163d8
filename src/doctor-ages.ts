import { factOf } from './ages/ages.ts'
import { GRAPH_CHANGELOG, GRAPH_VERSIONS } from './ages/graph-versions.ts'
import { MODEL_REMEDY, tabledEnd } from './ages/openai-models.ts'
import { fail, ok, warn, type Finding } from './base/finding.ts'
import type { Config } from './config.ts'

const DAY_MS = 86_400_000
const MODEL_WARNING_DAYS = 30
const VERSION_WARNING_DAYS = 90

/**
 * Returns the finding about the configured model, which ends on this day; null for no known end.
 */
export function model(
  { openaiApiKey, openaiModel }: Config,
  endsOn: string | null,
  now: Date,
): Finding {
  if (openaiApiKey === undefined)
    return ok('OpenAI model', 'no OPENAI_API_KEY: creators are not analyzed')
  const days = endsOn === null ? Infinity : (Date.parse(endsOn) - now.getTime()) / DAY_MS
  if (days > MODEL_WARNING_DAYS) return ok('OpenAI model', openaiModel)
  const finding = days <= 0 ? fail : warn
  const found = `${openaiModel} ${days <= 0 ? 'ended' : 'ends'} on ${endsOn}`
  return finding('OpenAI model', found, MODEL_REMEDY)
}

/** Returns the end of the model known to this release: the database has OpenAI's own list. */
export const tableEnd = ({ openaiModel }: Config): string | null =>
  tabledEnd(openaiModel)?.endsOn ?? null

/** Returns the fault of the configured version of the Graph API; null when it has none. */
export function graphVersion(check: string, version: string, now: Date): Finding | null {
  const known = factOf(GRAPH_VERSIONS, version)
  if (known === null) {
    const names = Object.keys(GRAPH_VERSIONS.facts)
    const found = `Graph API ${version} is in no table of this release, which knows ${names[0]} to ${names.at(-1)}`
    return warn(
      check,
      found,
      `look up its end (${GRAPH_CHANGELOG}), or set GRAPH_API_VERSION to a known one`,
    )
  }
  const { endsOn, remedy } = known
  const days = endsOn === null ? Infinity : (Date.parse(endsOn) - now.getTime()) / DAY_MS
  if (days > VERSION_WARNING_DAYS) return null
  const finding = days <= 0 ? fail : warn
  return finding(check, `Graph API ${version} ${days <= 0 ? 'ended' : 'ends'} on ${endsOn}`, remedy)
}
