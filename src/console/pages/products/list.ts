import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { picture } from '../../parts/picture.ts'
import { select } from '../../parts/select.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Products, StoreNames, type Product } from './data.ts'
import { importWords } from './import-words.ts'
import { sourceWords } from './source-words.ts'
import { productsWords } from './words.ts'

const PATH = '/console/products'

export const STATUS_SHAPES: Record<Product['status'], ShapeName> = {
  draft: 'pending',
  active: 'done',
  archived: 'resting',
}

const Filter = z.object({
  q: z.string().trim().max(200).catch(''),
  store: z.uuid().optional().catch(undefined),
  source: z.enum(['gone', 'dropped']).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

export async function showProducts(page: Page): Promise<Response> {
  const say = sayIn(page.language, productsWords)
  const filter = Filter.parse({ q: '', ...page.c.req.query() })
  const { q, store, source, cursor } = filter
  const [{ data, next_cursor: next }, { data: stores }] = await Promise.all([
    page.ask('GET /api/products', Products, {
      query: { q: q || undefined, store, source, cursor },
    }),
    page.ask('GET /api/stores', StoreNames, { query: { limit: '200' } }),
  ])
  const isFiltered = q !== '' || store !== undefined || source !== undefined
  const body = html`${data.length === 0 && !isFiltered ? '' : search(page, filter, stores)}
  ${sourceFilter(page, filter)} ${data.length > 0 ? table(page, data) : nothing(page, isFiltered)}
  ${pager(page, PATH, { filter: { q, store, source }, cursor, next })}`
  const actions = html`<a class="button" href="${PATH}/conflicts">${say('allConflicts')}</a>
    ${
      page.may('own:write')
        ? html`<a class="button" href="${withQuery(`${PATH}/import`, { store })}"
            >${sayIn(page.language, importWords)('open')}</a
          >`
        : ''
    }
    <a class="button" href="${withQuery(`${PATH}/export`, { store })}" data-dialog
      >${say('export')}</a
    >`
  return page.c.html(await shell(page, { title: say('title'), lead: say('lead'), body, actions }))
}

/** Says that only products without their post are shown, with the way to all. */
function sourceFilter({ language }: Page, { source, store }: Filter) {
  if (source === undefined) return ''
  const say = sayIn(language, sourceWords)
  return html`<p class="of-import">
    ${say(source === 'gone' ? 'onlyGone' : 'onlyDropped')}
    <a href="${withQuery(PATH, { store })}" data-morph>${say('showAll')}</a>
  </p>`
}

function search(
  { language }: Page,
  { q, store }: Filter,
  stores: readonly { id: string; name: string }[],
) {
  const say = sayIn(language, productsWords)
  const options = [
    { value: '', label: say('anyStore') },
    ...stores.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    <input
      type="search"
      id="q"
      name="q"
      value="${q}"
      placeholder="${say('find')}"
      aria-label="${say('find')}"
    />
    ${stores.length < 2 ? '' : select({ name: 'store', label: say('store'), options, chosen: store ?? '' })}
    <button class="only-plain">${sayIn(language, frameWords)('filter')}</button>
  </form>`
}

function nothing({ language }: Page, isFiltered: boolean) {
  const say = sayIn(language, productsWords)
  if (!isFiltered) return empty(say('none'), say('noneHint'))
  const clear = sayIn(language, frameWords)('clearFilters')
  return empty(say('noMatch'), html`<a class="button" href="${PATH}" data-morph>${clear}</a>`)
}

function table(page: Page, rows: readonly Product[]) {
  const say = sayIn(page.language, productsWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('name')}</th>
        <th class="number">${say('price')}</th>
        <th>${say('status')}</th>
        <th class="number">${say('changed')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((product) => row(page, product))}
    </tbody>
  </table>`
}

function row(page: Page, product: Product) {
  const say = sayIn(page.language, productsWords)
  const { id, name, price, currency, status, open_conflicts: conflicts } = product
  return html`<tr id="product-${id}">
    <td>
      <div class="with-picture">
        ${picture({ hash: product.pictures[0] ?? null, name, size: 40 })}
        <div class="links">
          <a class="name" href="${PATH}/${id}">${name}</a>
          ${conflicts === 0 ? '' : html`<a href="${PATH}/${id}#conflicts">${say('conflicts', { n: conflicts })}</a>`}
        </div>
      </div>
    </td>
    <td class="number">
      ${price === null ? html`<small>${say('onRequest')}</small>` : page.formats.amount(price, currency)}
    </td>
    <td>${badge(STATUS_SHAPES[status], say(`status_${status}`))}</td>
    <td class="number">${time(page, product.updated_at)}</td>
  </tr>`
}
