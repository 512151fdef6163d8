import { z } from '../../../http/router.ts'
import { goTo, ownPath, readForm, type ConsolePage, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { changeTasks } from './bulk.ts'
import { showTask } from './detail.ts'
import { showErrors } from './errors.ts'
import { showTasks } from './list.ts'
import { changePriority } from './priority.ts'
import { showTypes, switchType } from './types.ts'
import { tasksWords } from './words.ts'

/** Does it, and comes back to where the button was. */
const change = (verb: 'retry' | 'cancel') => async (page: Page) => {
  const say = sayIn(page.language, tasksWords)
  const form = await readForm(page)
  const id = page.c.req.param('id') ?? ''
  await page.ask(`POST /api/tasks/${encodeURIComponent(id)}/${verb}`, z.unknown(), {
    idempotencyKey: form.get('idempotency-key') ?? undefined,
  })
  const done = say(verb === 'retry' ? 'retried' : 'cancelled', { id })
  return goTo(page, ownPath(form.get('back') ?? '/console/tasks'), done)
}

export const tasks: ConsolePage = {
  path: '/tasks',
  words: tasksWords,
  nav: { group: 'work', shape: 'tasks', scope: 'tasks:read' },
  routes: [
    { method: 'GET', path: '/tasks', handle: showTasks },
    { method: 'GET', path: '/tasks/errors', handle: showErrors },
    { method: 'POST', path: '/tasks/bulk', handle: changeTasks },
    { method: 'GET', path: '/tasks/types', handle: showTypes },
    { method: 'POST', path: '/tasks/types/:type/pause', handle: switchType('pause') },
    { method: 'POST', path: '/tasks/types/:type/resume', handle: switchType('resume') },
    { method: 'GET', path: '/tasks/:id{[0-9]+}', handle: showTask },
    { method: 'POST', path: '/tasks/:id{[0-9]+}/priority', handle: changePriority },
    { method: 'POST', path: '/tasks/:id{[0-9]+}/retry', handle: change('retry') },
    { method: 'POST', path: '/tasks/:id{[0-9]+}/cancel', handle: change('cancel') },
  ],
}
