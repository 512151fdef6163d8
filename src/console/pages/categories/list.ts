import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { tabs } from '../../parts/tabs.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Categories, type Category } from './category.ts'
import { categoriesWords } from './words.ts'

const PATH = '/console/categories'
/** More words are counted, not shown. */
const SHOWN_SYNONYMS = 6

export async function showCategories(page: Page): Promise<Response> {
  const say = sayIn(page.language, categoriesWords)
  const cursor = page.c.req.query('cursor')
  const query = { cursor, limit: 100 }
  const { data, next_cursor: next } = await page.ask('GET /api/categories', Categories, { query })
  const body = html`${views(page, 'list')}
  ${data.length === 0 ? empty(say('none'), say('noneHint')) : table(page, data)}
  ${pager(page, PATH, { cursor, next })}`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="${PATH}/new" data-dialog>${say('add')}</a>`
    : ''
  const content = { title: say('title'), lead: say('lead'), body, actions }
  return page.c.html(await shell(page, content))
}

/** Categories, and topics that belong to none. */
export function views({ language }: Page, current: 'list' | 'unknown' | 'ignored') {
  const say = sayIn(language, categoriesWords)
  return tabs(say('views'), [
    { label: say('list'), href: PATH, isCurrent: current === 'list' },
    {
      label: say('unknownTopics'),
      href: `${PATH}/topics`,
      isCurrent: current === 'unknown',
    },
    {
      label: say('ignoredTopics'),
      href: `${PATH}/topics?ignored=true`,
      isCurrent: current === 'ignored',
    },
  ])
}

function table(page: Page, rows: readonly Category[]) {
  const { formats, language } = page
  const say = sayIn(language, categoriesWords)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('list')}">
    <table class="list plain">
      <thead>
        <tr>
          <th>${say('name')}</th>
          <th>${say('synonyms')}</th>
          <th class="number">${say('creators')}</th>
          <th class="number">${say('primary')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ id, name, synonyms, ...counts }) =>
            html`<tr id="category-${id}">
              <td><a class="name" href="${PATH}/${id}">${name}</a></td>
              <td>
                <small>${synonyms.slice(0, SHOWN_SYNONYMS).join(', ')}</small>
                ${
                  synonyms.length > SHOWN_SYNONYMS
                    ? html`<small>${say('more', { n: synonyms.length - SHOWN_SYNONYMS })}</small>`
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

/** How many creators are in a category; leads to them. */
export function creatorsLink({ formats }: Page, name: string, count: number) {
  if (count === 0) return html`<small>0</small>`
  const href = withQuery('/console/creators', { category: name })
  return html`<a href="${href}">${formats.number(count)}</a>`
}
