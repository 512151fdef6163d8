import { html } from 'hono/html'
import type { AnswerOf } from '../../../../console/api.ts'
import { goTo, ownPath, readForm } from '../../../../console/page.ts'
import { choiceIn } from '../../../../console/kit/choice.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { REFUSALS } from '../refusals.ts'
import { readFilter } from './filter.ts'
import type { Context } from './kit.ts'

const ACTS = ['pause', 'resume', 'pause-all', 'resume-all'] as const

/** Asks first, with the number; what is confirmed comes back with it. */
export async function changeMany(page: Context): Promise<Response> {
  const form = await readForm(page)
  const act = choiceIn(form, 'act', ACTS)
  const action = act.startsWith('pause') ? 'pause' : 'resume'
  const back = ownPath(form.get('back') ?? '/console/accounts')
  const ids = form.getAll('id')
  const filter = readFilter(Object.fromEntries(form))
  const isAll = act.endsWith('-all')
  if (!isAll && ids.length === 0) return goTo(page, back, page.t('common.nothingChosen'))
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
