import { html } from 'hono/html'
import { empty } from '../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import { layout } from '../../../console/layout.ts'
import type { Category, Context } from './kit.ts'

const PATH = '/console/categories'
/** More words are counted, not shown. */
const MAX_SYNONYMS = 6

export async function showCategories(page: Context): Promise<Response> {
  const { t } = page
  const cursor = page.c.req.query('cursor')
  const query = { cursor, limit: 100 }
  const { data, next_cursor: next } = await page.api.call('listCategories', { query })
  const body = html`${views(page, 'list')}
  ${data.length === 0 ? empty(t('none'), t('noneHint')) : table(page, data)}
  ${pager(page, PATH, { cursor, next, rows: data.length })}`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="${PATH}/new" data-dialog>${t('add')}</a>`
    : ''
  const content = { title: t('title'), lead: t('lead'), body, actions }
  return page.c.html(await layout(page, content))
}

/** Categories, and topics that belong to none. */
export function views({ t }: Context, current: 'list' | 'unknown' | 'ignored') {
  return tabs(t('views'), [
    { label: t('list'), href: PATH, isCurrent: current === 'list' },
    {
      label: t('unknownTopics'),
      href: `${PATH}/topics`,
      isCurrent: current === 'unknown',
    },
    {
      label: t('ignoredTopics'),
      href: `${PATH}/topics?ignored=true`,
      isCurrent: current === 'ignored',
    },
  ])
}

function table(page: Context, rows: readonly Category[]) {
  const { t, formats } = page
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('list')}">
    <table class="list plain">
      <thead>
        <tr>
          <th>${t('name')}</th>
          <th>${t('synonyms')}</th>
          <th class="number">${t('creators')}</th>
          <th class="number">${t('primary')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ id, name, synonyms, ...counts }) =>
            html`<tr id="category-${id}">
              <td><a class="name" href="${PATH}/${id}" dir="auto">${name}</a></td>
              <td>
                <small><bdi>${synonyms.slice(0, MAX_SYNONYMS).join(', ')}</bdi></small>
                ${
                  synonyms.length > MAX_SYNONYMS
                    ? html`<small>${t('more', { n: synonyms.length - MAX_SYNONYMS })}</small>`
                    : ''
                }
              </td>
              <td class="number">${creatorsLink(page, name, counts.creators)}</td>
              <td class="number">${formats.number(counts.primary_creators)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** Shows how many creators are in a category, with a link to them. */
export function creatorsLink({ formats }: Context, name: string, count: number) {
  if (count === 0) return html`<small>0</small>`
  const href = withQuery('/console/creators', { category: name })
  return html`<a href="${href}">${formats.number(count)}</a>`
}
