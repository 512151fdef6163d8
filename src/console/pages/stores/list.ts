import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Stores, type Store } from './data.ts'
import { storesWords } from './words.ts'

const PATH = '/console/stores'

export async function showStores(page: Page): Promise<Response> {
  const say = sayIn(page.language, storesWords)
  const { cursor } = page.c.req.query()
  const { data, next_cursor: next } = await page.ask('GET /api/stores', Stores, {
    query: { cursor },
  })
  const body = html`${data.length > 0 ? table(page, data) : empty(say('none'), say('noneHint'))}
  ${pager(page, PATH, { cursor, next })}`
  const actions = page.may('own:write')
    ? html`<a class="button" href="${PATH}/new" data-dialog>${say('make')}</a>`
    : ''
  return page.c.html(await shell(page, { title: say('title'), lead: say('lead'), body, actions }))
}

function table(page: Page, rows: readonly Store[]) {
  const say = sayIn(page.language, storesWords)
  const { formats } = page
  const isOfAll = page.may('own:all')
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('name')}</th>
        ${isOfAll ? html`<th>${say('owner')}</th>` : ''}
        <th>${say('account')}</th>
        <th class="number">${say('pending')}</th>
        <th class="number">${say('products')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (store) =>
          html`<tr id="store-${store.id}">
            <td><a class="name" href="${PATH}/${store.id}">${store.name}</a></td>
            ${isOfAll ? html`<td>${store.owner?.login ?? 'gramd'}</td>` : ''}
            <td>${store.username === null ? say('noAccount') : `@${store.username}`}</td>
            <td class="number">
              <span class="phone">${say('pending')}: </span>
              <a href="/console/drafts?store=${store.id}"
                >${formats.number(store.pending_drafts)}</a
              >
            </td>
            <td class="number">
              <span class="phone">${say('products')}: </span>
              <a href="/console/products?store=${store.id}">${formats.number(store.products)}</a>
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
