import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { z } from '../../../../../http/router.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { empty } from '../../../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../../../console/parts/pager.ts'
import { tabs } from '../../../../../console/parts/tabs.ts'
import { time } from '../../../../../console/parts/time.ts'
import { layout } from '../../../../../console/layout.ts'
import { POST_STATES, postBadge, postTitle } from '../../states.ts'
import { addressOfStep } from '../frame.ts'
import { thumbnail } from '../media.ts'
import type { Context, Post } from '../kit.ts'

const PATH = '/console/posts'

const Filter = z.object({
  status: z.enum(POST_STATES).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

/** Posts of the team. */
export async function showPosts(page: Context): Promise<Response> {
  const { t } = page
  const filter = Filter.parse(page.c.req.query())
  const { data, next_cursor: next } = await page.api.call('listPosts', { query: filter })
  const body = html`${stateTabs(page, filter)}
  ${data.length === 0 ? empty(t('none'), t(filter.status === undefined ? 'noneHint' : 'noneSuch')) : table(page, data)}
  ${pager(page, PATH, { filter: { status: filter.status }, cursor: filter.cursor, next, rows: data.length })}`
  const actions = page.may('publishing:write') ? newForm(page) : ''
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

const newForm = ({ t }: Context) =>
  html`<form method="post" action="${PATH}">
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    <button class="main">${t('make')}</button>
  </form>`

/** Begins a draft, and asks for its files. */
export async function makePost(page: Context): Promise<Response> {
  const key = (await readForm(page)).get('idempotency-key') ?? undefined
  const { id } = await page.api.call('createPost', { body: {}, idempotencyKey: key })
  return goTo(page, addressOfStep(id, 'files'))
}

function stateTabs({ t }: Context, { status }: Filter) {
  return tabs(t('views'), [
    { label: t('all'), href: PATH, isCurrent: status === undefined },
    ...POST_STATES.map((each) => ({
      label: t(`publishing.post_${each}`),
      href: withQuery(PATH, { status: each }),
      isCurrent: each === status,
    })),
  ])
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
          <p>${t(`type_${post.type}`)}</p>
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
