import { html } from 'hono/html'
import { z } from '../../../../../http/router.ts'
import { empty } from '../../../../../console/parts/empty.ts'
import { field } from '../../../../../console/parts/forms/field.ts'
import { select } from '../../../../../console/parts/forms/select.ts'
import { pager } from '../../../../../console/parts/pager.ts'
import { time } from '../../../../../console/parts/time.ts'
import { POST_STATES, postBadge, postTitle } from '../../states.ts'
import { groupSign } from '../../marks.ts'
import { thumbnail } from '../media.ts'
import type { Context, Post } from '../kit.ts'
import { PATH } from './path.ts'

const Filter = z.object({
  status: z.enum(POST_STATES).optional().catch(undefined),
  q: z.string().trim().min(1).max(200).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

/** The filter of an address. */
export const filterOf = ({ c }: Context): Filter => Filter.parse(c.req.query())

export const isFiltered = (filter: Filter): boolean =>
  Object.values(filter).some((value) => value !== undefined)

/** All posts by search and state, the newest first. */
export async function list(page: Context, filter: Filter) {
  const { t } = page
  const { cursor, ...chosen } = filter
  const { data, next_cursor: next } = await page.api.call('listPosts', { query: filter })
  const remedy = isFiltered(filter) ? t('noneSuch') : t('noneHint')
  return html`${filterForm(page, filter)}
  ${data.length === 0 ? empty(t('none'), remedy) : table(page, data)}
  ${pager(page, PATH, { filter: { view: 'list', ...chosen }, cursor, next, rows: data.length })}`
}

function filterForm({ t }: Context, { q, status }: Filter) {
  const states = POST_STATES.map((value) => ({ value, label: t(`publishing.post_${value}`) }))
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    <input type="hidden" name="view" value="list" />
    ${field({ name: 'q', label: t('board.search'), type: 'search', value: q, isRequired: false })}
    ${select({
      name: 'status',
      label: t('state'),
      options: [{ value: '', label: t('board.anyState') }, ...states],
      chosen: status ?? '',
    })}
    <button>${t('board.find')}</button>
  </form>`
}

function table(page: Context, rows: readonly Post[]) {
  const { t } = page
  return html`<table class="list cards posts">
    <thead>
      <tr>
        <th>${t('post')}</th>
        <th>${t('state')}</th>
        <th class="number">${t('published')}</th>
        <th>${t('author')}</th>
        <th class="number">${t('when')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((post) => row(page, post))}
    </tbody>
  </table>`
}

function row(page: Context, post: Post) {
  const { t } = page
  const { id, media, status, executions, author } = post
  const planned = Object.entries(executions).reduce(
    (sum, [state, n]) => sum + (state === 'skipped' ? 0 : n),
    0,
  )
  const done = page.formats.number(executions.success ?? 0)
  return html`<tr id="post-${id}">
    <td>
      <div class="with-picture">
        ${thumbnail(media[0])}
        <div>
          <a class="name" href="${PATH}/${id}" dir="auto">${postTitle(page, post)}</a>
          <p>${t(`type_${post.type}`)} ${groupsOf(page, post)}</p>
        </div>
      </div>
    </td>
    <td>${postBadge(page, status)}</td>
    <td class="number">
      ${planned === 0 ? '–' : t('doneOf', { done, total: page.formats.number(planned) })}
    </td>
    <td dir="auto">${author?.name ?? 'gramd'}</td>
    <td class="number">
      ${time(page, post.scheduled_at ?? post.completed_at ?? post.begun_at ?? post.created_at)}
    </td>
  </tr>`
}

/** Groups that a row names. */
const NAMED = 2

/**
 * The groups by which people know its accounts: the first with sign and name, and how many more.
 */
function groupsOf({ formats }: Context, { group_marks: groups }: Post) {
  const more = groups.length - NAMED
  return html`${groups
    .slice(0, NAMED)
    .map(
      (group) => html`<span class="of-group">${groupSign(group)}<bdi>${group.name}</bdi></span> `,
    )}
  ${more > 0 ? html`<small>+${formats.number(more)}</small>` : ''}`
}
