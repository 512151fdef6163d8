import { html } from 'hono/html'
import { ownAddress, type Page } from '../../page.ts'
import { z } from '../../../http/router.ts'
import { badge } from '../../parts/badge.ts'
import { details } from '../../parts/details.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { picture } from '../../parts/picture.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Conflicts, type Conflict, type Value } from './data.ts'
import { sourceWords } from './source-words.ts'
import { productFieldWords } from '../../words/product-fields.ts'
import { productsWords } from './words.ts'

const PATH = '/console/products'

const Filter = z.object({
  state: z.enum(['open', 'resolved']).catch('open'),
  store: z.uuid().optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})

/** Conflicts of all products: those to be settled, and those that were. */
export async function showConflicts(page: Page): Promise<Response> {
  const say = sayIn(page.language, productsWords)
  const saySource = sayIn(page.language, sourceWords)
  const { state, store, cursor } = Filter.parse(page.c.req.query())
  const { data, next_cursor: next } = await page.ask('GET /api/products/conflicts', Conflicts, {
    query: { state, store, cursor },
  })
  const none =
    state === 'open'
      ? empty(say('noConflicts'), say('noConflictsHint'))
      : empty(saySource('noneResolved'), '')
  const path = `${PATH}/conflicts`
  const body = html`${tabs(say('allConflicts'), [
    {
      label: saySource('openConflicts'),
      href: withQuery(path, { store }),
      isCurrent: state === 'open',
    },
    {
      label: saySource('resolvedConflicts'),
      href: withQuery(path, { store, state: 'resolved' }),
      isCurrent: state === 'resolved',
    },
  ])}
  ${data.length === 0 ? none : data.map((conflict) => card(page, conflict, true))}
  ${pager(page, path, { filter: { state: state === 'open' ? undefined : state, store }, cursor, next })}`
  const content = { title: say('allConflicts'), lead: say('conflictsLead'), body }
  return page.c.html(await shell(page, content))
}

/** Those of one product; nothing when there are none. */
export async function conflictsOf(page: Page, productId: string) {
  const say = sayIn(page.language, productsWords)
  const { data } = await page.ask('GET /api/products/conflicts', Conflicts, {
    query: { product: productId },
  })
  if (data.length === 0) return ''
  return html`<section id="conflicts">
    <h2>${say('conflictsTitle')}</h2>
    <p>${say('conflictsLead')}</p>
    ${data.map((conflict) => card(page, conflict, false))}
  </section>`
}

/** A value of the product or of the post, as people read it. */
function shown(value: Value): string {
  if (value === null || typeof value === 'string') return value || '–'
  const parts = value.map((part) =>
    typeof part === 'string' ? part : `${part.option}: ${part.value}`,
  )
  return parts.join(', ') || '–'
}

/** Pictures in their order; one that is not kept any more has its place alone. */
function pictures(
  { language }: Page,
  { product: name, gone_pictures: gone }: Conflict,
  value: Value,
) {
  const say = sayIn(language, productsWords)
  const hashes = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
  if (hashes.length === 0) return '–'
  const lost = hashes.filter((hash) => gone.includes(hash)).length
  return html`<span class="pictures"
      >${hashes.map((hash) => picture({ hash: gone.includes(hash) ? null : hash, name, size: 96 }))}</span
    >
    ${lost === 0 ? '' : html`<small class="line">${say('picturesGone', { n: lost })}</small>`}`
}

/** Both values and both captions side by side, and what may be done. */
function card(page: Page, conflict: Conflict, withProduct: boolean) {
  const say = sayIn(page.language, productsWords)
  const { id, field, product_id: productId } = conflict
  const name = sayIn(page.language, productFieldWords)(`field_${field}`)
  const side = (title: string, value: unknown, kind: 'value' | 'post-caption') =>
    html`<div>
      <dt>${title}</dt>
      <dd class="${kind}">${value}</dd>
    </div>`
  const value = (each: Value) =>
    field === 'pictures' ? pictures(page, conflict, each) : shown(each)
  const titleId = `conflict-${id}-title`
  const title = withProduct
    ? html`<h2 id="${titleId}">
        <a href="${PATH}/${productId}">${conflict.product}</a> · ${name}
      </h2>`
    : html`<h3 id="${titleId}">${name}</h3>`
  return html`<article class="conflict" id="conflict-${id}" aria-labelledby="${titleId}">
    ${title}
    <dl class="sides">
      ${side(say('mine'), value(conflict.mine), 'value')}
      ${side(say('theirs'), value(conflict.theirs), 'value')}
      ${side(say('before'), conflict.caption_before ?? '–', 'post-caption')}
      ${side(say('after'), conflict.caption_after ?? '–', 'post-caption')}
    </dl>
    ${resolution(page, conflict)}
    ${conflict.resolved_to === null && page.may('own:write') ? forms(page, conflict) : ''}
  </article>`
}

/** How a conflict ended, and when. */
function resolution(page: Page, { resolved_to: to, resolved_at: at }: Conflict) {
  if (to === null || at === null) return ''
  const say = sayIn(page.language, sourceWords)
  return html`<p>${badge('done', say(`resolved_${to}`))} ${time(page, at)}</p>`
}

/** Both values of a conflict, side by side. */
export function bothValues(page: Page, conflict: Conflict) {
  const say = sayIn(page.language, productsWords)
  const value = (each: Value) =>
    conflict.field === 'pictures' ? pictures(page, conflict, each) : shown(each)
  return details([
    [say('field'), sayIn(page.language, productFieldWords)(`field_${conflict.field}`)],
    [say('mine'), value(conflict.mine)],
    [say('theirs'), value(conflict.theirs)],
  ])
}

function forms(page: Page, { product_id: id, field }: Conflict) {
  const say = sayIn(page.language, productsWords)
  const fieldName = sayIn(page.language, productFieldWords)(`field_${field}`)
  const button = (side: 'mine' | 'theirs', label: string) =>
    html`<button name="side" value="${side}" aria-label="${label}: ${fieldName}">${label}</button>`
  const other = `${PATH}/${id}/resolve?${new URLSearchParams({ field, back: ownAddress(page) }).toString()}`
  return html`<form class="conflict-acts" method="post" action="${PATH}/${id}/resolve" data-morph>
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <input type="hidden" name="field" value="${field}" />
    ${button('mine', say('keepMine'))} ${button('theirs', say('takeTheirs'))}
    ${field === 'pictures' ? '' : html`<a class="button" href="${other}" data-dialog>${say('otherValue')}</a>`}
  </form>`
}
