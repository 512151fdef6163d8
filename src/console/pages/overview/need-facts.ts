import type { Need } from './report.ts'
import type { Context } from './kit.ts'

/** Since when, what waits, and when it ends by itself, in words. */
export const factsOf = (page: Context, need: Need) => ({
  since: sinceOf(page, need.since),
  waits: waitsOf(page, need),
  recovers: recoversOf(page, need),
})

const DAY_MS = 86_400_000

/** The time of a day, and how long ago; the day for what is older. */
export function sinceOf({ formats, now }: Context, iso: string | null): string {
  if (iso === null) return ''
  const at = new Date(iso)
  const ms = now.getTime() - at.getTime()
  const time = ms < DAY_MS ? formats.clock(at) : formats.moment(at)
  return `${time}, ${formats.duration(ms)}`
}

function waitsOf({ t }: Context, need: Need): string {
  const { waiting_tasks: tasks, waiting_accounts: accounts } = need
  const parts = [
    ...(accounts > 0 ? [t('waitingAccounts', { n: accounts })] : []),
    ...(tasks > 0 ? [t('waitingTasks', { n: tasks })] : []),
  ]
  if (parts.length > 0) return parts.join(', ')
  return need.harm === 'public' ? '' : t('nothingWaits')
}

function recoversOf({ t, formats, now }: Context, need: Need): string {
  const { recovers, recovers_at: iso } = need
  if (recovers === 'no') return t('recovers_no')
  if (iso === null) return t(recovers === 'yes' ? 'recovers_yes' : 'recovers_perhaps')
  const at = new Date(iso)
  const ms = at.getTime() - now.getTime()
  if (ms <= 0) return t(recovers === 'yes' ? 'recovers_now' : 'recovers_tried_now')
  const values = {
    time: ms < DAY_MS ? formats.clock(at) : formats.moment(at),
    wait: formats.duration(ms),
  }
  return t(recovers === 'yes' ? 'recovers_at' : 'recovers_tried', values)
}
