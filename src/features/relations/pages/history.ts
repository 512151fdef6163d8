import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager } from '../../../console/parts/pager.ts'
import { timeline, type TimelineEvent } from '../../../console/parts/figures/timeline.ts'
import { messageOf } from '../../../console/messages.ts'
import { messages } from '../texts/index.ts'
import { KINDS } from './check.ts'
import { reasonOf } from './reasons.ts'
import type { Check, Context, Event } from './kit.ts'

/** The data of events beside their names. */
const Data = z.object({
  list: z.enum(KINDS).optional().catch(undefined),
  account: z.string().optional().catch(undefined),
  from: z.string().optional().catch(undefined),
  by: z.string().optional().catch(undefined),
  why: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  collected: z.int().optional().catch(undefined),
  expected: z.int().nullable().optional().catch(undefined),
})

const SIGNS: Readonly<Record<string, TimelineEvent['sign']>> = {
  waiting: 'resting',
  list_complete: 'done',
  list_incomplete: 'unknown',
  empty_answer: 'failed',
  confirmed: 'person',
}

/** Shows the events of a check: accounts that took over, lists that were restarted. */
export async function history(page: Context, check: Check, path: string) {
  const { t } = page
  const cursor = page.c.req.query('cursor')
  const query = { cursor, limit: 50 }
  const found = await page.api.call('listRelationCheckEvents', { params: { id: check.id }, query })
  if (found.data.length === 0) return empty(t('noHistory'), '')
  const events = found.data.toReversed().map((each) => ({
    at: each.at,
    sign: SIGNS[each.event] ?? 'running',
    text: textOf(page, each),
  }))
  const next = found.next_cursor
  return html`${timeline(page, t('history'), events)}
  ${pager(page, path, { filter: { view: 'history' }, cursor, next, rows: found.data.length })}`
}

function textOf(context: Context, { event, data: raw }: Event): string {
  const { language, t } = context
  const data = Data.parse(raw)
  const text = messageOf(language, messages, `ev_${event}`) ?? t('ev_other', { event })
  const values: Readonly<Record<string, string | undefined>> = {
    account: data.account,
    from: data.from,
    by: data.by,
    list: data.list && t(`kind_${data.list}`),
    why: data.why && (messageOf(language, messages, `why_${data.why}`) ?? data.why),
    reason: data.reason && reasonOf(context, data.reason, data),
  }
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '…')
}
