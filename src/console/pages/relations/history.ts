import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { timeline, type TimelineEvent } from '../../parts/timeline.ts'
import { sayIn, wordOf } from '../../words.ts'
import { KINDS, type Check } from './check.ts'
import { reasonOf } from './reasons.ts'
import { historyWords } from './history-words.ts'
import { relationsWords } from './words.ts'

const Event = z.object({
  id: z.int(),
  event: z.string(),
  data: z.object({
    list: z.enum(KINDS).optional().catch(undefined),
    account: z.string().optional().catch(undefined),
    from: z.string().optional().catch(undefined),
    by: z.string().optional().catch(undefined),
    why: z.string().optional().catch(undefined),
    reason: z.string().optional().catch(undefined),
    collected: z.int().optional().catch(undefined),
    expected: z.int().nullable().optional().catch(undefined),
  }),
  at: z.string(),
})
type Event = z.output<typeof Event>
const Events = z.object({ data: z.array(Event), next_cursor: z.string().nullable() })

const SIGNS: Readonly<Record<string, TimelineEvent['sign']>> = {
  waiting: 'resting',
  list_complete: 'done',
  list_incomplete: 'unknown',
  empty_answer: 'failed',
  confirmed: 'person',
}

/** What happened in a check: accounts that took over, lists that began anew. */
export async function history(page: Page, check: Check, path: string) {
  const say = sayIn(page.language, relationsWords)
  const cursor = page.c.req.query('cursor')
  const query = { cursor, limit: 50 }
  const found = await page.ask(`GET /api/relations/${check.id}/history`, Events, { query })
  if (found.data.length === 0) return empty(sayIn(page.language, historyWords)('noHistory'), '')
  const events = found.data.toReversed().map((each) => ({
    at: each.at,
    sign: SIGNS[each.event] ?? 'running',
    text: textOf(page, each),
  }))
  const next = found.next_cursor
  return html`${timeline(page, say('history'), events)}
  ${pager(page, path, { filter: { view: 'history' }, cursor, next })}`
}

function textOf({ language }: Page, { event, data }: Event): string {
  const say = sayIn(language, relationsWords)
  const word =
    wordOf(language, historyWords, `ev_${event}`) ??
    sayIn(language, historyWords)('ev_other', { event })
  const values: Readonly<Record<string, string | undefined>> = {
    account: data.account,
    from: data.from,
    by: data.by,
    list: data.list && say(`kind_${data.list}`),
    why: data.why && (wordOf(language, historyWords, `why_${data.why}`) ?? data.why),
    reason: data.reason && reasonOf(language, data.reason, data),
  }
  return word.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '…')
}
