import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, ownPath, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { select } from '../../parts/select.ts'
import { notice } from '../../shell.ts'
import { html } from 'hono/html'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { memberWords } from '../../words/members.ts'
import { List } from './data.ts'
import { listId } from './detail.ts'
import { listsWords } from './words.ts'

const MOST_COMPARED = 6

const Moved = z.object({ moved: z.int() })
const Removed = z.object({ removed: z.int() })
const Facts = z.object({ matched: z.int() })

/** What was chosen on the list, or all that match; both ask first. */
export async function actOnMany(page: Page): Promise<Response> {
  const form = await readForm(page)
  const ids = form.getAll('id')
  const act = form.get('act')
  if (act === 'move-all') return await askStatus(page, form)
  const say = sayIn(page.language, frameWords)
  if (ids.length === 0) return back(page, form, say('nothingChosen'))
  if (act === 'compare') return compare(page, form, ids)
  return act === 'take' ? await askToTake(page, form) : await askStatus(page, form)
}

const back = (page: Page, form: URLSearchParams, flash: string) =>
  goTo(page, ownPath(form.get('back')), flash)

function compare(page: Page, form: URLSearchParams, ids: readonly string[]): Response {
  if (ids.length > MOST_COMPARED)
    return back(page, form, sayIn(page.language, listsWords)('compareMost'))
  return goTo(page, `/compare?${new URLSearchParams({ ids: ids.join(',') }).toString()}`)
}

/** Chosen ones by their ids; all that match by their number, of which the API says whether it still holds. */
const meant = (form: URLSearchParams) => {
  const ids = form.getAll('id')
  const isAll = form.get('act') === 'move-all'
  return { ids, isAll, count: isAll ? Number(form.get('expected')) : ids.length }
}

async function askStatus(page: Page, form: URLSearchParams, changed?: number): Promise<Response> {
  const say = sayIn(page.language, listsWords)
  const { ids, isAll, count } = meant(form)
  const n = changed ?? count
  const hidden = {
    act: isAll ? 'move-all' : 'move',
    id: isAll ? [] : ids,
    status: form.get('status') ?? undefined,
    expected: String(n),
    back: form.get('back') ?? '',
    'idempotency-key': form.get('idempotency-key') ?? undefined,
  }
  const options = MEMBER_STATUSES.map((value) => ({
    value,
    label: sayIn(page.language, memberWords)(`is_${value}`),
  }))
  const body = html`${
    changed === undefined
      ? ''
      : notice(sayIn(page.language, frameWords)('countChanged', { n: changed }))
  }
  ${select({ name: 'to', label: say('status'), options, chosen: 'contacted' })}`
  return await askFirst(page, {
    title: say('moveTitle', { n }),
    body,
    action: `/console/lists/${listId(page)}/move`,
    submit: say('moveSubmit', { n }),
    hidden,
    back: ownPath(form.get('back')),
    status: changed === undefined ? 200 : 409,
  })
}

export async function move(page: Page): Promise<Response> {
  const form = await readForm(page)
  const { ids, isAll, count } = meant(form)
  const status = form.get('status') ?? undefined
  const whom = isAll ? { filter: { status }, expected: count } : { blogs: ids }
  try {
    const { moved } = await page.ask(`POST /api/lists/${listId(page)}/members/move`, Moved, {
      body: { to: form.get('to'), ...whom },
    })
    return back(page, form, sayIn(page.language, listsWords)('moved', { n: moved }))
  } catch (error) {
    const facts =
      error instanceof ProblemError && error.problem.code === 'count_changed'
        ? Facts.safeParse(error.problem.facts).data
        : undefined
    if (!facts) throw error
    return await askStatus(page, form, facts.matched)
  }
}

async function askToTake(page: Page, form: URLSearchParams): Promise<Response> {
  const say = sayIn(page.language, listsWords)
  const { name } = await page.ask(`GET /api/lists/${listId(page)}`, List)
  const ids = form.getAll('id')
  return await askFirst(page, {
    title: say('takeTitle', { n: ids.length, name }),
    body: html`<p>${say('takeHint')}</p>`,
    action: `/console/lists/${listId(page)}/take`,
    submit: say('takeSubmit', { n: ids.length }),
    hidden: { id: ids, back: form.get('back') ?? '' },
    back: ownPath(form.get('back')),
  })
}

export async function take(page: Page): Promise<Response> {
  const form = await readForm(page)
  const { removed } = await page.ask(`DELETE /api/lists/${listId(page)}/members`, Removed, {
    body: { blogs: form.getAll('id') },
  })
  return back(page, form, sayIn(page.language, listsWords)('taken', { n: removed }))
}
