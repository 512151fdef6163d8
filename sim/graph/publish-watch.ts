import type { Call } from './call.ts'
import { callName, type Referee } from './referee.ts'
import type { Account } from './world/accounts.ts'

/** The quotas of an account, each for one day. */
type Quota = 'posts' | 'containers'

/** Watches how the client publishes. */
export type PublishWatch = {
  /** A call that would use up some of a quota. */
  requested(call: Call, account: Account, quota: Quota): void
  /** The time until which the client knows that a quota is used up. */
  reportFull(account: Account, quota: Quota, until: number): void
  /** The client knows that the account may not publish for now; `id` as in the path. */
  reportBlocked(id: string, at: number): void
  /** A post is there: `content` is all that makes it this post. */
  published(call: Call, account: Account, content: readonly string[]): void
}

const HOUR_MS = 3_600_000
/** Nothing is published so soon after the platform blocked it. */
const BLOCK_MS = 6 * HOUR_MS
/** Publishing the same twice on one account within this time is a mistake. */
const SAME_POST_MS = 24 * HOUR_MS

export function createPublishWatch(referee: Pick<Referee, 'broken'>): PublishWatch {
  const full = new Map<string, number>()
  const blocked = new Map<string, number>()
  const posts = new Map<string, number>()
  return {
    requested(call, account, quota) {
      const name = callName(call)
      if (call.at < (full.get(`${quota} ${account.igId}`) ?? 0)) {
        referee.broken('quota_broken', name, `an answer said that the quota of ${quota} is used up`)
      }
      if (call.at < (blocked.get(account.igId) ?? 0)) {
        referee.broken('while_blocked', name, 'an answer said that the account is blocked')
      }
    },
    reportFull: (account, quota, until) => void full.set(`${quota} ${account.igId}`, until),
    reportBlocked: (id, at) => void blocked.set(id, at + BLOCK_MS),
    published(call, account, content) {
      const key = [account.igId, ...content].join(' ')
      const before = posts.get(key)
      posts.set(key, call.at)
      if (before === undefined || call.at >= before + SAME_POST_MS) return
      const detail = `@${account.username} published the same files and caption before`
      referee.broken('published_twice', callName(call), detail)
    },
  }
}
