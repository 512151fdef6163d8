import { html } from 'hono/html'
import { isUuid } from '../../base/text.ts'
import { z } from '../../http/router.ts'
import type { Page } from '../page.ts'
import type { ShapeName } from '../shapes.ts'
import { sayIn, wordOf } from '../words.ts'
import { alertWords } from '../words/alerts.ts'
import { badge } from './badge.ts'
import { details } from './details.ts'

const SIGNS = { info: 'done', warning: 'resting', critical: 'failed' } as const satisfies Record<
  string,
  ShapeName
>

/** What pages read of a notification. */
export const Alert = z.object({
  id: z.uuid(),
  kind: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  title: z.string(),
  count: z.int(),
  items: z.array(z.record(z.string(), z.unknown())),
  created_at: z.string(),
  last_raised_at: z.string(),
})
export type Alert = z.output<typeof Alert>
type Item = Alert['items'][number]

export const severityBadge = ({ language }: Page, { severity }: Pick<Alert, 'severity'>) =>
  badge(SIGNS[severity], sayIn(language, alertWords)(`severity_${severity}`))

/** The text of its kind; its own words where there is none. */
export const alertTitle = ({ language }: Page, { kind, title }: Pick<Alert, 'kind' | 'title'>) =>
  wordOf(language, alertWords, `alert_${kind}`) ?? title

/** What the first thing that it is about says of itself, and how many more there are. */
export function alertSummary(page: Page, { items, count }: Alert) {
  const say = sayIn(page.language, alertWords)
  const [first] = items
  const reason = first && textOf(first)
  return html`${reason === undefined ? '' : html`<p lang="en">${reason}</p>`}
  ${first === undefined ? '' : placeOf(page, first)}
  ${count > 1 ? html`<small>${say('times', { n: count })}</small>` : ''}`
}

/** All that is kept of the things that it is about. */
export function alertItems(page: Page, { items, count }: Alert) {
  const left = count - items.length
  return html`${items.map((item) => {
    const { reason, next, ...facts } = item
    const rows = Object.entries(facts).map(
      ([name, value]) =>
        [
          name.replaceAll('_', ' '),
          typeof value === 'string' ? value : JSON.stringify(value ?? '–'),
        ] as const,
    )
    return html`<section class="item">
      ${typeof reason === 'string' ? html`<p lang="en">${reason}</p>` : ''}
      ${typeof next === 'string' ? html`<p><code>${next}</code></p>` : ''} ${placeOf(page, item)}
      ${rows.length > 0 ? details(rows) : ''}
    </section>`
  })}
  ${left > 0 && items.length > 0 ? html`<p>${sayIn(page.language, alertWords)('more', { n: left })}</p>` : ''}`
}

/** The page of the own account or post that an item is about. */
function placeOf(
  { language }: Page,
  { connection_id: connection, media_id: media, account }: Item,
) {
  const say = sayIn(language, alertWords)
  if (isId(connection)) {
    const name = typeof account === 'string' ? `@${account}` : say('toAccount')
    return html`<p><a href="/console/own-accounts/${connection}">${name}</a></p>`
  }
  return isId(media) ? html`<p><a href="/console/reels/${media}">${say('toPost')}</a></p>` : ''
}

const isId = (value: unknown): value is string => typeof value === 'string' && isUuid(value)

function textOf(item: Item): string | undefined {
  const { reason, next: _, ...facts } = item
  if (typeof reason === 'string') return reason
  const known = Object.values(facts).filter((value) => value !== null && value !== undefined)
  return known.length > 0 ? known.slice(0, 4).map(String).join(' · ') : undefined
}
