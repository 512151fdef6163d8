import { html } from 'hono/html'
import type { AnswerOf } from '../../../../console/api.ts'
import { addressOf, goTo, isScript, ownPath, readForm } from '../../../../console/page.ts'
import { choiceIn } from '../../../../console/kit/choice.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { REFUSALS } from '../refusals.ts'
import { readFilter } from './filter.ts'
import type { Context } from './kit.ts'

/** The most accounts whose pause is undone at once: a cookie has their ids. */
const MAX_UNDONE = 80

const ACTS = ['pause', 'resume', 'pause-all', 'resume-all'] as const

/** Pauses or resumes the chosen accounts, or all that match the filter. */
export async function changeMany(page: Context): Promise<Response> {
  const form = await readForm(page)
  const act = choiceIn(form, 'act', ACTS)
  const back = ownPath(form.get('back') ?? '/console/accounts')
  const ids = form.getAll('id').flatMap((each) => each.split(' '))
  if (!act.endsWith('-all') && ids.length === 0)
    return goTo(page, back, page.t('common.nothingChosen'))
  // A script shows the way back for ten seconds; without one, people are asked before.
  const isUndone = act === 'pause' && isScript(page) && ids.length <= MAX_UNDONE
  if (!isUndone || form.has('expected')) return await askAndChange(page, form, { act, back, ids })
  const body = { action: 'pause', ids, expected: ids.length } as const
  return pausedOf(page, back, await page.api.call('changeAccounts', { body }))
}

type Chosen = { act: (typeof ACTS)[number]; back: string; ids: string[] }

/** Asks first, with the number; what is confirmed comes back with it. */
async function askAndChange(page: Context, form: URLSearchParams, { act, back, ids }: Chosen) {
  const action = act.startsWith('pause') ? 'pause' : 'resume'
  const isAll = act.endsWith('-all')
  const filter = readFilter(Object.fromEntries(form))
  const chosen = isAll ? { filter } : { ids }
  const expected = form.get('expected')
  const change = async (body: { dry_run: true } | { expected: number }) =>
    await page.api.call('changeAccounts', { body: { action, ...chosen, ...body } })
  const ask = async (count: number, status: 200 | 409 = 200) =>
    await confirm(page, { action, act, back, ids: isAll ? [] : ids, filter, count, status })
  if (expected === null) return await ask((await change({ dry_run: true })).matched)
  const { answer, refusal } = await refusable(change({ expected: Number(expected) }), REFUSALS)
  if (!refusal) return goTo(page, back, sentence(page, action, answer))
  const { matched } = refusal.problem.facts ?? {}
  if (typeof matched !== 'number') throw refusal
  return await ask(matched, 409)
}

/** Says what was paused, with the way back for those that were not paused before. */
function pausedOf(page: Context, back: string, done: AnswerOf<'changeAccounts'>): Response {
  const paused = done.data.flatMap(({ id, is_changed: isChanged }) => (isChanged ? id : []))
  const said = sentence(page, 'pause', done)
  if (paused.length === 0) return goTo(page, back, said)
  const fields = { id: paused.join(' '), expected: String(paused.length), back: addressOf(back) }
  return goTo(page, back, said, {
    path: '/accounts/change-many',
    label: page.t('common.undo'),
    fields: { act: 'resume', ...fields },
  })
}

type ChangeRequest = {
  action: 'pause' | 'resume'
  act: string
  back: string
  ids: readonly string[]
  filter: ReturnType<typeof readFilter>
  count: number
  status: 200 | 409
}

async function confirm(page: Context, request: ChangeRequest): Promise<Response> {
  const { t } = page
  const { action, act, back, ids, filter, count, status } = request
  return await askFirst(page, {
    title: t(`care.${action}Title`, { n: count }),
    body: html`${status === 409 ? html`<p>${t('common.countChanged', { n: count })}</p>` : ''}
      <p>${t(`care.${action}Follows`)}</p>`,
    action: '/console/accounts/change-many',
    submit: t(`care.${action}Submit`, { n: count }),
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

function sentence(
  page: Context,
  action: 'pause' | 'resume',
  done: AnswerOf<'changeAccounts'>,
): string {
  const { t } = page
  return [
    t(`care.${action}Done`, { n: done.changed }),
    ...(done.refused > 0 ? [t('care.refusedSome', { n: done.refused })] : []),
    ...(done.left > 0 ? [t('care.leftSome', { n: done.left })] : []),
  ].join(' ')
}
