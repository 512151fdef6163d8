import { followAccounts } from '../own-media/scenario.ts'
import type { Difference } from '../own-media/judge.ts'
import { createSharedDatabase } from '../run/database.ts'
import { sumOf } from '../run/report.ts'

/** A day of connected accounts, both logins, in a minute. */
const SIZE = { accounts: 10, posts: 60, days: 1, speed: 1_200, limitMs: 5 * 60_000 }

/** The comparison of data read through Meta's official API with the truth of its stand-in. */
export type OfficialReport = {
  accounts: number
  posts: number
  snapshots: number
  requests: number
  differences: Difference[]
  failures: string[]
}

/**
 * Follows connected accounts for a day of their clock, and compares each stored post, metric and
 * day, and what Business Discovery answers about them.
 */
export async function judgeOfficial(signal: AbortSignal): Promise<OfficialReport> {
  const database = await createSharedDatabase('.gramd/own-media')
  try {
    const report = await followAccounts(database.url, {
      ...SIZE,
      beforeConversion: 0.2,
      everyPost: true,
      signal,
      progress: () => undefined,
    })
    const broken = sumOf(Object.values(report.violations))
    return {
      accounts: report.accounts,
      posts: report.media,
      snapshots: report.snapshots,
      requests: report.requests,
      differences: report.differences,
      failures: [
        ...(report.wrong > 0 ? [`${report.wrong} values of own accounts are not as in truth`] : []),
        ...(report.failedTasks > 0 ? [`${report.failedTasks} tasks of own accounts failed`] : []),
        ...(broken > 0 ? [`the referee of Meta's API counts ${broken} broken rules`] : []),
      ],
    }
  } finally {
    await database.stop()
  }
}
