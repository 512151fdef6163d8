import { html } from 'hono/html'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import { z } from '../../../http/router.ts'
import { addressOf, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { creatorPath } from '../../parts/creator-link.ts'
import { memberStatus } from '../../parts/member-status.ts'
import { number } from '../../parts/number.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { sayIn } from '../../words.ts'
import { taskWords } from '../../words/tasks.ts'
import type { Creator } from './data.ts'
import { creatorId, pathOf, readCreator, showPart } from './frame.ts'
import { teamWords } from './team-words.ts'

const text = z.string().nullable()
const Memberships = z.object({
  data: z.array(
    z.object({
      list: z.object({ id: z.string(), name: z.string() }),
      status: z.enum(MEMBER_STATUSES),
      note: text,
      owner: z.object({ name: z.string() }).nullable(),
      price: text,
      currency: text,
      due_on: text,
    }),
  ),
})
type Membership = z.output<typeof Memberships>['data'][number]

const Tasks = z.object({
  data: z.array(
    z.object({
      id: z.int(),
      task_type: z.string(),
      status: z.enum(['pending', 'running', 'done', 'failed', 'cancelled']),
      error_message: text,
      created_at: z.string(),
      started_at: text,
      completed_at: text,
    }),
  ),
})
type Task = z.output<typeof Tasks>['data'][number]

const TASKS = 20

/** What the team does about a creator, and what gramd does. */
export async function showTeam(page: Page): Promise<Response> {
  const creator = await readCreator(page)
  const [memberships, tasks] = await Promise.all([
    page.may('lists:read')
      ? page.ask(`GET /api/blogs/${creatorId(page)}/lists`, Memberships)
      : { data: [] },
    page.may('tasks:read')
      ? page.ask('GET /api/tasks', Tasks, { query: { blog_id: creator.id, limit: TASKS } })
      : null,
  ])
  const body = html`${lists(page, memberships.data)} ${person(page, creator)}
  ${tasks === null ? '' : taskList(page, tasks.data)} ${erasure(page, creator)}`
  return await showPart(page, creator, { part: 'team', body })
}

function lists(page: Page, rows: readonly Membership[]) {
  const say = sayIn(page.language, teamWords)
  if (rows.length === 0)
    return html`<section>
      <h2>${say('lists')}</h2>
      <p class="hint">${say('noLists')}</p>
    </section>`
  const { formats } = page
  const none = html`<small>–</small>`
  return html`<section>
    <h2>${say('lists')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${say('lists')}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${say('status')}</th>
            <th>${say('list')}</th>
            <th>${say('owner')}</th>
            <th class="number">${say('price')}</th>
            <th>${say('due')}</th>
            <th>${say('note')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ list, status, owner, price, currency, due_on: due, note }) =>
              html`<tr id="list-${list.id}">
                <td>${memberStatus(page.language, status)}</td>
                <td><a class="name" href="/console/lists/${list.id}">${list.name}</a></td>
                <td>${owner?.name ?? none}</td>
                <td class="number">
                  ${price === null || currency === null ? none : formats.amount(price, currency)}
                </td>
                <td>${due === null ? none : formats.day(due)}</td>
                <td>${note ?? ''}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}

function person(page: Page, creator: Creator) {
  const say = sayIn(page.language, teamWords)
  const { other_blogs: others } = creator
  return html`<section>
    <h2>${say('person')}</h2>
    ${
      others.length === 0
        ? html`<p class="hint">${say('alone')}</p>`
        : html`<ul>
              ${others.map(
                ({ id, username, full_name, follower_count }) =>
                  html`<li id="blog-${id}">
                    <a class="name" href="${addressOf(creatorPath(username, id))}">@${username}</a>
                    ${full_name ?? ''} ${number(page, follower_count)}
                  </li>`,
              )}
            </ul>
            <p class="hint">${say('personHint')}</p>`
    }
    ${
      page.may('creators:write')
        ? html`<p class="join">
            <a class="button" href="${addressOf(pathOf(creator, 'join'))}" data-dialog
              >${say('join')}</a
            >
            ${
              others.length === 0
                ? ''
                : html`<a class="button" href="${addressOf(pathOf(creator, 'part'))}" data-dialog
                    >${say('part')}</a
                  >`
            }
          </p>`
        : ''
    }
  </section>`
}

function taskList(page: Page, rows: readonly Task[]) {
  const say = sayIn(page.language, teamWords)
  const sayTask = sayIn(page.language, taskWords)
  if (rows.length === 0)
    return html`<section>
      <h2>${say('tasks')}</h2>
      <p class="hint">${say('noTasks')}</p>
    </section>`
  return html`<section>
    <h2>${say('tasks')}</h2>
    <table class="list cards">
      <thead>
        <tr>
          <th>${say('state')}</th>
          <th>${say('task')}</th>
          <th class="number">${say('changed')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (task) =>
            html`<tr id="task-${task.id}">
              <td>${badge(task.status, sayTask(`is_${task.status}`))}</td>
              <td>
                <a class="name" href="/console/tasks/${task.id}"
                  >${taskType(page.language, task.task_type)} <small>${task.id}</small></a
                >
                ${task.error_message === null ? '' : html`<p lang="en">${task.error_message}</p>`}
              </td>
              <td class="number">
                ${time(page, task.completed_at ?? task.started_at ?? task.created_at)}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function erasure(page: Page, creator: Creator) {
  if (!page.may('erasure:write')) return ''
  const say = sayIn(page.language, teamWords)
  return html`<section>
    <h2>${say('eraseHeading')}</h2>
    <p class="hint">${say('eraseHint')}</p>
    <p>
      <a class="button" href="${addressOf(pathOf(creator, 'erase'))}">${say('erase')}</a>
    </p>
  </section>`
}
