import type { Context } from './call.ts'
import { LONGEST_LAG_HOURS, reportedMetric } from './world/metrics.ts'
import { ofDay, partsOf } from './endpoints/account-insights.ts'
import { followersAt, platformIdOf } from './endpoints/profile.ts'
import { findNode } from './nodes.ts'
import { postsOf, type Post } from './world/posts.ts'

/** The true values, read without a request. */
export type Truth = {
  accountId(username: string): string
  /**
   * Returns the facts of an account; `platformId` is the platform's own id, which the official API
   * reports beside the account's.
   */
  account(username: string): { name: string; platformId: string }
  followers(username: string, at: number): number
  /** The number of an account for a day, in days since 1970. */
  accountDay(username: string, metric: string, day: number): number
  /** The same by the values of a breakdown. */
  accountParts(
    username: string,
    metric: string,
    day: number,
    breakdown: string,
  ): Record<string, number>
  /** So many followers by the values of a breakdown. */
  audience(username: string, followers: number, breakdown: string): Record<string, number>
  /** Posts and reels that are there now, newest first. */
  posts(username: string): Post[]
  /** Returns the owner's comments below a post. */
  comments(username: string, id: string): readonly string[]
  /**
   * Returns the value that insights show, now or at a world time (ms); null while Meta has not
   * counted it.
   */
  metric(id: string, metric: string, at?: number): number | null
  /** Any value that insights may have shown between two world times lies between these. */
  range(id: string, metric: string, from: number, to: number): { least: number; most: number }
}

export function truthOf(context: Context): Truth {
  const now = (): number => context.clock.now().getTime()
  const named = (username: string) => context.directory.accountNamed(username)
  const postOf = (id: string): Post => {
    const node = findNode(context, id, now())
    if (node?.kind !== 'post') throw new RangeError(`there is no post ${id}`)
    return node.post
  }
  const valueAt = (id: string, metric: string, at: number, lagHours: number) =>
    reportedMetric(postOf(id), metric, { at, lagHours })
  return {
    accountId: (username) => named(username).igId,
    account(username) {
      const account = named(username)
      return { name: account.name, platformId: platformIdOf(account) }
    },
    followers: (username, at) => followersAt(named(username), at),
    accountDay: (username, metric, day) => ofDay(named(username), metric, day),
    accountParts: (username, metric, day, breakdown) =>
      partsOf(named(username), ofDay(named(username), metric, day), breakdown),
    audience: (username, followers, breakdown) => partsOf(named(username), followers, breakdown),
    posts: (username) => [...postsOf(context.directory.accountNamed(username), now(), null)],
    comments: (username, id) => (named(username).comments.get(id) ?? []).map(({ text }) => text),
    metric: (id, metric, at = now()) => valueAt(id, metric, at, context.switches.lagHours),
    range: (id, metric, from, to) => ({
      least: valueAt(id, metric, from, LONGEST_LAG_HOURS) ?? 0,
      most: valueAt(id, metric, to, 0) ?? 0,
    }),
  }
}
