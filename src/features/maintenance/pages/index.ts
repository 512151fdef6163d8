import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { goTo, readForm } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { empty } from '../../../console/parts/empty.ts'
import { taskType } from '../../../console/parts/task-type.ts'
import { time } from '../../../console/parts/time.ts'
import { notice, layout } from '../../../console/layout.ts'
import { errorName } from '../../../console/words/errors.ts'
import { zoneName } from '../../../console/parts/zone-name.ts'
import { patternText } from './pattern.ts'
import { definePage, type Context, type Job } from './kit.ts'
import { inEnglish, original } from '../../../console/parts/original.ts'

async function show(page: Context): Promise<Response> {
  const { t } = page
  const { data } = await page.api.call('getSchedule')
  const body = data.length === 0 ? empty(t('none'), t('noneHint')) : table(page, data)
  const lead = t('lead', {
    zone: zoneName(page.language, data[0]?.time_zone ?? page.timeZone, page.now),
  })
  return page.c.html(await layout(page, { title: t('title'), lead, body, isLive: true }))
}

function table(page: Context, jobs: readonly Job[]) {
  const { t } = page
  return html`<table class="list cards schedule">
    <thead>
      <tr>
        <th>${t('last')}</th>
        <th>${t('job')}</th>
        <th>${t('pattern')}</th>
        <th>${t('next')}</th>
        <td><span class="hidden">${t('acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${jobs.map((job) => row(page, job))}
    </tbody>
  </table>`
}

function row(page: Context, job: Job) {
  const { language, t } = page
  const words = patternText(page.t, job.pattern)
  return html`<tr id="job-${job.name}">
    <td>${lastOf(page, job)}</td>
    <td>
      <a class="name" href="/console/tasks?task_type=${job.task_type}" dir="auto">
        ${taskType(language, job.name)}
      </a>
      ${job.late ? notice(t('late')) : ''} ${whatWentWrong(page, job)}
    </td>
    <td>
      ${words ?? html`<code>${job.pattern}</code>`}
      ${words === null ? '' : html`<small class="line"><code>${job.pattern}</code></small>`}
    </td>
    <td>
      ${
        job.next_ticks.length === 0
          ? html`<small title="${t('never')}">–</small>`
          : job.next_ticks.map(
              (at, place) =>
                html`<span class="line">${place === 0 ? time(page, at) : exact(page, at)}</span>`,
            )
      }
    </td>
    <td class="acts">
      ${
        page.may('system:write')
          ? html`<form method="post" action="/console/schedule/${job.name}/run" data-morph>
              <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
              <button aria-label="${t('run')}: ${taskType(language, job.name)}">${t('run')}</button>
            </form>`
          : ''
      }
    </td>
  </tr>`
}

const exact = ({ formats }: Context, iso: string) => {
  const at = new Date(iso)
  return html`<time datetime="${iso}" title="${formats.absolute(at)}">${formats.moment(at)}</time>`
}

function lastOf(page: Context, { last_tick: lastTick, last_task: task }: Job) {
  const { t } = page
  if (lastTick === null) return html`<small title="${t('noRun')}">–</small>`
  const state =
    task === null
      ? ''
      : task.status === null
        ? html`<small class="line">${t('gone')}</small>`
        : html`<a class="line" href="/console/tasks/${task.id}"
            >${badge(task.status, t(`task.is_${task.status}`))}</a
          >`
  return html`${state} <small class="line">${time(page, lastTick)}</small>`
}

function whatWentWrong(page: Context, { last_task: task, skipped_tick, failure, last_tick }: Job) {
  const { language, formats, now, t } = page
  const error = task?.status === 'failed' ? task.error_code : null
  return html`${
    failure === null
      ? ''
      : html`<p>${t('failure')}: ${errorName(language, failure.code)}</p>
          ${original(page, failure.message)}`
  }
  ${
    error === null
      ? ''
      : html`<p>${errorName(language, error)} ${inEnglish(page, task?.error_message ?? '')}</p>`
  }
  ${
    skipped_tick !== null && skipped_tick === last_tick
      ? html`<p>${t('skipped', { time: formats.relative(new Date(skipped_tick), now) })}</p>`
      : ''
  }`
}

async function run(page: Context): Promise<Response> {
  const { t } = page
  const name = page.param('name')
  const idempotencyKey = (await readForm(page)).get('idempotency-key') ?? undefined
  const ran = await page.api.call('runScheduleEntry', { params: { name }, idempotencyKey })
  const id = String(ran.task_id)
  return goTo(page, '/schedule', t(ran.result === 'created' ? 'ran' : 'isOpen', { id }))
}

const schedule = definePage({
  path: '/schedule',
  nav: { job: 'system', shape: 'pending', scope: 'system:read' },
  routes: {
    'GET /schedule': show,
    'POST /schedule/:name/run': run,
  },
})

export const maintenancePages = [schedule]
