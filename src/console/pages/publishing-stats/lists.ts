import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { postBadge } from '../../parts/publishing-state.ts'
import { time } from '../../parts/time.ts'
import { sayIn } from '../../words.ts'
import { titleOf } from '../posts/frame.ts'
import { AccountStats, addressOfView, daysOf, PostStats, type View } from './data.ts'
import { endCells, endHeads, statsPage } from './frame.ts'
import { statsWords } from './words.ts'

const cursorOf = ({ c }: Page): string | undefined => c.req.query('cursor')?.slice(0, 500)

/** What became of publications, by account. */
export async function showAccounts(page: Page): Promise<Response> {
  const say = sayIn(page.language, statsWords)
  const { data, next_cursor: next } = await page.ask('GET /api/stats/accounts', AccountStats, {
    query: { days: daysOf(page), cursor: cursorOf(page) },
  })
  const table = html`<table class="list cards ends">
    <thead>
      <tr>
        <th>${say('account')}</th>
        ${endHeads(page)}
        <th class="number">${say('today')}</th>
        <th class="number">${say('lastPost')}</th>
      </tr>
    </thead>
    <tbody>
      ${data.map(
        (row) =>
          html`<tr id="account-${row.id}">
            <td>
              <a class="name" href="${withQuery('/console/publication-log', { account: row.id })}"
                >@${row.username}</a
              >
            </td>
            ${endCells(page, row, `@${row.username}`)}
            <td class="number">
              <span class="phone">${say('today')}: </span>${page.formats.number(row.posts_today)}
            </td>
            <td class="number">
              ${row.last_post_at === null ? '–' : time(page, row.last_post_at)}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
  const body = data.length === 0 ? empty(say('noAccounts'), say('noneHint')) : table
  return await statsPage(page, 'accounts', html`${body} ${pagerOf(page, 'accounts', next)}`)
}

/** What became of posts that were begun. */
export async function showPosts(page: Page): Promise<Response> {
  const say = sayIn(page.language, statsWords)
  const { data, next_cursor: next } = await page.ask('GET /api/stats/posts', PostStats, {
    query: { days: daysOf(page), cursor: cursorOf(page) },
  })
  const table = html`<table class="list cards ends">
    <thead>
      <tr>
        <th>${say('post')}</th>
        <th>${say('state')}</th>
        ${endHeads(page)}
        <th class="number">${say('begun')}</th>
      </tr>
    </thead>
    <tbody>
      ${data.map(
        (row) =>
          html`<tr id="post-${row.id}">
            <td><a class="name" href="/console/posts/${row.id}">${titleOf(page, row)}</a></td>
            <td>${postBadge(page, row.status)}</td>
            ${endCells(page, row, titleOf(page, row))}
            <td class="number">${time(page, row.begun_at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
  const body = data.length === 0 ? empty(say('none'), say('noneHint')) : table
  return await statsPage(page, 'posts', html`${body} ${pagerOf(page, 'posts', next)}`)
}

const pagerOf = (page: Page, view: View, next: string | null) =>
  pager(page, addressOfView(view), {
    filter: { days: page.c.req.query('days') },
    cursor: cursorOf(page),
    next,
  })
