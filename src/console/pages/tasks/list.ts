import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { addressOf, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { bulkBar, tick, tickHead } from '../../parts/bulk.ts'
import { pathByName } from '../../parts/creator-link.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { errorName } from '../../words/errors.ts'
import { frameWords } from '../../words/frame.ts'
import { taskWords } from '../../words/tasks.ts'
import { buttons } from './buttons.ts'
import { filterBar } from './filter-bar.ts'
import { readFilter, toApi, type Filter } from './filter.ts'
import { stallLines } from './stalls.ts'
import { changedAt, Task } from './task.ts'
import { Counts, countOf, views } from './views.ts'
import { tasksWords } from './words.ts'

const Tasks = z.object({ data: z.array(Task), next_cursor: z.string().nullable() })
const Types = z.object({ data: z.array(z.object({ name: z.string() })) })

const ROWS = 50
const NOTHING = { data: [], next_cursor: null }

export async function showTasks(page: Page): Promise<Response> {
  const say = sayIn(page.language, tasksWords)
  const filter = readFilter(page.c.req.query())
  const asked = await toApi(page, filter)
  const query = { ...asked, status: filter.status, cursor: filter.cursor, limit: ROWS }
  const [found, counts, types, stalls] = await Promise.all([
    asked ? page.ask('GET /api/tasks', Tasks, { query }) : NOTHING,
    asked ? page.ask('GET /api/tasks/counts', Counts, { query: asked }) : null,
    page.may('system:read') ? page.ask('GET /api/task-types', Types) : { data: [] },
    filter.status === 'pending' ? stallLines(page) : '',
  ])
  const names = types.data.map(({ name }) => name)
  const { cursor, ...rest } = filter
  const body = html`${views(page, filter, counts)} ${filterBar(page, filter, names)} ${stalls}
  ${found.data.length === 0 ? nothing(page, filter) : table(page, found.data)}
  ${pager(page, '/console/tasks', { filter: rest, cursor, next: found.next_cursor })}
  ${found.data.length === 0 ? '' : bulk(page, filter, counts)}`
  const link = html`<a class="button" href="/console/tasks/types">${say('types')}</a>`
  const actions = page.may('system:read') ? link : ''
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
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

/** What may be done with tasks of a state: a retry of ended ones, an end of open ones. */
const ACTS = {
  pending: ['cancel'],
  running: ['cancel'],
  done: [],
  failed: ['retry'],
  cancelled: ['retry'],
} as const

/** Whoever may change nothing has no ticks. */
function bulk(page: Page, filter: Filter, counts: Counts | null) {
  if (!page.may('tasks:write')) return ''
  const say = sayIn(page.language, tasksWords)
  const { status, cursor: _, ...rest } = filter
  const acts = status ? ACTS[status] : (['retry', 'cancel'] as const)
  if (acts.length === 0) return ''
  const all = status && counts ? countOf(page, counts, status) : null
  const actsOnAll = acts.map((act) => ({
    value: `${act}-all`,
    label: say(`${act}All`, { count: all?.written ?? '' }),
  }))
  return bulkBar(page, {
    action: '/console/tasks/bulk',
    acts: acts.map((act) => ({ value: act, label: say(act) })),
    actsOnAll: all !== null && all.count > 0 ? actsOnAll : [],
    hidden: { ...rest, status },
  })
}

function table(page: Page, rows: readonly Task[]) {
  const say = sayIn(page.language, tasksWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        ${page.may('tasks:write') ? tickHead(page) : ''}
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
  const name = taskType(language, task.task_type)
  return html`<tr id="task-${task.id}">
    ${page.may('tasks:write') ? tick(task.id, say('tickTask', { type: name, id: `${task.id}` })) : ''}
    <td>${badge(task.status, sayTask(`is_${task.status}`))}</td>
    <td>
      <a class="name" href="/console/tasks/${task.id}"> ${name} <small>${task.id}</small> </a>
      ${
        task.error_code === null || task.status === 'done'
          ? ''
          : html`<p>
              ${errorName(language, task.error_code)}
              ${
                task.error_message === null
                  ? ''
                  : html`<span lang="en">· ${task.error_message}</span>`
              }
            </p>`
      }
    </td>
    <td>
      ${
        task.username === null
          ? html`<small class="none">–</small>`
          : html`<a href="${addressOf(pathByName(task.username))}">@${task.username}</a>`
      }
    </td>
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
