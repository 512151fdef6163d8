import { z } from 'zod'
import { raiseAlert } from '../../../alerts/raise.ts'
import type { Db } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { CAMPAIGN_ALERTS } from '../declare.ts'
import type { AlertKind } from '../results-view.ts'
import { claimAlerts, newAlertsQuery, type NewAlert } from '../store/alerts.ts'

const BATCH = 500
/** The most names in one notification. */
const MAX_NAMES = 10

const NOTICES: Readonly<Record<AlertKind, keyof typeof CAMPAIGN_ALERTS>> = {
  overdue: 'campaign_overdue',
  not_labelled: 'campaign_not_labelled',
  gone: 'campaign_post_gone',
  code_missing: 'campaign_sign_wrong',
  misspelt_mention: 'campaign_sign_wrong',
  label_removed: 'campaign_not_labelled',
  caption_edited: 'campaign_post_changed',
  comments_off: 'campaign_post_changed',
}

const Payload = z.object({})
const Result = z.object({ alerts: z.int() })

/** Notifies the people of campaigns of alerts that are new; of the same one once. */
export const notifyCampaigns = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'notify_campaign_alerts',
  summary: 'Notifies people of what is new in their campaigns: overdue, not labelled, gone.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 4,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'notify_campaign_alerts',
  async handle(_task, { services: { db }, signal }) {
    let alerts = 0
    for (;;) {
      signal.throwIfAborted()
      const { found, notified } = await notifyOfNew(db, BATCH)
      alerts += notified
      if (found < BATCH) return { kind: 'done', result: { alerts } }
    }
  },
})

/** Claims and raises new alerts in one transaction, so that a killed process repeats none. */
export async function notifyOfNew(
  db: Db,
  limit: number,
): Promise<{ found: number; notified: number }> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await newAlertsQuery(limit).execute(tx)
    const claimed = await claimAlerts(tx, rows)
    for (const group of Map.groupBy(claimed, groupOf).values()) {
      const [first] = group
      if (first) await raiseAlert(tx, noticeOf(first, group))
    }
    return { found: rows.length, notified: claimed.length }
  })
}

const groupOf = ({ user_id, list_id, kind }: NewAlert): string =>
  `${user_id} ${list_id} ${NOTICES[kind]}`

function noticeOf(
  { user_id, list_id, kind, campaign }: NewAlert,
  group: readonly NewAlert[],
): Parameters<typeof raiseAlert>[1] {
  const creators = [...new Set(group.map(({ username }) => `@${username}`))]
  return {
    ...CAMPAIGN_ALERTS[NOTICES[kind]],
    userId: user_id,
    cause: `campaign:${list_id}`,
    item: {
      campaign_id: list_id,
      campaign,
      creators: creators.slice(0, MAX_NAMES).join(', '),
      n: creators.length,
    },
  }
}
