import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { pathByName } from '../../parts/creator-link.ts'
import { details } from '../../parts/details.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { tree } from '../../parts/tree.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { errorName } from '../../words/errors.ts'
import { taskWords } from '../../words/tasks.ts'
import { Attempts, history } from './attempts.ts'
import { buttons } from './buttons.ts'
import { detailWords } from './detail-words.ts'
import { addressOf } from './filter.ts'
import { priorityForm } from './priority.ts'
import { Task } from './task.ts'

const Tasks = z.object({ data: z.array(Task) })

/** Tasks of the same creator or batch that are shown beside one. */
const SIBLINGS = 6

export async function showTask(page: Page): Promise<Response> {
  const say = sayIn(page.language, detailWords)
  const path = `/api/tasks/${page.c.req.param('id')}` as const
  const [task, attempts] = await Promise.all([
    page.ask(`GET ${path}`, Task),
    page.ask(`GET ${path}/attempts`, Attempts),
  ])
  const name = taskType(page.language, task.task_type)
  const title = say('taskTitle', { type: name, id: String(task.id) })
  const body = html`<div class="columns wide">
    <div>
      <p class="state">
        ${badge(task.status, sayIn(page.language, taskWords)(`is_${task.status}`))}
        ${sentence(page, task)}
      </p>
      ${errorOf(page, task)} ${history(page, task, attempts.data)}
      ${values(say('progress'), task.progress)} ${values(say('payload'), task.payload)}
      ${values(say('result'), task.result)}
    </div>
    <div>${aside(page, task)} ${priorityForm(page, task)} ${await siblings(page, task)}</div>
  </div>`
  const actions = buttons(page, task)
  return page.c.html(await shell(page, { title, body, actions, isLive: true }))
}

function errorOf({ language }: Page, { error_code: code, error_message: message }: Task) {
  if (code === null && message === null) return ''
  return html`<section class="error" aria-label="${sayIn(language, detailWords)('error')}">
    ${code === null ? '' : html`<p><strong>${errorName(language, code)}</strong> <code>${code}</code></p>`}
    ${message === null ? '' : html`<p lang="en">${message}</p>`}
  </section>`
}

/** What the task is now, and why. */
function sentence({ language, formats, now }: Page, task: Task): string {
  const say = sayIn(language, detailWords)
  const relative = (iso: string | null) => formats.relative(new Date(iso ?? now), now)
  switch (task.status) {
    case 'pending': {
      const at = task.next_retry_at === null ? null : new Date(task.next_retry_at)
      if (at === null || at <= now) return say('is_pending')
      return say('is_pendingUntil', { time: formats.absolute(at) })
    }
    case 'running':
      return say('is_running', { time: relative(task.started_at) })
    case 'done': {
      const [from, to] = [task.started_at ?? task.created_at, task.completed_at ?? task.created_at]
      return say('is_done', { time: formats.duration(Date.parse(to) - Date.parse(from)) })
    }
    case 'failed':
      return say('is_failed', { time: relative(task.completed_at) })
    case 'cancelled':
      return say('is_cancelled', { time: relative(task.completed_at) })
  }
}

/** Secrets are in no payload: accounts and tokens are never the input of a task. */
const values = (title: string, value: unknown) =>
  value === null || value === undefined
    ? ''
    : html`<section>
        <h2>${title}</h2>
        ${tree(value)}
      </section>`

function aside(page: Page, task: Task) {
  const say = sayIn(page.language, detailWords)
  const { formats } = page
  const exact = (iso: string | null) =>
    iso === null
      ? html`<span title="${say('notYet')}">–</span>`
      : html`<time datetime="${iso}">${formats.absolute(new Date(iso))}</time>`
  const { username, batch_id: batch } = task
  return details([
    [
      say('creator'),
      username === null
        ? html`<span title="${say('noCreator')}">–</span>`
        : html`<a href="/console${pathByName(username)}">@${username}</a>`,
    ],
    [say('attempts'), `${formats.number(task.attempts)} / ${formats.number(task.max_attempts)}`],
    [say('priority'), html`${task.priority} <small>${say('priorityHint')}</small>`],
    [say('created'), exact(task.created_at)],
    [say('started'), exact(task.started_at)],
    [say('ended'), exact(task.completed_at)],
    [say('rawType'), html`<code>${task.task_type}</code>`],
    ...(batch === null
      ? []
      : [[say('batch'), html`<a href="/console/batches/${batch}">${batch}</a>`] as const]),
  ])
}

/** Other tasks of the batch or creator, newest first. */
async function siblings(page: Page, task: Task) {
  const { language } = page
  const say = sayIn(language, detailWords)
  const { batch_id, blog_id, username } = task
  if (batch_id === null && blog_id === null) return ''
  const filter = batch_id === null ? { blog_id: blog_id ?? undefined } : { batch_id }
  const query = { ...filter, limit: SIBLINGS }
  const { data } = await page.ask('GET /api/tasks', Tasks, { query })
  const others = data.filter(({ id }) => id !== task.id).slice(0, SIBLINGS - 1)
  if (others.length === 0) return ''
  const all = batch_id === null ? { creator: username ?? undefined } : { batch_id }
  return html`<section class="siblings">
    <h2>${say(batch_id === null ? 'sameCreator' : 'sameBatch')}</h2>
    <ul>
      ${others.map(
        (other) =>
          html`<li>
            <a href="/console/tasks/${other.id}">${taskType(language, other.task_type)}</a>
            <small>${sayIn(language, taskWords)(`is_${other.status}`)}</small>
            <small>${time(page, other.created_at)}</small>
          </li>`,
      )}
    </ul>
    <p><a href="${addressOf(all)}">${say('allOfThem')}</a></p>
  </section>`
}
