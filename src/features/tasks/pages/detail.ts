import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import { pathByName } from '../../../console/parts/creator-link.ts'
import { details } from '../../../console/parts/details.ts'
import { taskType } from '../../../console/parts/task-type.ts'
import { time } from '../../../console/parts/time.ts'
import { tree } from '../../../console/parts/tree.ts'
import { layout } from '../../../console/layout.ts'
import { errorName } from '../../../console/words/errors.ts'
import { history } from './attempts.ts'
import { buttons } from './buttons.ts'
import { addressOf } from './filter.ts'
import { priorityForm } from './priority.ts'
import type { Context, Task } from './kit.ts'
import { original } from '../../../console/parts/original.ts'

/** Tasks of the same creator or batch that are shown beside one. */
const SIBLINGS = 6

export async function showTask(page: Context): Promise<Response> {
  const { t } = page
  const params = { id: page.param('id') }
  const [task, attempts] = await Promise.all([
    page.api.call('getTask', { params }),
    page.api.call('listTaskAttempts', { params }),
  ])
  const name = taskType(page.language, task.task_type)
  const title = t('detail.taskTitle', { type: name, id: String(task.id) })
  const body = html`<div class="columns wide">
    <div>
      <p class="state">
        ${badge(task.status, t(`task.is_${task.status}`))} ${sentence(page, task)}
      </p>
      ${errorOf(page, task)} ${history(page, task, attempts.data)}
      ${values(t('detail.progress'), task.progress)} ${values(t('detail.payload'), task.payload)}
      ${values(t('detail.result'), task.result)}
    </div>
    <div>${aside(page, task)} ${priorityForm(page, task)} ${await siblings(page, task)}</div>
  </div>`
  const actions = buttons(page, task)
  return page.c.html(await layout(page, { title, body, actions, isLive: true }))
}

function errorOf(page: Context, { error_code: code, error_message: message }: Task) {
  if (code === null && message === null) return ''
  const { t, language } = page
  return html`<section class="error" aria-label="${t('detail.error')}">
    ${code === null ? '' : html`<p><strong>${errorName(language, code)}</strong> <code>${code}</code></p>`}
    ${message === null ? '' : original(page, message, 'said')}
  </section>`
}

/** Says what state the task is in, and why. */
function sentence({ t, formats, now }: Context, task: Task): string {
  const relative = (iso: string | null) => formats.relative(new Date(iso ?? now), now)
  switch (task.status) {
    case 'pending': {
      const at = task.next_retry_at === null ? null : new Date(task.next_retry_at)
      if (at === null || at <= now) return t('detail.is_pending')
      return t('detail.is_pendingUntil', { time: formats.absolute(at) })
    }
    case 'running':
      return t('detail.is_running', { time: relative(task.started_at) })
    case 'done': {
      const [from, to] = [task.started_at ?? task.created_at, task.completed_at ?? task.created_at]
      return t('detail.is_done', { time: formats.duration(Date.parse(to) - Date.parse(from)) })
    }
    case 'failed':
      return t('detail.is_failed', { time: relative(task.completed_at) })
    case 'cancelled':
      return t('detail.is_cancelled', { time: relative(task.completed_at) })
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

function aside(page: Context, task: Task) {
  const { t, formats } = page
  const exact = (iso: string | null) =>
    iso === null
      ? html`<span title="${t('detail.notYet')}">–</span>`
      : html`<time datetime="${iso}">${formats.absolute(new Date(iso))}</time>`
  const { username, batch_id: batch } = task
  return details([
    [
      t('detail.creator'),
      username === null
        ? html`<span title="${t('detail.noCreator')}">–</span>`
        : html`<a href="/console${pathByName(username)}" dir="auto">@${username}</a>`,
    ],
    [
      t('detail.attempts'),
      `${formats.number(task.attempts)} / ${formats.number(task.max_attempts)}`,
    ],
    [t('detail.priority'), html`${task.priority} <small>${t('detail.priorityHint')}</small>`],
    [t('detail.created'), exact(task.created_at)],
    [t('detail.started'), exact(task.started_at)],
    [t('detail.ended'), exact(task.completed_at)],
    [t('detail.rawType'), html`<code>${task.task_type}</code>`],
    ...(batch === null
      ? []
      : [[t('detail.batch'), html`<a href="/console/batches/${batch}">${batch}</a>`] as const]),
  ])
}

/** Other tasks of the batch or creator, newest first. */
async function siblings(page: Context, task: Task) {
  const { t, language } = page
  const { batch_id, blog_id, username } = task
  if (batch_id === null && blog_id === null) return ''
  const filter = batch_id === null ? { blog_id: blog_id ?? undefined } : { batch_id }
  const query = { ...filter, limit: SIBLINGS }
  const { data } = await page.api.call('listTasks', { query })
  const others = data.filter(({ id }) => id !== task.id).slice(0, SIBLINGS - 1)
  if (others.length === 0) return ''
  const all = batch_id === null ? { creator: username ?? undefined } : { batch_id }
  return html`<section class="siblings">
    <h2>${t(batch_id === null ? 'detail.sameCreator' : 'detail.sameBatch')}</h2>
    <ul>
      ${others.map(
        (other) =>
          html`<li>
            <a href="/console/tasks/${other.id}">${taskType(language, other.task_type)}</a>
            <small>${t(`task.is_${other.status}`)}</small>
            <small>${time(page, other.created_at)}</small>
          </li>`,
      )}
    </ul>
    <p><a href="${addressOf(all)}">${t('detail.allOfThem')}</a></p>
  </section>`
}
