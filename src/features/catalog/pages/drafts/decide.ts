import { html } from 'hono/html'
import type { BodyOf, OperationName } from '../../../../console/api.ts'
import { z } from '../../../../http/router.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { addressOf, goTo, ownPath, readFields, readForm } from '../../../../console/page.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { bodyOf, navigationFilter, readFilter, type Filter } from './filter.ts'
import type { Context, Decisions } from './kit.ts'

/** Drafts that the API decides at once. */
const MAX_AT_ONCE = 500

const ACTS = ['approve-all', 'reject-all'] as const
const Chosen = z.object({ act: z.enum(ACTS) })
type Action = 'approve' | 'reject'

/** Decides about all drafts that fit a filter; first shows how many they are. */
export async function decideMany(page: Context): Promise<Response> {
  const form = await readForm(page)
  const action = readFields(Chosen, form).act === 'approve-all' ? 'approve' : 'reject'
  return await decideAll(page, action, ownPath(form.get('back')), form)
}

const OPERATIONS = {
  approve: 'approveProductDrafts',
  reject: 'rejectProductDrafts',
} as const satisfies Record<Action, OperationName>

type Body = BodyOf<(typeof OPERATIONS)[Action]>

const decide = async ({ api }: Context, action: Action, body: Body): Promise<Decisions> =>
  await api.call(OPERATIONS[action], { body })

async function decideAll(
  page: Context,
  action: Action,
  back: string,
  form: URLSearchParams,
): Promise<Response> {
  const chosen = readFilter(Object.fromEntries(form))
  const filter = bodyOf(chosen)
  const expected = form.get('expected')
  if (expected === null) {
    const { matched } = await decide(page, action, { filter, dry_run: true })
    if (matched === 0) return goTo(page, back, page.t('none'))
    return await confirm(page, { action, back, chosen, count: matched, hasChanged: false })
  }
  const call = decide(page, action, { filter, expected: Number(expected) })
  const { answer, refusal } = await refusable(call, [409])
  if (!refusal) return goTo(page, back, summaryOf(page, answer))
  const matched = refusal.problem.facts?.['matched']
  if (typeof matched !== 'number') throw refusal
  return await confirm(page, { action, back, chosen, count: matched, hasChanged: true })
}

type DecisionRequest = {
  action: Action
  back: string
  chosen: Filter
  count: number
  hasChanged: boolean
}

async function confirm(
  page: Context,
  { action, back, chosen, count, hasChanged }: DecisionRequest,
) {
  const { t } = page
  const changed = t('common.countChanged', { n: count })
  const n = Math.min(count, MAX_AT_ONCE)
  return await askFirst(page, {
    title: t(`${action}AllTitle`, { n: count }),
    body: html`${hasChanged ? html`<p>${changed}</p>` : ''}
      <p>${t(`${action}AllHint`)}</p>
      ${count > MAX_AT_ONCE ? html`<p>${t('atOnce', { n: MAX_AT_ONCE })}</p>` : ''}`,
    action: '/console/drafts/decide',
    submit: t(`${action}AllSubmit`, { n }),
    hidden: {
      ...navigationFilter(chosen),
      act: `${action}-all`,
      expected: String(count),
      back: addressOf(back),
    },
    back,
    status: hasChanged ? 409 : 200,
  })
}

function summaryOf({ t }: Context, { data, matched }: Decisions): string {
  const refusals = data.filter(({ refused: why }) => why !== null).length
  const left = matched - data.length
  return [
    t('decided', { n: data.length - refusals }),
    ...(refusals > 0 ? [t('refusedSome', { n: refusals })] : []),
    ...(left > 0 ? [t('leftSome', { n: left })] : []),
  ].join(' ')
}
