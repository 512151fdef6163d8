import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { time } from '../../../../console/parts/time.ts'
import { shell } from '../../../../console/shell.ts'
import type { ShapeName } from '../../../../console/shapes.ts'
import { PRODUCT_STATES } from '../../fields/products.ts'
import { loadStores, STATES, type Context, type Product, type Store } from './kit.ts'

const PATH = '/console/products'

export const STATUS_SHAPES: Record<Product['status'], ShapeName> = {
  draft: 'pending',
  active: 'done',
  archived: 'resting',
}

const Filter = z.object({
  q: z.string().trim().max(200).catch(''),
  store: z.uuid().optional().catch(undefined),
  status: z.enum(PRODUCT_STATES).optional().catch(undefined),
  source: z.enum(['gone', 'dropped']).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

export async function showProducts(page: Context): Promise<Response> {
  const { t } = page
  const filter = Filter.parse({ q: '', ...page.c.req.query() })
  const { q, store, status, source, cursor } = filter
  const [{ data, next_cursor: next }, stores] = await Promise.all([
    page.api.call('listProducts', { query: { q: q || undefined, store, status, source, cursor } }),
    loadStores(page),
  ])
  const isFiltered = [q || undefined, store, status, source].some((value) => value !== undefined)
  const body = html`${data.length === 0 && !isFiltered ? '' : [statusTabs(page, filter), search(page, filter, stores)]}
  ${sourceFilter(page, filter)} ${data.length > 0 ? table(page, data) : nothing(page, isFiltered)}
  ${pager(page, PATH, { filter: { q, store, status, source }, cursor, next })}`
  const actions = html`<a class="button" href="${PATH}/conflicts">${t('allConflicts')}</a>
    ${
      page.may('own:write')
        ? html`<a class="button" href="${withQuery(`${PATH}/import`, { store })}"
              >${t('import.open')}</a
            >
            <a class="button" href="${withQuery(`${PATH}/new`, { store })}">${t('make')}</a>`
        : ''
    }
    <a class="button" href="${withQuery(`${PATH}/export`, { store })}" data-dialog
      >${t('export')}</a
    >`
  return page.c.html(await shell(page, { title: t('title'), lead: t('lead'), body, actions }))
}

/** Says that only products without their post are shown, with the way to all. */
function sourceFilter({ t }: Context, { source, store }: Filter) {
  if (source === undefined) return ''
  return html`<p class="of-import">
    ${t(source === 'gone' ? 'source.onlyGone' : 'source.onlyDropped')}
    <a href="${withQuery(PATH, { store })}" data-morph>${t('source.showAll')}</a>
  </p>`
}

function statusTabs({ t }: Context, { q, store, source, status: current }: Filter) {
  const tab = (status: Product['status'] | undefined) => ({
    label: t(status === undefined ? 'anyStatus' : `status_${status}`),
    href: withQuery(PATH, { q: q || undefined, store, source, status }),
    isCurrent: status === current,
  })
  return tabs(t('status'), [tab(undefined), ...STATES.map(tab)])
}

function search({ t }: Context, { q, store, status }: Filter, stores: readonly Store[]) {
  const options = [
    { value: '', label: t('anyStore') },
    ...stores.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    <input
      type="search"
      id="q"
      name="q"
      value="${q}"
      placeholder="${t('find')}"
      aria-label="${t('find')}"
    />
    ${stores.length < 2 ? '' : select({ name: 'store', label: t('store'), options, chosen: store ?? '' })}
    ${status === undefined ? '' : html`<input type="hidden" name="status" value="${status}" />`}
    <button class="only-plain">${t('common.filter')}</button>
  </form>`
}

function nothing({ t }: Context, isFiltered: boolean) {
  if (!isFiltered) return empty(t('none'), t('noneHint'))
  const clear = t('common.clearFilters')
  return empty(t('noMatch'), html`<a class="button" href="${PATH}" data-morph>${clear}</a>`)
}

function table(page: Context, rows: readonly Product[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('name')}</th>
        <th class="number">${t('price')}</th>
        <th>${t('status')}</th>
        <th class="number">${t('changed')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((product) => row(page, product))}
    </tbody>
  </table>`
}

function row(page: Context, product: Product) {
  const { t } = page
  const { id, name, price, currency, status, open_conflicts: conflicts } = product
  return html`<tr id="product-${id}">
    <td>
      <div class="with-picture">
        ${picture({ hash: product.pictures[0] ?? null, name, size: 40 })}
        <div class="links">
          <a class="name" href="${PATH}/${id}">${name}</a>
          ${conflicts === 0 ? '' : html`<a href="${PATH}/${id}#conflicts">${t('conflicts', { n: conflicts })}</a>`}
        </div>
      </div>
    </td>
    <td class="number">
      ${price === null ? html`<small>${t('onRequest')}</small>` : page.formats.amount(price, currency)}
    </td>
    <td>${badge(STATUS_SHAPES[status], t(`status_${status}`))}</td>
    <td class="number">${time(page, product.updated_at)}</td>
  </tr>`
}
