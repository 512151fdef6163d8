import { html } from 'hono/html'
import { addressOf } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { bulkBar, checkboxCell, checkboxHead } from '../../../console/parts/forms/bulk.ts'
import { pathByName } from '../../../console/parts/creator-link.ts'
import { empty } from '../../../console/parts/empty.ts'
import { tasksOfDay } from '../../../console/parts/panels/tasks-of-day.ts'
import { pager } from '../../../console/parts/pager.ts'
import { taskType } from '../../../console/parts/task-type.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import { errorName } from '../../../console/words/errors.ts'
import { buttons } from './buttons.ts'
import { filterBar } from './filter-bar.ts'
import { readFilter, toApi, type Filter } from './filter.ts'
import { stallLines } from './stalls.ts'
import { changedAt } from './task.ts'
import { countOf, views } from './views.ts'
import type { Context, Counts, Task } from './kit.ts'
import { withTime } from './with-time.ts'
import { inEnglish } from '../../../console/parts/original.ts'

const ROWS = 50
const NOTHING = { data: [], next_cursor: null }

export async function showTasks(page: Context): Promise<Response> {
  const { t } = page
  const filter = readFilter(page.c.req.query())
  const apiQuery = await toApi(page, filter)
  const query = { ...apiQuery, status: filter.status, cursor: filter.cursor, limit: ROWS }
  const isPlain = Object.entries(filter).every(
    ([name, value]) => value === undefined || name === 'task_type',
  )
  const [found, counts, types, stalls, throughput] = await Promise.all([
    apiQuery ? page.api.call('listTasks', { query }) : NOTHING,
    apiQuery ? page.api.call('countTasks', { query: apiQuery }) : null,
    page.may('system:read') ? page.api.call('listTaskTypes') : { data: [] },
    filter.status === 'pending' ? stallLines(page) : '',
    isPlain ? page.api.call('listTaskThroughput', { query: { hours: 24 } }) : null,
  ])
  const names = types.data.map(({ name }) => name)
  const { cursor, ...rest } = filter
  const day =
    throughput === null
      ? ''
      : tasksOfDay(page, throughput.data, {
          path: '/console/tasks',
          param: 'task_type',
          chosen: filter.task_type,
        })
  const paging = { rows: found.data.length, total: totalOf(filter, counts) }
  const next = found.next_cursor
  const body = html`${day} ${views(page, filter, counts)} ${filterBar(page, filter, names)}
  ${stalls} ${found.data.length === 0 ? nothing(page, filter) : table(page, found.data)}
  ${pager(page, '/console/tasks', { filter: rest, cursor, next, ...paging })}
  ${found.data.length === 0 ? '' : bulk(page, filter, counts)}`
  const link = (path: string, label: string) =>
    html`<a class="button" href="/console/${path}">${label}</a>`
  const actions = html`${page.may('creators:read') ? link('jobs', t('jobs')) : ''}
  ${page.may('system:read') ? link('tasks/types', t('types')) : ''}`
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

/** A lower bound where one of the counts is. */
function totalOf({ status }: Filter, counts: Counts | null) {
  if (counts === null) return undefined
  const counted = counts.data.filter((row) => status === undefined || row.status === status)
  return {
    count: counted.reduce((sum, { count }) => sum + count, 0),
    capped: counted.some(({ capped }) => capped),
  }
}

function nothing({ t }: Context, filter: Filter) {
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  if (!isFiltered) return empty(t('noneYet'), t('noneYetHint'))
  const link = html`<a class="button" href="/console/tasks" data-morph>
    ${t('common.clearFilters')}
  </a>`
  return empty(t('none'), html`${t('common.emptyFilter')} ${link}`)
}

/** The acts on tasks of each state: a retry of ended ones, an end of open ones. */
const ACTS = {
  pending: ['cancel'],
  running: ['cancel'],
  done: [],
  failed: ['retry'],
  cancelled: ['retry'],
} as const

/** Returns the bulk acts; users who may change nothing have no checkboxes. */
function bulk(page: Context, filter: Filter, counts: Counts | null) {
  if (!page.may('tasks:write')) return ''
  const { t } = page
  const { status, cursor: _, ...rest } = filter
  const possible = status ? ACTS[status] : (['retry', 'cancel'] as const)
  if (possible.length === 0) return ''
  const all = status && counts ? countOf(page, counts, status) : null
  const bulkActions = possible.map((act) => ({
    value: `${act}-all`,
    label: t(`${act}All`, { count: all?.written ?? '' }),
  }))
  return bulkBar(page, {
    action: '/console/tasks/bulk',
    actions: possible.map((act) => ({ value: act, label: t(act) })),
    bulkActions: all !== null && all.count > 0 ? bulkActions : [],
    hidden: { ...rest, status },
  })
}

function table(page: Context, rows: readonly Task[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        ${page.may('tasks:write') ? checkboxHead(page) : ''}
        <th>${t('state')}</th>
        <th>${t('task')}</th>
        <th>${t('creator')}</th>
        <th class="number">${t('changed')}</th>
        <td><span class="hidden">${t('acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((task) => row(page, task))}
    </tbody>
  </table>`
}

function row(page: Context, task: Task) {
  const { t, language } = page
  const again =
    task.status === 'pending' && task.next_retry_at !== null ? time(page, task.next_retry_at) : null
  const name = taskType(language, task.task_type)
  return html`<tr id="task-${task.id}">
    ${page.may('tasks:write') ? checkboxCell(task.id, t('tickTask', { type: name, id: `${task.id}` })) : ''}
    <td>${badge(task.status, t(`task.is_${task.status}`))}</td>
    <td>
      <a class="name" href="/console/tasks/${task.id}" dir="auto">
        ${name} <small>${task.id}</small>
      </a>
      ${
        task.error_code === null || task.status === 'done'
          ? ''
          : html`<p>
              ${errorName(language, task.error_code)}
              ${task.error_message === null ? '' : inEnglish(page, task.error_message, '· ')}
            </p>`
      }
    </td>
    <td>
      ${
        task.username === null
          ? html`<small class="none">–</small>`
          : html`<a href="${addressOf(pathByName(task.username))}" dir="auto">@${task.username}</a>`
      }
    </td>
    <td class="number">
      ${time(page, changedAt(task))}
      ${again === null ? '' : html`<small class="line">${withTime(t('nextAt'), again)}</small>`}
    </td>
    <td class="acts">${buttons(page, task)}</td>
  </tr>`
}
