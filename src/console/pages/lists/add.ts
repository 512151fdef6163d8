import { html } from 'hono/html'
import { splitPasted } from '../../../creators/address.ts'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { area } from '../../parts/field.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { List } from './data.ts'
import { listId } from './detail.ts'
import { listsWords } from './words.ts'

const Added = z.object({
  added: z.int(),
  already: z.int(),
  unknown: z.int(),
  items: z.array(z.object({ blog: z.string(), outcome: z.string() })),
})

type Given = { names: string; above?: unknown; fault?: string | undefined }

export async function showAdd(page: Page, given: Given = { names: '' }): Promise<Response> {
  const say = sayIn(page.language, listsWords)
  const sayFrame = sayIn(page.language, frameWords)
  const { id, name } = await page.ask(`GET /api/lists/${listId(page)}`, List)
  const body = html`<form class="card" method="post" action="/console/lists/${id}/add">
    ${given.above ?? ''}
    ${area({
      name: 'names',
      label: say('addField'),
      value: given.names,
      hint: say('addHint'),
      fault: given.fault,
      rows: 6,
    })}
    <footer>
      <a class="button" href="/console/lists/${id}" data-close>${sayFrame('cancel')}</a>
      <button class="main">${say('addSubmit')}</button>
    </footer>
  </form>`
  const title = say('addTitle', { name })
  const isFaulty = given.fault !== undefined || given.above !== undefined
  return page.c.html(await shell(page, { title, body }), isFaulty ? 422 : 200)
}

/** Who is not known stays in the form, with the reason. */
export async function add(page: Page): Promise<Response> {
  const say = sayIn(page.language, listsWords)
  const names = (await readForm(page)).get('names') ?? ''
  try {
    const body = { blogs: splitPasted(names) }
    const path = `POST /api/lists/${listId(page)}/members` as const
    const { added, already, unknown, items } = await page.ask(path, Added, { body })
    const told = say('addedSome', { added, already, unknown })
    if (unknown === 0)
      return goTo(page, `/lists/${listId(page)}`, already === 0 ? say('added', { n: added }) : told)
    const left = items.filter(({ outcome }) => outcome === 'unknown').map(({ blog }) => blog)
    const above = html`${notice(told)}
      <p class="hint">${say('unknownHint')}</p>`
    return await showAdd(page, { names: left.join('\n'), above })
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error
    return await showAdd(page, { names, fault: error.reasonAt('blogs') ?? error.problem.detail })
  }
}
