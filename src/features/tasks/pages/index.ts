import { goTo, ownPath, readForm } from '../../../console/page.ts'
import { changeTasks } from './bulk.ts'
import { showTask } from './detail.ts'
import { showErrors } from './errors.ts'
import { showTasks } from './list.ts'
import { changePriority } from './priority.ts'
import { pauseType, resumeType, showTypes } from './types.ts'
import { definePage, type Context } from './kit.ts'

async function retry(page: Context): Promise<Response> {
  const params = { id: page.param('id') }
  const form = await readForm(page)
  await page.api.call('retryTask', { params, idempotencyKey: keyIn(form) })
  return goBack(page, form, page.t('retried', params))
}

async function cancel(page: Context): Promise<Response> {
  const params = { id: page.param('id') }
  const form = await readForm(page)
  await page.api.call('cancelTask', { params, idempotencyKey: keyIn(form) })
  return goBack(page, form, page.t('cancelled', params))
}

const keyIn = (form: URLSearchParams) => form.get('idempotency-key') ?? undefined

/** Returns to the page with the button. */
const goBack = (page: Context, form: URLSearchParams, flash: string): Response =>
  goTo(page, ownPath(form.get('back') ?? '/console/tasks'), flash)

const tasks = definePage({
  path: '/tasks',
  nav: { job: 'system', shape: 'tasks', scope: 'tasks:read' },
  routes: {
    'GET /tasks': showTasks,
    'GET /tasks/errors': showErrors,
    'POST /tasks/bulk': changeTasks,
    'GET /tasks/types': showTypes,
    'POST /tasks/types/:type/pause': pauseType,
    'POST /tasks/types/:type/resume': resumeType,
    'GET /tasks/:id{[0-9]+}': showTask,
    'POST /tasks/:id{[0-9]+}/priority': changePriority,
    'POST /tasks/:id{[0-9]+}/retry': retry,
    'POST /tasks/:id{[0-9]+}/cancel': cancel,
  },
})

export const tasksPages = [tasks]
