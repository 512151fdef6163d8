import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import type { RowOf } from '../../../console/api.ts'
import { layout } from '../../../console/layout.ts'
import { addressOf } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { pathByName } from '../../../console/parts/creator-link.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { statList } from '../../../console/parts/stat-list.ts'
import { taskType } from '../../../console/parts/task-type.ts'
import { time } from '../../../console/parts/time.ts'
import { errorName } from '../../../console/words/errors.ts'
import type { Context, Job } from './kit.ts'
import { jobProgress, jobState } from './state.ts'

const ROWS = 20
const STATES = ['done', 'failed', 'cancelled', 'waiting'] as const

/** `GET /jobs/:id`: how far a job is, what became of its tasks, and the newest of them. */
export async function showJob(page: Context): Promise<Response> {
  const { api, c, t, formats, may } = page
  const id = page.param('id')
  const [job, tasks] = await Promise.all([
    api.call('getJob', { params: { id } }),
    may('tasks:read') ? api.call('listTasks', { query: { job_id: id, limit: ROWS } }) : null,
  ])
  const body = html`<div id="job-${job.id}">
      <p class="state">${jobState(page, job)}</p>
      ${jobProgress(page, job)}
      <div class="totals">${counts(page, job)}</div>
    </div>
    ${tasks === null ? '' : tasksOf(page, job, tasks.data)}`
  const started = t('startedAt', { time: formats.moment(new Date(job.created_at)) })
  const ended =
    job.ended_at === null ? [] : [t('endedAt', { time: formats.moment(new Date(job.ended_at)) })]
  const content = {
    title: t(`kind_${job.kind}`),
    lead: [started, ...ended, ...(job.notify ? [t('notifies')] : [])].join(' · '),
    body,
    actions: actions(page, job),
    isLive: job.ended_at === null,
  }
  return c.html(await layout(page, content))
}

/** The number of tasks by state. */
const counts = ({ t, formats }: Context, job: Job) =>
  statList([
    { label: t('total'), value: formats.number(job.total) },
    ...STATES.map((state) => ({ label: t(`n_${state}`), value: formats.number(job[state]) })),
  ])

function actions({ t, may }: Context, job: Job) {
  if (job.ended_at !== null || job.cancelled_at !== null || !may('creators:write')) return ''
  return html`<form method="post" action="/console/jobs/${job.id}/cancel" data-morph>
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    <button class="remove">${t('cancelRest')}</button>
  </form>`
}

type Task = RowOf<'listTasks'>

function tasksOf(page: Context, job: Job, tasks: readonly Task[]) {
  const { t } = page
  if (tasks.length === 0) return html`<p class="hint">${t('tasksGone')}</p>`
  return html`<section aria-labelledby="job-tasks">
    <div class="title">
      <h2 id="job-tasks">${t('tasks')}</h2>
      <a class="out" href="${withQuery('/console/tasks', { job_id: job.id })}">${t('allTasks')}</a>
      ${
        job.failed === 0
          ? ''
          : html`<a
              class="out"
              href="${withQuery('/console/tasks', { job_id: job.id, status: 'failed' })}"
              >${t('failedTasks', { n: job.failed })}</a
            >`
      }
    </div>
    <table class="list cards">
      <thead>
        <tr>
          <th>${t('taskState')}</th>
          <th>${t('task')}</th>
          <th>${t('creator')}</th>
          <th class="number">${t('changed')}</th>
        </tr>
      </thead>
      <tbody>
        ${tasks.map((task) => row(page, task))}
      </tbody>
    </table>
  </section>`
}

function row(page: Context, task: Task) {
  const { t, language } = page
  const at = task.completed_at ?? task.started_at ?? task.created_at
  return html`<tr id="task-${task.id}">
    <td>${badge(task.status, t(`task.is_${task.status}`))}</td>
    <td>
      <a class="name" href="/console/tasks/${task.id}">${taskType(language, task.task_type)}</a>
      ${
        task.status === 'failed' && task.error_code !== null
          ? html`<small class="line">${errorName(language, task.error_code)}</small>`
          : ''
      }
    </td>
    <td>
      ${
        task.username === null
          ? html`<small class="none">–</small>`
          : html`<a href="${addressOf(pathByName(task.username))}" dir="auto">@${task.username}</a>`
      }
    </td>
    <td class="number">${time(page, at)}</td>
  </tr>`
}
