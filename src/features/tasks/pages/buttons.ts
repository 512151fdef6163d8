import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { ownAddress } from '../../../console/page.ts'
import { canCancel, canRetry } from './task.ts'
import type { Context, Task } from './kit.ts'

/** Shows the buttons for acts on a task that its state and the user's rights allow. */
export function buttons(page: Context, task: Task) {
  if (!page.may('tasks:write')) return ''
  const verb = canRetry(task) ? 'retry' : canCancel(task) ? 'cancel' : undefined
  if (verb === undefined) return ''
  const { t } = page
  return html`<form method="post" action="/console/tasks/${task.id}/${verb}" data-morph>
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    <button aria-label="${t(verb)} ${task.id}">${t(verb)}</button>
  </form>`
}
