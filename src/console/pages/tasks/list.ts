import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { shape } from '../../shapes.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { taskWords } from '../../words/tasks.ts'
import { buttons } from './buttons.ts'
import { addressOf, readFilter, type Filter } from './filter.ts'
import { changedAt, STATUSES, Task, type Status } from './task.ts'
import { tasksWords } from './words.ts'

const Tasks = z.object({ data: z.array(Task), next_cursor: z.string().nullable() })
const Types = z.object({ data: z.array(z.object({ name: z.string() })) })

const ROWS = 50

export async function showTasks(page: Page): Promise<Response> {
  const say = sayIn(page.language, tasksWords)
  const filter = readFilter(page.c.req.query())
  const query = { ...filter, limit: ROWS }
  const [found, types] = await Promise.all([
    page.ask('GET /api/tasks', Tasks, { query }),
    page.may('system:read') ? page.ask('GET /api/task-types', Types) : { data: [] },
  ])
  const names = types.data.map(({ name }) => name)
  const body = html`${tabs(page, filter)} ${filterBar(page, filter, names)}
  ${found.data.length === 0 ? nothing(page, filter) : table(page, found.data)}
  ${pager(page, '/console/tasks', { filter: { ...filter, cursor: undefined }, cursor: filter.cursor, next: found.next_cursor })}`
  const content = { title: say('title'), lead: say('lead'), body, isLive: true }
  return page.c.html(await shell(page, content))
}

function tabs({ language }: Page, filter: Filter) {
  const say = sayIn(language, tasksWords)
  const sayTask = sayIn(language, taskWords)
  const tab = (status: Status | undefined) =>
    html`<a
      href="${addressOf({ ...filter, cursor: undefined, status })}"
      data-morph
      ${when(status === filter.status, 'aria-current="true"')}
    >
      ${status ? html`${shape(status)} ${sayTask(status)}` : say('all')}
    </a>`
  return html`<nav class="tabs" aria-label="${say('states')}">
    ${[undefined, ...STATUSES].map(tab)}
  </nav>`
}

function filterBar({ language }: Page, filter: Filter, names: readonly string[]) {
  const say = sayIn(language, tasksWords)
  const sayFrame = sayIn(language, frameWords)
  const all = new Set([...names, ...(filter.task_type === undefined ? [] : [filter.task_type])])
  if (all.size === 0) return ''
  return html`<form class="filter" action="/console/tasks" data-morph role="search">
    ${filter.status ? html`<input type="hidden" name="status" value="${filter.status}" />` : ''}
    <select name="task_type" id="task_type" aria-label="${say('type')}">
      <option value="">${say('anyType')}</option>
      ${[...all].map(
        (name) =>
          html`<option value="${name}" ${when(name === filter.task_type, 'selected')}>
            ${taskType(language, name)}
          </option>`,
      )}
    </select>
    <button class="only-plain">${sayFrame('filter')}</button>
    ${
      filter.task_type === undefined
        ? ''
        : html`<a
            class="chip"
            href="${addressOf({ status: filter.status })}"
            data-morph
            aria-label="${sayFrame('remove', { name: taskType(language, filter.task_type) })}"
            >${taskType(language, filter.task_type)} ×</a
          >`
    }
  </form>`
}

function nothing({ language }: Page, filter: Filter) {
  const say = sayIn(language, tasksWords)
  const sayFrame = sayIn(language, frameWords)
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  if (!isFiltered) return empty(say('noneYet'), say('noneYetHint'))
  const link = html`<a class="button" href="/console/tasks" data-morph>
    ${sayFrame('clearFilters')}
  </a>`
  return empty(say('none'), html`${sayFrame('emptyFilter')} ${link}`)
}

function table(page: Page, rows: readonly Task[]) {
  const say = sayIn(page.language, tasksWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('state')}</th>
        <th>${say('task')}</th>
        <th>${say('creator')}</th>
        <th class="number">${say('changed')}</th>
        <td><span class="hidden">${say('acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((task) => row(page, task))}
    </tbody>
  </table>`
}

function row(page: Page, task: Task) {
  const { language } = page
  const say = sayIn(language, tasksWords)
  const sayTask = sayIn(language, taskWords)
  const again =
    task.status === 'pending' && task.next_retry_at !== null ? time(page, task.next_retry_at) : null
  return html`<tr id="task-${task.id}">
    <td>${badge(task.status, sayTask(`is_${task.status}`))}</td>
    <td>
      <a class="name" href="/console/tasks/${task.id}">
        ${taskType(language, task.task_type)} <small>${task.id}</small>
      </a>
      ${
        task.error_message === null
          ? ''
          : html`<p lang="en" title="${task.error_code ?? ''}">${task.error_message}</p>`
      }
    </td>
    <td>${task.username === null ? html`<small class="none">–</small>` : `@${task.username}`}</td>
    <td class="number">
      ${time(page, changedAt(task))}
      ${again === null ? '' : html`<small class="line">${sayAgain(say('nextAt'), again)}</small>`}
    </td>
    <td class="acts">${buttons(page, task)}</td>
  </tr>`
}

/** A sentence with an element in it. */
const sayAgain = (text: string, element: unknown) => {
  const [before = '', after = ''] = text.split('{time}')
  return html`${before}${element}${after}`
}
