import { html } from 'hono/html'
import { listPage } from './kit.ts'

export const showStores = listPage({
  operation: 'listStores',
  path: '/stores',
  columns: [
    {
      label: 'field_name',
      cell: ({ id, name }) =>
        html`<a class="name" href="/console/stores/${id}" dir="auto">${name}</a>`,
    },
    {
      label: 'owner',
      isVisible: ({ may }) => may('own:all'),
      cell: ({ owner }) => owner?.login ?? 'gramd',
    },
    {
      label: 'field_connection_id',
      cell: ({ username }, { t }) => (username === null ? t('noAccount') : `@${username}`),
    },
    {
      label: 'pending',
      isNumber: true,
      hasLabel: true,
      cell: ({ id, pending_drafts: n }, { formats }) =>
        html`<a href="/console/drafts?store=${id}">${formats.number(n)}</a>`,
    },
    {
      label: 'products',
      isNumber: true,
      hasLabel: true,
      cell: ({ id, products: n }, { formats }) =>
        html`<a href="/console/products?store=${id}">${formats.number(n)}</a>`,
    },
  ],
  rowId: ({ id }) => `store-${id}`,
  empty: { title: 'none', hint: () => 'noneHint' },
  create: { scope: 'own:write', label: 'make' },
})
