import { html } from 'hono/html'
import {
  choiceFilter,
  noteFilter,
  searchFilter,
  tabFilter,
} from '../../../../console/kit/list-filters.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { time } from '../../../../console/parts/time.ts'
import type { IconName } from '../../../../console/icons.ts'
import { isUuid } from '../../../../base/text.ts'
import { productActs } from './bulk.ts'
import { listPage, loadStores, type Context, type Product } from './kit.ts'

const PATH = '/console/products'

export const STATUS_SHAPES: Record<Product['status'], IconName> = {
  draft: 'pending',
  active: 'done',
  archived: 'resting',
}

export const showProducts = listPage({
  operation: 'listProducts',
  path: '/products',
  filters: {
    status: {
      ...tabFilter({
        label: 'status',
        all: 'anyStatus',
        values: {
          active: 'status_active',
          draft: 'status_draft',
          archived: 'status_archived',
        },
      }),
      isForRows: true,
    },
    q: searchFilter({ label: 'find' }),
    store: choiceFilter({
      label: 'store',
      all: 'anyStore',
      accepts: isUuid,
      options: async (page) =>
        (await loadStores(page)).map(({ id, name }) => ({ value: id, label: name })),
    }),
    source: noteFilter({
      values: { gone: 'source.onlyGone', dropped: 'source.onlyDropped' },
      clear: 'source.showAll',
    }),
  },
  columns: [
    { label: 'name', sort: 'name', cell: (product, page) => nameOf(page, product) },
    {
      label: 'price',
      sort: 'price',
      isNumber: true,
      cell: ({ price, currency }, { t, formats }) =>
        price === null ? html`<small>${t('onRequest')}</small>` : formats.amount(price, currency),
    },
    {
      label: 'status',
      sort: 'status',
      cell: ({ status }, { t }) => badge(STATUS_SHAPES[status], t(`status_${status}`)),
    },
    {
      label: 'changed',
      sort: 'updated_at',
      isNumber: true,
      cell: (product, page) => time(page, product.updated_at),
    },
  ],
  rowId: ({ id }) => `product-${id}`,
  empty: { title: 'none', hint: () => 'noneHint', filtered: 'noMatch' },
  bulk: { actions: productActs, id: ({ id }) => id, name: ({ name }) => name },
  actions: ({ t, may }, { store }) =>
    html`<a class="button" href="${PATH}/conflicts">${t('allConflicts')}</a>
      ${
        may('own:write')
          ? html`<a class="button" href="${withQuery(`${PATH}/import`, { store })}"
                >${t('import.open')}</a
              >
              <a class="button" href="${withQuery(`${PATH}/new`, { store })}">${t('make')}</a>`
          : ''
      }
      <a class="button" href="${withQuery(`${PATH}/export`, { store })}" data-dialog
        >${t('export')}</a
      >`,
})

function nameOf({ t }: Context, { id, name, pictures, open_conflicts: conflicts }: Product) {
  return html`<div class="with-picture">
    ${picture({ hash: pictures[0] ?? null, name, size: 40 })}
    <div class="links">
      <a class="name" href="${PATH}/${id}" dir="auto">${name}</a>
      ${conflicts === 0 ? '' : html`<a href="${PATH}/${id}#conflicts">${t('conflicts', { n: conflicts })}</a>`}
    </div>
  </div>`
}
