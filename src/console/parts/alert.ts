import { html } from 'hono/html'
import { isUuid } from '../../base/text.ts'
import { z } from '../../http/router.ts'
import type { RowOf } from '../api.ts'
import type { PageContext } from '../page.ts'
import type { IconName } from '../icons.ts'
import { translator, messageOf, type Language } from '../messages.ts'
import { alertWords } from '../words/alerts.ts'
import { badge } from './badge.ts'
import { productFieldWords } from '../words/product-fields.ts'
import { details } from './details.ts'
import { original } from './original.ts'

const SIGNS = { info: 'info', warning: 'resting', critical: 'failed' } as const satisfies Record<
  string,
  IconName
>

const Item = z.record(z.string(), z.unknown())
type Item = z.output<typeof Item>

/** The part of a notification that pages read. */
type Alert = RowOf<'listNotifications'>

/** The subjects of the alert, each with a few values by name. */
const itemsOf = ({ items }: Pick<Alert, 'items'>): Item[] => z.array(Item).parse(items)

export const severityBadge = ({ language }: PageContext, { severity }: Pick<Alert, 'severity'>) =>
  badge(SIGNS[severity], translator(language, alertWords)(`severity_${severity}`))

/** Returns the text of its kind, otherwise its own title. */
export const alertTitle = (
  { language }: PageContext,
  { kind, title }: Pick<Alert, 'kind' | 'title'>,
) => messageOf(language, alertWords, `alert_${kind}`) ?? title

/** Renders the reason of its first subject, and the number of others. */
export function alertSummary(page: PageContext, alert: Pick<Alert, 'items' | 'count'>) {
  const { count } = alert
  const t = translator(page.language, alertWords)
  const [first] = itemsOf(alert)
  const shop = first && shopLines(page, first)
  if (shop) return html`${shop}${count > 1 ? html`<small>${t('times', { n: count })}</small>` : ''}`
  const text = first && textOf(first)
  const isReason = typeof first?.['reason'] === 'string'
  const render = isReason
    ? original
    : (_: PageContext, each: string) => html`<p dir="auto">${each}</p>`
  return html`${text === undefined ? '' : render(page, text)}
  ${first === undefined ? '' : placeOf(page, first)}
  ${count > 1 ? html`<small>${t('times', { n: count })}</small>` : ''}`
}

/**
 * Returns the console page where the subject of an alert can be reviewed; undefined when there is
 * none.
 */
export function reviewOf(alert: Pick<Alert, 'items'>): string | undefined {
  const review = itemsOf(alert).at(-1)?.['review']
  return typeof review === 'string' ? consolePath(review) : undefined
}

/** URLs in messages have the public name of gramd: the page links within the console instead. */
function consolePath(address: string): string | undefined {
  const at = address.indexOf('/console/')
  return at === -1 ? undefined : address.slice(at)
}

/** Returns the first items that wait in a store, each with a link to decide it. */
function shopLines({ language }: PageContext, item: Item) {
  const { store, review, drafts, conflicts, products } = item
  const n = [drafts, conflicts, products].find((count) => typeof count === 'number')
  if (typeof store !== 'string' || typeof review !== 'string' || n === undefined) return undefined
  const t = translator(language, alertWords)
  const lines = []
  for (let at = 1; ; at += 1) {
    const name = shopLine(language, item, at)
    if (name === undefined) break
    const link = item[`approve_${at}`] ?? item[`decide_${at}`]
    const path = typeof link === 'string' ? consolePath(link) : undefined
    const decide = path === undefined ? '' : html`<a class="out" href="${path}">${t('decide')}</a>`
    lines.push(html`<li>${name} ${decide}</li>`)
  }
  return html`<p>${t('atStore', { store, n })}</p>
    <ul>
      ${lines}
    </ul>`
}

/** A text, or a number of pictures. */
const Amount = z.union([z.string(), z.number().transform(String)])

/** A draft, a product, or a conflict between a product and its post, by its number in a message. */
function shopLine(language: Language, item: Item, at: number): string | undefined {
  const name = item[`draft_${at}`] ?? item[`product_${at}`]
  const field = item[`field_${at}`]
  if (typeof name !== 'string' || typeof field !== 'string')
    return typeof name === 'string' ? name : undefined
  const amount = (side: string): string => Amount.catch('–').parse(item[`${side}_${at}`])
  return translator(language, alertWords)('conflict', {
    product: name,
    field: messageOf(language, productFieldWords, `field_${field}`) ?? field,
    mine: amount('yours'),
    theirs: amount('post'),
  })
}

/** Renders all stored subjects of an alert. */
export function alertItems(page: PageContext, alert: Pick<Alert, 'items' | 'count'>) {
  const items = itemsOf(alert)
  const left = alert.count - items.length
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
      ${typeof reason === 'string' ? original(page, reason) : ''}
      ${typeof next === 'string' ? html`<p><code>${next}</code></p>` : ''} ${placeOf(page, item)}
      ${rows.length > 0 ? details(rows) : ''}
    </section>`
  })}
  ${left > 0 && items.length > 0 ? html`<p>${translator(page.language, alertWords)('more', { n: left })}</p>` : ''}`
}

/** The page of the own account or post of a subject. */
function placeOf(
  { language }: PageContext,
  { connection_id: connection, media_id: media, job_id: job, account }: Item,
) {
  const t = translator(language, alertWords)
  if (isId(connection)) {
    const name = typeof account === 'string' ? `@${account}` : t('toAccount')
    return html`<p><a href="/console/own-accounts/${connection}" dir="auto">${name}</a></p>`
  }
  if (isId(job)) return html`<p><a href="/console/jobs/${job}">${t('toJob')}</a></p>`
  return isId(media) ? html`<p><a href="/console/reels/${media}">${t('toPost')}</a></p>` : ''
}

const isId = (value: unknown): value is string => typeof value === 'string' && isUuid(value)

function textOf(item: Item): string | undefined {
  const { reason, next: _, link: _address, ...facts } = item
  if (typeof reason === 'string') return reason
  const known = Object.values(facts).filter(
    (value) => value !== null && value !== undefined && !isId(value),
  )
  return known.length > 0 ? known.slice(0, 4).map(String).join(' · ') : undefined
}
