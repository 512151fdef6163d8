import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { ownAddress, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { canCancel, canRetry, type Task } from './task.ts'
import { tasksWords } from './words.ts'

/** What may be done with a task now, by whoever may. */
export function buttons(page: Page, task: Task) {
  if (!page.may('tasks:write')) return ''
  const verb = canRetry(task) ? 'retry' : canCancel(task) ? 'cancel' : undefined
  if (verb === undefined) return ''
  const say = sayIn(page.language, tasksWords)
  return html`<form method="post" action="/console/tasks/${task.id}/${verb}" data-morph>
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    <button aria-label="${say(verb)} ${task.id}">${say(verb)}</button>
  </form>`
}
