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

/** The truth about stories. */
export type StoryTruth = {
  /** The ids of the stories for the campaign at the platform. */
  published: (participant: Participant) => readonly string[]
  /** The number of stories that gramd stores of a creator whose profile became private. */
  stored: ReadonlyMap<string, number>
}

export type Verdict = {
  /** Posts and stories for the campaign, also those whose text does not show it. */
  published: number
  /** The number of those that gramd found. */
  found: number
  /** How many of each are stories. */
  publishedStories: number
  foundStories: number
  /** Posts and stories that gramd ties to the campaign and that are none of it. */
  falseResults: string[]
  /** Creators with a private profile of whom stories are stored. */
  storedOfPrivate: string[]
  /** Posts whose label or end differs from the truth. */
  differences: string[]
  /** Alerts that are missing, or that there is no reason for. */
  alerts: string[]
  /** Posts with a value at the age of one day. */
  measured: number
  /** The reasons of those without, as gramd says them. */
  unmeasured: Record<string, number>
}

/** Compares the posts, stories and alerts that gramd reports with the truth. */
export function judgeResults(
  participants: readonly Participant[],
  stated: Results,
  { codeOf, stories }: { codeOf: CodeOf; stories: StoryTruth },
): Verdict {
  const verdict: Verdict = {
    published: 0,
    found: 0,
    publishedStories: 0,
    foundStories: 0,
    falseResults: [],
    storedOfPrivate: [],
    differences: [],
    alerts: [],
    measured: 0,
    unmeasured: {},
  }
  for (const participant of participants) {
    const { username } = participant.creator
    const name = `${username} (${participant.behaviour})`
    judgePosts(verdict, participant, { name, posts: resultsOf(stated, username, 'post'), codeOf })
    judgeStories(verdict, stories.published(participant), {
      name,
      found: resultsOf(stated, username, 'story'),
    })
    const isPrivate = participant.course.privateFrom !== undefined
    const stored = stories.stored.get(username) ?? 0
    if (isPrivate && stored > 0) verdict.storedOfPrivate.push(`${name}: ${stored} stories`)
    verdict.alerts.push(
      ...compareAlerts(name, participant.course.alerts, alertsOf(stated, username)),
    )
  }
  return verdict
}

function judgePosts(
  verdict: Verdict,
  participant: Participant,
  { name, posts, codeOf }: { name: string; posts: readonly Stated[]; codeOf: CodeOf },
): void {
  const { results, unrecognisable = [] } = participant.course
  const expected = new Map(results.map((post) => [codeOf(participant, post), post]))
  verdict.published += expected.size + unrecognisable.length
  for (const post of posts) {
    const truth = expected.get(codeIn(post.url))
    if (!truth) verdict.falseResults.push(`${name}: ${post.url}: "${post.caption}"`)
    else verdict.differences.push(...differencesOf(name, truth, post))
    if (truth) verdict.found += 1
    if (truth) countMeasured(verdict, post)
  }
}

function judgeStories(
  verdict: Verdict,
  published: readonly string[],
  { name, found }: { name: string; found: readonly Stated[] },
): void {
  const known = found.filter(({ url }) => published.includes(storyIn(url)))
  verdict.published += published.length
  verdict.publishedStories += published.length
  verdict.found += known.length
  verdict.foundStories += known.length
  for (const story of found)
    if (!known.includes(story)) verdict.falseResults.push(`${name}: ${story.url}`)
}

function countMeasured(verdict: Verdict, { at_ages: { day_1 } }: Stated): void {
  if (day_1.value !== null) verdict.measured += 1
  else {
    const reason = day_1.reason ?? 'none'
    verdict.unmeasured[reason] = (verdict.unmeasured[reason] ?? 0) + 1
  }
}

const resultsOf = (stated: Results, username: string, kind: Stated['kind']): Stated[] =>
  stated.creators
    .filter(({ blog }) => blog.username === username)
    .flatMap(({ results }) => results)
    .filter((result) => result.kind === kind)

const alertsOf = (stated: Results, username: string): string[] =>
  stated.alerts.filter(({ blog }) => blog.username === username).map(({ kind }) => kind)

/** instagram.com/p/<code>/ */
const codeIn = (url: string | null): string => /\/(?:p|reel)\/([\w-]+)/.exec(url ?? '')?.[1] ?? ''

/** instagram.com/stories/<username>/<id>/ */
const storyIn = (url: string | null): string => /\/stories\/[^/]+\/(\d+)/.exec(url ?? '')?.[1] ?? ''

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
