import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { tree } from '../../parts/tree.ts'
import { shape, type ShapeName } from '../../shapes.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { taskWords } from '../../words/tasks.ts'
import { buttons } from './buttons.ts'
import { Task } from './task.ts'
import { tasksWords } from './words.ts'

export async function showTask(page: Page): Promise<Response> {
  const say = sayIn(page.language, tasksWords)
  const task = await page.ask(`GET /api/tasks/${page.c.req.param('id')}`, Task)
  const title = say('taskTitle', {
    type: taskType(page.language, task.task_type),
    id: String(task.id),
  })
  const body = html`<div class="columns wide">
    <div>
      <p class="state">
        ${badge(task.status, sayIn(page.language, taskWords)(`is_${task.status}`))}
        ${sentence(page, task)}
      </p>
      ${
        task.error_message === null
          ? ''
          : html`<section class="error" aria-label="${say('error')}">
              <code>${task.error_code}</code>
              <p lang="en">${task.error_message}</p>
            </section>`
      }
      ${timeline(page, task)} ${values(say('progress'), task.progress)}
      ${values(say('payload'), task.payload)} ${values(say('result'), task.result)}
    </div>
    ${aside(page, task)}
  </div>`
  const actions = buttons(page, task)
  return page.c.html(await shell(page, { title, body, actions, isLive: true }))
}

/** What the task is now, and why. */
function sentence({ language, formats, now }: Page, task: Task): string {
  const say = sayIn(language, tasksWords)
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

type Event = { at: string | null; sign: ShapeName; text: string }

/** Newest last. */
function timeline(page: Page, task: Task) {
  const say = sayIn(page.language, tasksWords)
  const ended = { failed: 'ev_failed', done: 'ev_done', cancelled: 'ev_cancelled' } as const
  const { status } = task
  const isOpen = status === 'pending' || status === 'running'
  const events: Event[] = [
    { at: task.created_at, sign: 'pending', text: say('ev_created') },
    { at: task.started_at, sign: 'running', text: say('ev_started') },
    isOpen
      ? { at: task.next_retry_at, sign: 'pending', text: say('ev_again') }
      : {
          at: task.completed_at,
          sign: status,
          text: say(ended[status], { code: task.error_code ?? '' }),
        },
  ]
  return html`<section>
    <h2>${say('timeline')}</h2>
    <ol class="timeline">
      ${events.map(({ at, sign, text }) =>
        at === null
          ? ''
          : html`<li data-state="${sign}">
              ${time(page, at)} ${shape(sign)} <span>${text}</span>
            </li>`,
      )}
    </ol>
  </section>`
}

const values = (title: string, value: unknown) =>
  value === null || value === undefined
    ? ''
    : html`<section>
        <h2>${title}</h2>
        ${tree(value)}
      </section>`

function aside(page: Page, task: Task) {
  const say = sayIn(page.language, tasksWords)
  const { formats } = page
  const exact = (iso: string | null) =>
    iso === null ? '–' : html`<time datetime="${iso}">${formats.absolute(new Date(iso))}</time>`
  const rows: [string, unknown][] = [
    [say('creator'), task.username === null ? '–' : `@${task.username}`],
    [say('attempts'), `${formats.number(task.attempts)} / ${formats.number(task.max_attempts)}`],
    [say('priority'), html`${task.priority} <small>${say('priorityHint')}</small>`],
    [say('created'), exact(task.created_at)],
    [say('started'), exact(task.started_at)],
    [say('ended'), exact(task.completed_at)],
    [say('rawType'), html`<code>${task.task_type}</code>`],
    ...(task.batch_id === null
      ? []
      : [[say('batch'), html`<code>${task.batch_id}</code>`] satisfies [string, unknown]]),
  ]
  return html`<dl class="details">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}
