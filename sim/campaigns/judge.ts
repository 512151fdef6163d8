import { z } from 'zod'
import type { AlertKind, ExpectedPost } from './course.ts'
import type { Participant } from './scenario.ts'

/** The answer of gramd about a campaign, as far as it is judged. */
export const Results = z.object({
  creators: z.array(
    z.object({
      blog: z.object({ username: z.string() }),
      results: z.array(
        z.object({
          kind: z.enum(['post', 'story']),
          url: z.string().nullable(),
          caption: z.string().nullable(),
          label: z.enum(['platform', 'words']).nullable(),
          gone_since: z.string().nullable(),
          at_ages: z.object({
            day_1: z.object({ value: z.number().nullable(), reason: z.string().nullable() }),
          }),
        }),
      ),
    }),
  ),
  alerts: z.array(z.object({ kind: z.string(), blog: z.object({ username: z.string() }) })),
})
type Results = z.output<typeof Results>
type Stated = Results['creators'][number]['results'][number]

/** The code of each expected post at the platform. */
export type CodeOf = (participant: Participant, post: ExpectedPost) => string

export type Verdict = {
  /** Posts for the campaign, also those whose text does not show it. */
  published: number
  /** The number of those that gramd found. */
  found: number
  /** Posts that gramd ties to the campaign and that are none of it. */
  falseResults: string[]
  /** Posts whose label or end differs from the truth. */
  differences: string[]
  /** Alerts that are missing, or that there is no reason for. */
  alerts: string[]
  /** Posts with a value at the age of one day. */
  measured: number
  /** The reasons of those without, as gramd says them. */
  unmeasured: Record<string, number>
}

/** Compares the posts and alerts that gramd reports with the truth; stories are left out. */
export function judgeResults(
  participants: readonly Participant[],
  stated: Results,
  codeOf: CodeOf,
): Verdict {
  const verdict: Verdict = {
    published: 0,
    found: 0,
    falseResults: [],
    differences: [],
    alerts: [],
    measured: 0,
    unmeasured: {},
  }
  for (const participant of participants) {
    const { username } = participant.creator
    const name = `${username} (${participant.behaviour})`
    const posts = resultsOf(stated, username)
    const expected = new Map(
      participant.course.results.map((post) => [codeOf(participant, post), post]),
    )
    verdict.published += expected.size + (participant.course.unrecognisable?.length ?? 0)
    for (const post of posts) {
      const truth = expected.get(codeIn(post.url))
      if (!truth) verdict.falseResults.push(`${name}: ${post.url}: "${post.caption}"`)
      else verdict.differences.push(...differencesOf(name, truth, post))
      if (truth) verdict.found += 1
      if (truth) countMeasured(verdict, post)
    }
    verdict.alerts.push(
      ...compareAlerts(name, participant.course.alerts, alertsOf(stated, username)),
    )
  }
  return verdict
}

function countMeasured(verdict: Verdict, { at_ages: { day_1 } }: Stated): void {
  if (day_1.value !== null) verdict.measured += 1
  else {
    const reason = day_1.reason ?? 'none'
    verdict.unmeasured[reason] = (verdict.unmeasured[reason] ?? 0) + 1
  }
}

const resultsOf = (stated: Results, username: string): Stated[] =>
  stated.creators
    .filter(({ blog }) => blog.username === username)
    .flatMap(({ results }) => results)
    .filter(({ kind }) => kind === 'post')

const alertsOf = (stated: Results, username: string): string[] =>
  stated.alerts.filter(({ blog }) => blog.username === username).map(({ kind }) => kind)

/** instagram.com/p/<code>/ */
const codeIn = (url: string | null): string => /\/(?:p|reel)\/([\w-]+)/.exec(url ?? '')?.[1] ?? ''

function differencesOf(name: string, truth: ExpectedPost, post: Stated): string[] {
  const isGone = post.gone_since !== null
  return [
    ...(post.label === truth.label
      ? []
      : [`${name}: label ${post.label ?? 'none'}, in truth ${truth.label ?? 'none'}`]),
    ...(isGone === truth.isGone ? [] : [`${name}: gone ${isGone}, in truth ${truth.isGone}`]),
  ]
}

function compareAlerts(
  name: string,
  expected: readonly AlertKind[],
  stated: readonly string[],
): string[] {
  const wanted: readonly string[] = expected
  return [
    ...wanted.filter((kind) => !stated.includes(kind)).map((kind) => `${name}: no alert ${kind}`),
    ...stated
      .filter((kind) => !wanted.includes(kind))
      .map((kind) => `${name}: alert ${kind} without a reason`),
  ]
}
