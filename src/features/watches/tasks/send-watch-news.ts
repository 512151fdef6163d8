import { z } from 'zod'
import { raiseAlert, type Alert } from '../../../alerts/raise.ts'
import type { Tx } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { WATCH_ALERTS } from '../declare.ts'
import { viewDetails } from '../news-view.ts'
import { nextDigest } from '../set-watch.ts'
import { takeUnsent, type UnsentNews } from '../store/news.ts'
import { lockDueWatches, scheduleDigests, type DueWatch } from '../store/watches.ts'
import { writeMessage } from '../texts/message.ts'

/** Lists of one transaction, and lines of one message; the message counts the others. */
const LISTS_AT_ONCE = 50
const MAX_LINES = 20

const Nothing = z.object({})
const Result = z.object({ lists: z.int(), news: z.int() })

/**
 * Sends what was found since the last message of each list whose message is due. News are marked in
 * the transaction that stores the message, so that a killed process or a second replica neither
 * loses nor repeats any.
 */
export const sendWatchNews = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'send_watch_news',
  summary: 'Sends the news of watched lists whose message or digest is due.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 5,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'send_watch_news',
  didNothing: ({ lists }) => lists === 0,
  async handle(_task, { services, signal }) {
    const counts = { lists: 0, news: 0 }
    for (;;) {
      signal.throwIfAborted()
      const sent = await services.db
        .transaction()
        .execute(async (tx) => await sendDue(tx, services))
      counts.lists += sent.lists
      counts.news += sent.news
      if (sent.due < LISTS_AT_ONCE) break
    }
    return { kind: 'done', result: counts }
  },
})

/** Sends what is due of some lists, and sets the times of their next digests. */
export async function sendDue(
  tx: Tx,
  { clock, config }: Pick<Services, 'clock' | 'config'>,
): Promise<{ due: number; lists: number; news: number }> {
  const due = await lockDueWatches(tx, LISTS_AT_ONCE)
  if (due.length === 0) return { due: 0, lists: 0, news: 0 }
  const ids = due.map(({ list_id }) => list_id)
  const unsent = Map.groupBy(await takeUnsent(tx, ids, MAX_LINES), ({ list_id }) => list_id)
  const now = clock.now()
  await scheduleDigests(
    tx,
    due.flatMap((watch) => {
      const next = nextDigest(watch, now, config.cronTimeZone)
      return next === null ? [] : [{ list_id: watch.list_id, next_digest_at: next }]
    }),
  )
  for (const watch of due) {
    const news = unsent.get(watch.list_id)
    if (news) await send(tx, config, watch, news)
  }
  const news = [...unsent.values()].reduce((sum, [first]) => sum + (first?.count ?? 0), 0)
  return { due: due.length, lists: unsent.size, news }
}

/** Stores a message for each receiver; an earlier one that still waits collects it. */
async function send(
  tx: Tx,
  config: Pick<Services['config'], 'cronTimeZone' | 'publicUrl'>,
  watch: DueWatch,
  news: readonly UnsentNews[],
): Promise<void> {
  const message = {
    list: { id: watch.list_id, name: watch.name },
    lines: news.map(({ kind, happened_at, details, blog_id, username }) => ({
      kind,
      happened_at: happened_at.toISOString(),
      details: viewDetails(details),
      creator: { id: blog_id, username },
    })),
    timeZone: config.cronTimeZone,
    publicUrl: config.publicUrl,
  }
  const cause = `list:${watch.list_id}`
  const count = news[0]?.count ?? news.length
  const alertIn = (language: string | null) => ({
    ...writeMessage({ ...message, language }),
    cause,
    count,
  })
  const alerts: Alert[] = watch.receivers.map(({ id, language }) => ({
    ...WATCH_ALERTS.watch_news,
    ...alertIn(language ?? watch.language),
    userId: id,
  }))
  if (watch.is_for_team)
    alerts.push({
      ...WATCH_ALERTS.watch_news,
      ...alertIn(watch.language),
      audience: 'operators',
    })
  for (const alert of alerts) await raiseAlert(tx, alert)
}
