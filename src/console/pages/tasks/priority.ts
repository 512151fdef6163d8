import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { select } from '../../parts/select.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { detailWords } from './detail-words.ts'
import type { Task } from './task.ts'

const PRIORITIES = Array.from({ length: 10 }, (_, at) => String(at + 1))

/** A waiting task may run sooner or later. */
export function priorityForm(page: Page, task: Task) {
  if (task.status !== 'pending' || !page.may('tasks:write')) return ''
  const say = sayIn(page.language, detailWords)
  const words: Readonly<Record<string, string>> = {
    1: say('mostUrgent', { n: '1' }),
    10: say('leastUrgent', { n: '10' }),
  }
  return html`<form
    class="beside"
    method="post"
    action="/console/tasks/${task.id}/priority"
    data-morph
  >
    ${select({
      name: 'priority',
      label: say('changePriority'),
      chosen: String(task.priority),
      options: PRIORITIES.map((value) => ({ value, label: words[value] ?? value })),
    })}
    <button>${sayIn(page.language, frameWords)('save')}</button>
  </form>`
}

export async function changePriority(page: Page): Promise<Response> {
  const say = sayIn(page.language, detailWords)
  const id = page.c.req.param('id') ?? ''
  const priority = Number((await readForm(page)).get('priority'))
  await page.ask(`PATCH /api/tasks/${id}`, z.unknown(), { body: { priority } })
  return goTo(page, `/tasks/${id}`, say('prioritized', { id, priority: String(priority) }))
}
