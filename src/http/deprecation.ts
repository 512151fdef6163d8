import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from './context.ts'

/** The end of an operation that programs still call; the days are in UTC, as `2027-03-01`. */
export type Deprecation = {
  /** The day of the release that deprecated it; the changelog of that release names it. */
  since: string
  /** The first day on which a release may lack it. */
  ends: string
  /** The replacement, as a part of a sentence: "call listPosts with state=failed". */
  instead: string
}

const at = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** Says in each answer when the operation ends (RFC 9745 and RFC 8594). */
export const announcing =
  ({ since, ends }: Deprecation): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    await next()
    c.header('Deprecation', `@${at(since).getTime() / 1_000}`)
    c.header('Sunset', at(ends).toUTCString())
  }

/** The fields of a deprecated operation in the document. */
export const describeDeprecation = (
  { since, ends, instead }: Deprecation,
  description: string | undefined,
): { deprecated: true; description: string } => ({
  deprecated: true,
  description: [
    `Deprecated since ${since}, ends on ${ends}: ${instead}.`,
    ...(description === undefined ? [] : [description]),
  ].join('\n\n'),
})
