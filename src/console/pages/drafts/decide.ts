import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, ownPath, readFields, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Decisions } from './data.ts'
import { bodyOf, keptOf, readFilter, type Filter } from './filter.ts'
import { draftsWords } from './words.ts'

/** Drafts that the API decides at once. */
const MOST_AT_ONCE = 500

const ACTS = ['approve', 'reject', 'approve-all', 'reject-all'] as const
const Chosen = z.object({ act: z.enum(ACTS) })
type Action = 'approve' | 'reject'

/** Decides what was chosen on the list; for all that fit its filter, the number is told first. */
export async function decideMany(page: Page): Promise<Response> {
  const form = await readForm(page)
  const { act } = readFields(Chosen, form)
  const action = act.startsWith('approve') ? 'approve' : 'reject'
  const back = ownPath(form.get('back'))
  if (act.endsWith('-all')) return await decideAll(page, action, back, form)
  const ids = form.getAll('id')
  if (ids.length === 0) return goTo(page, back, sayIn(page.language, frameWords)('nothingChosen'))
  return goTo(page, back, told(page, await decide(page, action, { ids })))
}

const decide = async (page: Page, action: Action, body: object) =>
  await page.ask(`POST /api/products/drafts/batch-${action}`, Decisions, { body })

async function decideAll(
  page: Page,
  action: Action,
  back: string,
  form: URLSearchParams,
): Promise<Response> {
  const asked = readFilter(Object.fromEntries(form))
  const filter = bodyOf(asked)
  const expected = form.get('expected')
  if (expected === null) {
    const { matched } = await decide(page, action, { filter, dry_run: true })
    if (matched === 0) return goTo(page, back, sayIn(page.language, draftsWords)('none'))
    return await confirm(page, { action, back, asked, count: matched, hasChanged: false })
  }
  try {
    const done = await decide(page, action, { filter, expected: Number(expected) })
    return goTo(page, back, told(page, done))
  } catch (error) {
    const matched = error instanceof ProblemError ? error.problem.facts?.['matched'] : undefined
    if (typeof matched !== 'number') throw error
    return await confirm(page, { action, back, asked, count: matched, hasChanged: true })
  }
}

type Asked = { action: Action; back: string; asked: Filter; count: number; hasChanged: boolean }

async function confirm(page: Page, { action, back, asked, count, hasChanged }: Asked) {
  const say = sayIn(page.language, draftsWords)
  const changed = sayIn(page.language, frameWords)('countChanged', { n: count })
  const n = Math.min(count, MOST_AT_ONCE)
  return await askFirst(page, {
    title: say(`${action}AllTitle`, { n: count }),
    body: html`${hasChanged ? html`<p>${changed}</p>` : ''}
      <p>${say(`${action}AllHint`)}</p>
      ${count > MOST_AT_ONCE ? html`<p>${say('atOnce', { n: MOST_AT_ONCE })}</p>` : ''}`,
    action: '/console/drafts/decide',
    submit: say(`${action}AllSubmit`, { n }),
    hidden: {
      ...keptOf(asked),
      act: `${action}-all`,
      expected: String(count),
      back: addressOf(back),
    },
    back,
    status: hasChanged ? 409 : 200,
  })
}

function told({ language }: Page, { data, matched }: z.output<typeof Decisions>): string {
  const say = sayIn(language, draftsWords)
  const refusals = data.filter(({ refused: why }) => why !== null).length
  const left = matched - data.length
  return [
    say('decided', { n: data.length - refusals }),
    ...(refusals > 0 ? [say('refusedSome', { n: refusals })] : []),
    ...(left > 0 ? [say('leftSome', { n: left })] : []),
  ].join(' ')
}
