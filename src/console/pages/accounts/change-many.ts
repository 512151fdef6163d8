import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, ownPath, readFields, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { refusalIn } from './account.ts'
import { readFilter } from './filter.ts'
import { careWords } from './care-words.ts'

const Result = z.object({
  matched: z.int(),
  changed: z.int(),
  refused: z.int(),
  left: z.int(),
  data: z.array(z.object({ detail: z.string().nullable() })),
})

const Chosen = z.object({ act: z.enum(['pause', 'resume', 'pause-all', 'resume-all']) })

/** Asks first, with the number; what is confirmed comes back with it. */
export async function changeMany(page: Page): Promise<Response> {
  const form = await readForm(page)
  const { act } = readFields(Chosen, form)
  const action = act.startsWith('pause') ? 'pause' : 'resume'
  const back = ownPath(form.get('back') ?? '/console/accounts')
  const ids = form.getAll('id')
  const filter = readFilter(Object.fromEntries(form))
  const isAll = act.endsWith('-all')
  if (!isAll && ids.length === 0)
    return goTo(page, back, sayIn(page.language, frameWords)('nothingChosen'))
  const chosen = isAll ? { filter } : { ids }
  const expected = form.get('expected')
  const change = async (body: object) =>
    await page.ask('POST /api/accounts/bulk', Result, { body: { action, ...chosen, ...body } })
  const ask = async (count: number, status: 200 | 409 = 200) =>
    await confirm(page, { action, act, back, ids: isAll ? [] : ids, filter, count, status })
  if (expected === null) return await ask((await change({ dry_run: true })).matched)
  try {
    const done = await change({ expected: Number(expected) })
    return goTo(page, back, sentence(page, action, done))
  } catch (error) {
    const refusal = refusalIn(error)
    const { matched } = refusal.problem.facts ?? {}
    if (typeof matched !== 'number') throw error
    return await ask(matched, 409)
  }
}

type Asked = {
  action: 'pause' | 'resume'
  act: string
  back: string
  ids: readonly string[]
  filter: ReturnType<typeof readFilter>
  count: number
  status: 200 | 409
}

async function confirm(page: Page, asked: Asked): Promise<Response> {
  const { action, act, back, ids, filter, count, status } = asked
  const say = sayIn(page.language, careWords)
  const sayFrame = sayIn(page.language, frameWords)
  return await askFirst(page, {
    title: say(`${action}Title`, { n: count }),
    body: html`${status === 409 ? html`<p>${sayFrame('countChanged', { n: count })}</p>` : ''}
      <p>${say(`${action}Follows`)}</p>`,
    action: '/console/accounts/change-many',
    submit: say(`${action}Submit`, { n: count }),
    hidden: {
      ...filter,
      act,
      id: ids,
      expected: String(count),
      back: `/console${back === '/' ? '' : back}`,
    },
    back,
    status,
  })
}

function sentence(page: Page, action: 'pause' | 'resume', done: z.output<typeof Result>): string {
  const say = sayIn(page.language, careWords)
  return [
    say(`${action}Done`, { n: done.changed }),
    ...(done.refused > 0 ? [say('refusedSome', { n: done.refused })] : []),
    ...(done.left > 0 ? [say('leftSome', { n: done.left })] : []),
  ].join(' ')
}
