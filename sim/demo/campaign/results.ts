import { z } from 'zod'
import { HOUR } from '../../campaigns/course.ts'
import type { Promised } from './course.ts'

const Age = z.object({ value: z.number().nullable() })

/** The answer of gramd about the campaign, as far as the demo shows it. */
export const Results = z.object({
  creators: z.array(
    z.object({
      blog: z.object({ username: z.string() }),
      state: z.string(),
      results: z.array(
        z.object({
          kind: z.enum(['post', 'story']),
          taken_at: z.string(),
          gone_since: z.string().nullable(),
          at_ages: z.object({ day_1: Age, day_3: Age }),
        }),
      ),
    }),
  ),
  totals: z.object({
    promised: z.int(),
    views: z.number(),
    reactions: z.number(),
    currency: z.string().nullable(),
    agreed: z.string().nullable(),
    cost_per_mille: z.string().nullable(),
  }),
  alerts: z.array(z.object({ kind: z.string(), blog: z.object({ username: z.string() }) })),
})
export type Results = z.output<typeof Results>
type Course = readonly Promised[]
type Creator = Results['creators'][number]
type Result = Creator['results'][number]

const creatorOf = ({ creators }: Results, username: string | undefined): Creator | undefined =>
  creators.find(({ blog }) => blog.username === username)

/** The first creator of the course with a fate, as gramd describes it. */
const withFate = (results: Results, course: Course, fate: Promised['fate']): Creator | undefined =>
  creatorOf(results, course.find((each) => each.fate === fate)?.creator.username)

const postOf = (creator: Creator | undefined): Result | undefined =>
  creator?.results.find(({ kind }) => kind === 'post')

export const postsOf = ({ creators }: Results): Result[] =>
  creators.flatMap(({ results }) => results).filter(({ kind }) => kind === 'post')

export const storiesOf = ({ creators }: Results): Result[] =>
  creators.flatMap(({ results }) => results).filter(({ kind }) => kind === 'story')

export const isOverdue = (results: Results, course: Course): boolean =>
  withFate(results, course, 'late')?.state === 'overdue'

/** All is published, a label is missing, and the post that went counts as gone. */
export const hasHappened = (results: Results, course: Course): boolean =>
  withFate(results, course, 'late')?.state === 'delivered' &&
  unlabelledIn(results) !== null &&
  goneIn(results) !== null

/** All posts that were on time, and are there, have a value at the age of three days. */
export const isMeasured = (results: Results, course: Course): boolean =>
  course
    .filter(({ fate }) => fate === 'as_promised' || fate === 'forgets_its_label')
    .map(({ creator }) => postOf(creatorOf(results, creator.username)))
    .every((post) => post !== undefined && post.at_ages.day_3.value !== null)

/** The username of the creator with an alert about its label. */
export const unlabelledIn = ({ alerts }: Results): string | null =>
  alerts.find(({ kind }) => kind === 'not_labelled')?.blog.username ?? null

export const goneIn = ({ creators }: Results): string | null =>
  creators.find(({ results }) => results.some((each) => each.gone_since !== null))?.blog.username ??
  null

/** The creator who published after the promised day, and by how many hours. */
export function lateIn(
  results: Results,
  course: Course,
): { username: string; hours: number } | null {
  const promised = course.find(({ fate }) => fate === 'late')
  const creator = creatorOf(results, promised?.creator.username)
  const post = postOf(creator)
  if (!promised || !creator || !post) return null
  const hours = Math.round((Date.parse(post.taken_at) - promised.dueAt) / HOUR)
  return { username: creator.blog.username, hours }
}
