import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, readForm, type ConsolePage, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { errorName } from '../../words/errors.ts'
import { taskWords } from '../../words/tasks.ts'
import { sayPattern } from './pattern.ts'
import { scheduleWords } from './words.ts'

const Job = z.object({
  name: z.string(),
  pattern: z.string(),
  time_zone: z.string(),
  task_type: z.string(),
  last_tick: z.string().nullable(),
  next_ticks: z.array(z.string()),
  late: z.boolean(),
  skipped_tick: z.string().nullable(),
  last_task: z
    .object({
      id: z.int(),
      status: z.enum(['pending', 'running', 'done', 'failed', 'cancelled']).nullable(),
      error_code: z.string().nullable(),
      error_message: z.string().nullable(),
    })
    .nullable(),
  failure: z.object({ at: z.string(), code: z.string(), message: z.string() }).nullable(),
})
type Job = z.output<typeof Job>
const Jobs = z.object({ data: z.array(Job) })

async function show(page: Page): Promise<Response> {
  const say = sayIn(page.language, scheduleWords)
  const { data } = await page.ask('GET /api/schedule', Jobs)
  const body = data.length === 0 ? empty(say('none'), say('noneHint')) : table(page, data)
  const lead = say('lead', { zone: data[0]?.time_zone ?? page.timeZone })
  return page.c.html(await shell(page, { title: say('title'), lead, body, isLive: true }))
}

function table(page: Page, jobs: readonly Job[]) {
  const say = sayIn(page.language, scheduleWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('last')}</th>
        <th>${say('job')}</th>
        <th>${say('pattern')}</th>
        <th>${say('next')}</th>
        <td><span class="hidden">${say('acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${jobs.map((job) => row(page, job))}
    </tbody>
  </table>`
}

function row(page: Page, job: Job) {
  const { language } = page
  const say = sayIn(language, scheduleWords)
  const words = sayPattern(page, job.pattern)
  return html`<tr id="job-${job.name}">
    <td>${lastOf(page, job)}</td>
    <td>
      <a class="name" href="/console/tasks?task_type=${job.task_type}">
        ${taskType(language, job.name)}
      </a>
      ${job.late ? notice(say('late')) : ''} ${whatWentWrong(page, job)}
    </td>
    <td>
      ${words ?? html`<code>${job.pattern}</code>`}
      ${words === null ? '' : html`<small class="line"><code>${job.pattern}</code></small>`}
    </td>
    <td>
      ${
        job.next_ticks.length === 0
          ? html`<small title="${say('never')}">–</small>`
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
              <button aria-label="${say('run')}: ${taskType(language, job.name)}">
                ${say('run')}
              </button>
            </form>`
          : ''
      }
    </td>
  </tr>`
}

const exact = ({ formats }: Page, iso: string) => {
  const at = new Date(iso)
  return html`<time datetime="${iso}" title="${formats.absolute(at)}">${formats.moment(at)}</time>`
}

function lastOf(page: Page, { last_tick: tick, last_task: task }: Job) {
  const say = sayIn(page.language, scheduleWords)
  if (tick === null) return html`<small title="${say('noRun')}">–</small>`
  const state =
    task === null
      ? ''
      : task.status === null
        ? html`<small class="line">${say('gone')}</small>`
        : html`<a class="line" href="/console/tasks/${task.id}"
            >${badge(task.status, sayIn(page.language, taskWords)(`is_${task.status}`))}</a
          >`
  return html`${state} <small class="line">${time(page, tick)}</small>`
}

function whatWentWrong(page: Page, { last_task: task, skipped_tick, failure, last_tick }: Job) {
  const { language, formats, now } = page
  const say = sayIn(language, scheduleWords)
  const error = task?.status === 'failed' ? task.error_code : null
  return html`${
    failure === null
      ? ''
      : html`<p>${say('failure')}: ${errorName(language, failure.code)}</p>
          <p lang="en">${failure.message}</p>`
  }
  ${
    error === null
      ? ''
      : html`<p>
          ${errorName(language, error)} <span lang="en">${task?.error_message ?? ''}</span>
        </p>`
  }
  ${
    skipped_tick !== null && skipped_tick === last_tick
      ? html`<p>${say('skipped', { time: formats.relative(new Date(skipped_tick), now) })}</p>`
      : ''
  }`
}

const Ran = z.object({ result: z.enum(['created', 'already_open']), task_id: z.int() })

async function run(page: Page): Promise<Response> {
  const say = sayIn(page.language, scheduleWords)
  const name = encodeURIComponent(page.c.req.param('name') ?? '')
  const idempotencyKey = (await readForm(page)).get('idempotency-key') ?? undefined
  const ran = await page.ask(`POST /api/schedule/${name}/run`, Ran, { idempotencyKey })
  const id = String(ran.task_id)
  return goTo(page, '/schedule', say(ran.result === 'created' ? 'ran' : 'isOpen', { id }))
}

export const schedule: ConsolePage = {
  path: '/schedule',
  words: scheduleWords,
  nav: { group: 'team', shape: 'schedule', scope: 'system:read' },
  routes: [
    { method: 'GET', path: '/schedule', handle: show },
    { method: 'POST', path: '/schedule/:name/run', handle: run },
  ],
}
