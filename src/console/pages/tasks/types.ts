import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { typeWords } from './type-words.ts'

const Type = z.object({
  name: z.string(),
  summary: z.string(),
  priority: z.int(),
  attempts: z.int(),
  resource: z.string(),
  paused_at: z.string().nullable(),
})
type Type = z.output<typeof Type>
const Types = z.object({ data: z.array(Type) })
const Pauses = z.object({
  data: z.array(z.object({ name: z.string(), object: z.string().nullable() })),
})

export async function showTypes(page: Page): Promise<Response> {
  const say = sayIn(page.language, typeWords)
  const { data } = await page.ask('GET /api/task-types', Types)
  const pausers = await readPausers(page, data)
  const body = html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('state')}</th>
        <th>${say('type')}</th>
        <th>${say('needs')}</th>
        <th class="number">${say('priority')}</th>
        <td><span class="hidden">${say('acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${data.map((type) => row(page, type, pausers.get(type.name)))}
    </tbody>
  </table>`
  const actions = html`<a class="button" href="/console/tasks">${say('toTasks')}</a>`
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

const PATH = '/api/task-types/'

/** Who paused the types that are paused, as far as the audit log still knows. */
async function readPausers(page: Page, types: readonly Type[]): Promise<Map<string, string>> {
  const paused = types.filter(({ paused_at: at }) => at !== null)
  if (paused.length === 0 || !page.may('audit:read')) return new Map()
  const found = await Promise.all(
    paused.map(async ({ name }) => {
      const query = { action: 'pauseTaskType', object: `${PATH}${name}`, limit: 1 }
      const { data } = await page.ask('GET /api/audit', Pauses, { query })
      return data.map((entry): [string, string] => [name, entry.name])
    }),
  )
  return new Map(found.flat())
}

function row(page: Page, type: Type, pauser: string | undefined) {
  const { language } = page
  const say = sayIn(language, typeWords)
  const { name, paused_at: at, resource } = type
  return html`<tr id="type-${name}">
    <td>${at === null ? badge('done', say('begins')) : badge('paused', say('paused'))}</td>
    <td>
      <a class="name" href="/console/tasks?task_type=${name}">${taskType(language, name)}</a>
      <p lang="en">${type.summary}</p>
      ${
        at === null
          ? ''
          : html`<p>
              ${sayAround(say('pausedSince'), time(page, at))}
              ${pauser === undefined ? '' : `· ${say('pausedBy', { name: pauser })}`}
            </p>`
      }
    </td>
    <td>${wordOf(language, typeWords, `resource_${resource}`) ?? resource}</td>
    <td class="number">${type.priority}</td>
    <td class="acts">${button(page, type)}</td>
  </tr>`
}

function button(page: Page, { name, paused_at: at }: Type) {
  if (!page.may('system:write')) return ''
  const say = sayIn(page.language, typeWords)
  const verb = at === null ? 'pause' : 'resume'
  const label = `${say(verb)}: ${taskType(page.language, name)}`
  return html`<form method="post" action="/console/tasks/types/${name}/${verb}" data-morph>
    <button aria-label="${label}">${say(verb)}</button>
  </form>`
}

const sayAround = (text: string, element: unknown) => {
  const [before = '', after = ''] = text.split('{time}')
  return html`${before}${element}${after}`
}

/** Both can be taken back by a click, so that nobody is asked first. */
export const switchType = (verb: 'pause' | 'resume') => async (page: Page) => {
  const say = sayIn(page.language, typeWords)
  const name = page.c.req.param('type') ?? ''
  await page.ask(`POST ${PATH}${encodeURIComponent(name)}/${verb}`, z.unknown())
  const type = taskType(page.language, name)
  return goTo(page, '/tasks/types', say(verb === 'pause' ? 'didPause' : 'didResume', { type }))
}
