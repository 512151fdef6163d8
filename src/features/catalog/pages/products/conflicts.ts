import { html } from 'hono/html'
import { ownAddress } from '../../../../console/page.ts'
import { z } from '../../../../http/router.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { details } from '../../../../console/parts/details.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { readValue } from './value.ts'
import type { Conflict, Context } from './kit.ts'

const PATH = '/console/products'

const Filter = z.object({
  state: z.enum(['open', 'resolved']).catch('open'),
  store: z.uuid().optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})

/** Conflicts of all products: those to be settled, and those that were. */
export async function showConflicts(page: Context): Promise<Response> {
  const { t } = page
  const { state, store, cursor } = Filter.parse(page.c.req.query())
  const [{ data, next_cursor: next }, counts] = await Promise.all([
    page.api.call('listProductConflicts', { query: { state, store, cursor } }),
    page.api.call('getProductDraftCounts', { query: { store } }),
  ])
  const none =
    state === 'open'
      ? empty(t('noConflicts'), t('noConflictsHint'))
      : empty(t('source.noneResolved'), '')
  const path = `${PATH}/conflicts`
  const body = html`${tabs(t('allConflicts'), [
    {
      label: t('source.openConflicts'),
      href: withQuery(path, { store }),
      isCurrent: state === 'open',
      count: page.formats.number(counts.conflicts),
    },
    {
      label: t('source.resolvedConflicts'),
      href: withQuery(path, { store, state: 'resolved' }),
      isCurrent: state === 'resolved',
      count: page.formats.number(counts.resolved_conflicts),
    },
  ])}
  ${data.length === 0 ? none : data.map((conflict) => card(page, conflict, true))}
  ${pager(page, path, {
    filter: { state: state === 'open' ? undefined : state, store },
    cursor,
    next,
    rows: data.length,
  })}`
  const content = { title: t('allConflicts'), lead: t('conflictsLead'), body }
  return page.c.html(await layout(page, content))
}

/** Shows the conflicts of one product; nothing when there are none. */
export async function conflictsOf(page: Context, productId: string) {
  const { t } = page
  const { data } = await page.api.call('listProductConflicts', { query: { product: productId } })
  if (data.length === 0) return ''
  return html`<section id="conflicts">
    <h2>${t('conflictsTitle')}</h2>
    <p>${t('conflictsLead')}</p>
    ${data.map((conflict) => card(page, conflict, false))}
  </section>`
}

/** A value of the product or of the post, as people read it. */
function textOf(raw: unknown): string {
  const value = readValue(raw)
  if (value === null || typeof value === 'string') return value || '–'
  const parts = value.map((part) =>
    typeof part === 'string' ? part : `${part.option}: ${part.value}`,
  )
  return parts.join(', ') || '–'
}

/** Shows pictures in their order; one that is not stored any more has an empty place. */
function pictures({ t }: Context, { product: name, gone_pictures: gone }: Conflict, raw: unknown) {
  const value = readValue(raw)
  const hashes = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
  if (hashes.length === 0) return '–'
  const lost = hashes.filter((hash) => gone.includes(hash)).length
  return html`<span class="pictures"
      >${hashes.map((hash) => picture({ hash: gone.includes(hash) ? null : hash, name, size: 96 }))}</span
    >
    ${lost === 0 ? '' : html`<small class="line">${t('picturesGone', { n: lost })}</small>`}`
}

/** Both values and both captions side by side, and what may be done. */
function card(page: Context, conflict: Conflict, withProduct: boolean) {
  const { t } = page
  const { id, field, product_id: productId } = conflict
  const name = t(`product.field_${field}`)
  const side = (title: string, value: unknown, kind: 'value' | 'post-caption') =>
    html`<div>
      <dt>${title}</dt>
      <dd class="${kind}" dir="auto">${value}</dd>
    </div>`
  const value = (each: unknown) =>
    field === 'pictures' ? pictures(page, conflict, each) : textOf(each)
  const titleId = `conflict-${id}-title`
  const title = withProduct
    ? html`<h2 id="${titleId}">
        <a href="${PATH}/${productId}" dir="auto">${conflict.product}</a> · ${name}
      </h2>`
    : html`<h3 id="${titleId}" dir="auto">${name}</h3>`
  return html`<article class="conflict" id="conflict-${id}" aria-labelledby="${titleId}">
    ${title}
    <dl class="sides">
      ${side(t('mine'), value(conflict.mine), 'value')}
      ${side(t('theirs'), value(conflict.theirs), 'value')}
      ${side(t('before'), conflict.caption_before ?? '–', 'post-caption')}
      ${side(t('after'), conflict.caption_after ?? '–', 'post-caption')}
    </dl>
    ${resolution(page, conflict)}
    ${conflict.resolved_to === null && page.may('own:write') ? forms(page, conflict) : ''}
  </article>`
}

/** Shows how a conflict ended, and when. */
function resolution(page: Context, { resolved_to: to, resolved_at: at }: Conflict) {
  if (to === null || at === null) return ''
  const { t } = page
  return html`<p>${badge('done', t(`source.resolved_${to}`))} ${time(page, at)}</p>`
}

/** Both values of a conflict, side by side. */
export function bothValues(page: Context, conflict: Conflict) {
  const { t } = page
  const value = (each: unknown) =>
    conflict.field === 'pictures' ? pictures(page, conflict, each) : textOf(each)
  return details([
    [t('field'), t(`product.field_${conflict.field}`)],
    [t('mine'), value(conflict.mine)],
    [t('theirs'), value(conflict.theirs)],
  ])
}

function forms(page: Context, { product_id: id, field }: Conflict) {
  const { t } = page
  const fieldName = t(`product.field_${field}`)
  const button = (side: 'mine' | 'theirs', label: string) =>
    html`<button name="side" value="${side}" aria-label="${label}: ${fieldName}">${label}</button>`
  const other = `${PATH}/${id}/resolve?${new URLSearchParams({ field, back: ownAddress(page) }).toString()}`
  return html`<form class="conflict-acts" method="post" action="${PATH}/${id}/resolve" data-morph>
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <input type="hidden" name="field" value="${field}" />
    ${button('mine', t('keepMine'))} ${button('theirs', t('takeTheirs'))}
    ${field === 'pictures' ? '' : html`<a class="button" href="${other}" data-dialog>${t('otherValue')}</a>`}
  </form>`
}
