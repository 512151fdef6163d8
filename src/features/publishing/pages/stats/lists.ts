import { html } from 'hono/html'
import { empty } from '../../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { time } from '../../../../console/parts/time.ts'
import { postBadge, postTitle } from '../states.ts'
import { addressOfView, daysOf, endCells, endHeads, viewPage, type View } from './frame.ts'
import type { Context } from './kit.ts'

const cursorOf = ({ c }: Context): string | undefined => c.req.query('cursor')?.slice(0, 500)

/** Shows the outcomes of publications, by account. */
export async function showAccounts(page: Context): Promise<Response> {
  const { t } = page
  const { data, next_cursor: next } = await page.api.call('listAccountStats', {
    query: { days: daysOf(page), cursor: cursorOf(page) },
  })
  const table = html`<table class="list cards ends">
    <thead>
      <tr>
        <th>${t('account')}</th>
        ${endHeads(page)}
        <th class="number">${t('today')}</th>
        <th class="number">${t('lastPost')}</th>
      </tr>
    </thead>
    <tbody>
      ${data.map(
        (row) =>
          html`<tr id="account-${row.id}">
            <td>
              <a
                class="name"
                href="${withQuery('/console/publication-log', { account: row.id })}"
                dir="auto"
                >@${row.username}</a
              >
            </td>
            ${endCells(page, row, `@${row.username}`)}
            <td class="number">
              <span class="phone">${t('today')}: </span>${page.formats.number(row.posts_today)}
            </td>
            <td class="number">
              ${row.last_post_at === null ? '–' : time(page, row.last_post_at)}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
  const body = data.length === 0 ? empty(t('noAccounts'), t('noneHint')) : table
  return await viewPage(page, 'accounts', {
    lead: t('leadAccounts'),
    body: html`${body} ${pagerOf(page, 'accounts', { next, rows: data.length })}`,
  })
}

/** Shows the outcomes of posts that were begun. */
export async function showPosts(page: Context): Promise<Response> {
  const { t } = page
  const { data, next_cursor: next } = await page.api.call('listPostStats', {
    query: { days: daysOf(page), cursor: cursorOf(page) },
  })
  const table = html`<table class="list cards ends">
    <thead>
      <tr>
        <th>${t('post')}</th>
        <th>${t('state')}</th>
        ${endHeads(page)}
        <th class="number">${t('begun')}</th>
      </tr>
    </thead>
    <tbody>
      ${data.map(
        (row) =>
          html`<tr id="post-${row.id}">
            <td>
              <a class="name" href="/console/posts/${row.id}" dir="auto">${postTitle(page, row)}</a>
            </td>
            <td>${postBadge(page, row.status)}</td>
            ${endCells(page, row, postTitle(page, row))}
            <td class="number">${time(page, row.begun_at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
  const body = data.length === 0 ? empty(t('none'), t('noneHint')) : table
  return await viewPage(page, 'posts', {
    lead: t('leadPosts'),
    body: html`${body} ${pagerOf(page, 'posts', { next, rows: data.length })}`,
  })
}

const pagerOf = (
  page: Context,
  view: View,
  { next, rows }: { next: string | null; rows: number },
) =>
  pager(page, addressOfView(view), {
    filter: { days: page.c.req.query('days') },
    cursor: cursorOf(page),
    next,
    rows,
  })
