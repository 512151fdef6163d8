import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { POST_STATES, postBadge, postTitle } from '../../parts/publishing-state.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { publishingMessages } from '../../words/publishing.ts'
import { Post, Posts } from './data.ts'
import { addressOfStep } from './frame.ts'
import { thumbnail } from './media.ts'
import { postsWords } from './words.ts'

const PATH = '/console/posts'

const Filter = z.object({
  status: z.enum(POST_STATES).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

/** Posts of the team. */
export async function showPosts(page: Page): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const filter = Filter.parse(page.c.req.query())
  const { data, next_cursor: next } = await page.ask('GET /api/posts', Posts, { query: filter })
  const body = html`${stateTabs(page, filter)}
  ${data.length === 0 ? empty(say('none'), say(filter.status === undefined ? 'noneHint' : 'noneSuch')) : table(page, data)}
  ${pager(page, PATH, { filter: { status: filter.status }, cursor: filter.cursor, next })}`
  const actions = page.may('publishing:write') ? newForm(page) : ''
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

const newForm = ({ language }: Page) =>
  html`<form method="post" action="${PATH}">
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    <button class="main">${sayIn(language, postsWords)('make')}</button>
  </form>`

/** Begins a draft, and asks for its files. */
export async function makePost(page: Page): Promise<Response> {
  const key = (await readForm(page)).get('idempotency-key') ?? undefined
  const { id } = await page.ask('POST /api/posts', Post, { body: {}, idempotencyKey: key })
  return goTo(page, addressOfStep(id, 'files'))
}

function stateTabs({ language }: Page, { status }: Filter) {
  const say = sayIn(language, postsWords)
  const states = sayIn(language, publishingMessages)
  return tabs(say('views'), [
    { label: say('all'), href: PATH, isCurrent: status === undefined },
    ...POST_STATES.map((each) => ({
      label: states(`post_${each}`),
      href: withQuery(PATH, { status: each }),
      isCurrent: each === status,
    })),
  ])
}

function table(page: Page, rows: readonly Post[]) {
  const say = sayIn(page.language, postsWords)
  return html`<table class="list cards posts">
    <thead>
      <tr>
        <th>${say('post')}</th>
        <th>${say('state')}</th>
        <th class="number">${say('published')}</th>
        <th>${say('author')}</th>
        <th class="number">${say('when')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((post) => row(page, post))}
    </tbody>
  </table>`
}

function row(page: Page, post: Post) {
  const say = sayIn(page.language, postsWords)
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
          <a class="name" href="${PATH}/${id}">${postTitle(page, post)}</a>
          <p>${say(`type_${post.type}`)}</p>
        </div>
      </div>
    </td>
    <td>${postBadge(page, status)}</td>
    <td class="number">
      ${planned === 0 ? '–' : say('doneOf', { done, total: page.formats.number(planned) })}
    </td>
    <td>${author?.name ?? 'gramd'}</td>
    <td class="number">
      ${time(page, post.scheduled_at ?? post.completed_at ?? post.begun_at ?? post.created_at)}
    </td>
  </tr>`
}
