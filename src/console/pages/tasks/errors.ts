import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ownAddress, type Page } from '../../page.ts'
import { hiddenFields } from '../../parts/bulk.ts'
import { Diagnosis, diagnosisLine } from '../../parts/diagnosis.ts'
import { empty } from '../../parts/empty.ts'
import { sparkline } from '../../parts/sparkline.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { errorName } from '../../words/errors.ts'
import { errorPageWords } from './error-words.ts'
import { addressOf } from './filter.ts'
import { Counts, views } from './views.ts'
import { tasksWords } from './words.ts'

const Group = z.object({
  error_code: z.string().nullable(),
  message: z.string(),
  failed_tasks: z.int(),
  attempts: z.int(),
  retried: z.int(),
  snoozed: z.int(),
  lost: z.int(),
  first_seen: z.string(),
  last_seen: z.string(),
  trend: z.array(z.int()),
  example_task_id: z.int(),
  task_type: z.string().nullable(),
  diagnosis: Diagnosis,
})
export type ErrorGroup = z.output<typeof Group>
const Groups = z.object({ data: z.array(Group) })

export const readErrorGroups = async (page: Page): Promise<ErrorGroup[]> =>
  (await page.ask('GET /api/tasks/errors', Groups)).data

export async function showErrors(page: Page): Promise<Response> {
  const say = sayIn(page.language, errorPageWords)
  const [groups, counts] = await Promise.all([
    readErrorGroups(page),
    page.ask('GET /api/tasks/counts', Counts),
  ])
  const body = html`${views(page, null, counts)}
  ${groups.length === 0 ? empty(say('none'), say('noneHint')) : table(page, groups)}`
  const title = sayIn(page.language, tasksWords)('title')
  return page.c.html(await shell(page, { title, lead: say('lead'), body, isLive: true }))
}

function table(page: Page, groups: readonly ErrorGroup[]) {
  const say = sayIn(page.language, errorPageWords)
  return html`<table class="list cards errors">
    <thead>
      <tr>
        <th class="number">${say('failed')}</th>
        <th>${say('error')}</th>
        <th>${say('trend')}</th>
        <th class="number">${say('seen')}</th>
        <td><span class="hidden">${say('acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${groups.map((group, at) => row(page, group, at))}
    </tbody>
  </table>`
}

function row(page: Page, group: ErrorGroup, at: number) {
  const { language, formats } = page
  const say = sayIn(language, errorPageWords)
  const { error_code, message, failed_tasks, attempts, trend, task_type } = group
  const open = attempts === 0 ? '' : say('attempts', { n: attempts })
  return html`<tr id="error-${at}">
    <td class="number">
      ${failed_tasks === 0 ? html`<small>0</small>` : html`<strong>${formats.number(failed_tasks)}</strong>`}
    </td>
    <td>
      <a class="name" href="${listOf(group)}">
        ${error_code === null ? say('noCode') : errorName(language, error_code)}
      </a>
      ${task_type === null ? '' : html`<small>${taskType(language, task_type)}</small>`}
      ${message === '' ? '' : html`<p lang="en">${message}</p>`}
      ${failed_tasks === 0 ? html`<p>${say('noneFailed')}</p>` : diagnosisLine(page, group.diagnosis)}
    </td>
    <td>
      ${trend.some((each) => each > 0) ? sparkline(trend, open) : ''}
      ${open === '' ? '' : html`<small class="line">${open}</small>`}
    </td>
    <td class="number">
      ${time(page, group.last_seen)}
      <small class="line">${say('first')} ${time(page, group.first_seen)}</small>
      <small class="line">
        <a href="/console/tasks/${group.example_task_id}">${say('example')}</a>
      </small>
    </td>
    <td class="acts">${retryGroup(page, group)}</td>
  </tr>`
}

/** The filter whose tasks a group is about. */
const filterOf = ({ error_code, message }: ErrorGroup) => ({
  status: 'failed',
  error_code: error_code ?? undefined,
  error_message: message === '' ? undefined : message,
})

/** The list of a group's failed tasks. */
export const listOf = (group: ErrorGroup): string => addressOf(filterOf(group))

/** Retries the failed tasks of a group, once a person has seen what follows. */
export function retryGroup(page: Page, group: ErrorGroup) {
  if (!page.may('tasks:write') || group.failed_tasks === 0) return ''
  const say = sayIn(page.language, errorPageWords)
  return html`<form method="post" action="/console/tasks/bulk" data-dialog>
    ${hiddenFields({ ...filterOf(group), back: ownAddress(page) })}
    <button name="act" value="retry-all">${say('retry', { n: group.failed_tasks })}</button>
  </form>`
}
