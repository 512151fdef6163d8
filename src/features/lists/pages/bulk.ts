import { html } from 'hono/html'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import { z } from '../../../http/router.ts'
import { choiceIn } from '../../../console/kit/choice.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { addressOf, goTo, isScript, ownPath, readFields, readForm } from '../../../console/page.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { select } from '../../../console/parts/forms/select.ts'
import { notice } from '../../../console/layout.ts'
import type { Context } from './kit.ts'

const MAX_COMPARED = 6

/** The facts in a refusal when the members of a list have changed. */
const Facts = z.object({ matched: z.int() })

/** Acts on the chosen members, or on all that match; both ask for confirmation first. */
export async function actOnMany(context: Context): Promise<Response> {
  const form = await readForm(context)
  const ids = form.getAll('id')
  const act = form.get('act')
  if (act === 'move-all') return await askStatus(context, form)
  if (ids.length === 0) return back(context, form, context.t('common.nothingChosen'))
  if (act === 'compare') return compare(context, form, ids)
  if (act !== 'take') return await askStatus(context, form)
  // A script shows the way back for ten seconds; without one, people are asked before.
  return isScript(context) ? await take(context, form) : await askToTake(context, form)
}

const back = (context: Context, form: URLSearchParams, flash: string) =>
  goTo(context, ownPath(form.get('back')), flash)

function compare(context: Context, form: URLSearchParams, ids: readonly string[]): Response {
  if (ids.length > MAX_COMPARED) return back(context, form, context.t('compareMost'))
  return goTo(context, `/compare?${new URLSearchParams({ ids: ids.join(',') }).toString()}`)
}

/**
 * Chosen ones by their ids; all that match by their number, of which the API says whether it still
 * holds.
 */
const meant = (form: URLSearchParams) => {
  const ids = form.getAll('id')
  const isAll = form.get('act') === 'move-all'
  return { ids, isAll, count: isAll ? Number(form.get('expected')) : ids.length }
}

async function askStatus(
  context: Context,
  form: URLSearchParams,
  changed?: number,
): Promise<Response> {
  const { t, param } = context
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
    label: t(`member.is_${value}`),
  }))
  const body = html`${changed === undefined ? '' : notice(t('common.countChanged', { n: changed }))}
  ${select({ name: 'to', label: t('status'), options, chosen: 'contacted' })}`
  return await askFirst(context, {
    title: t('moveTitle', { n }),
    body,
    action: `${addressOf('/lists')}/${encodeURIComponent(param('id'))}/move`,
    submit: t('moveSubmit', { n }),
    hidden,
    back: ownPath(form.get('back')),
    status: changed === undefined ? 200 : 409,
  })
}

export async function move(context: Context): Promise<Response> {
  const { api, t, param } = context
  const form = await readForm(context)
  const { ids, isAll, count } = meant(form)
  const status = MEMBER_STATUSES.find((each) => each === form.get('status'))
  const selection = isAll ? { filter: { status }, expected: count } : { blogs: ids }
  const call = api.call('moveListMembers', {
    params: { id: param('id') },
    body: { to: choiceIn(form, 'to', MEMBER_STATUSES), ...selection },
  })
  const { answer, refusal } = await refusable(call, [409])
  if (!refusal) return back(context, form, t('moved', { n: answer.moved }))
  const facts = Facts.safeParse(refusal.problem.facts)
  if (refusal.problem.code !== 'count_changed' || !facts.success) throw refusal
  return await askStatus(context, form, facts.data.matched)
}

async function askToTake(context: Context, form: URLSearchParams): Promise<Response> {
  const { api, t, param } = context
  const { id, name } = await api.call('getListFields', { params: { id: param('id') } })
  const ids = form.getAll('id')
  return await askFirst(context, {
    title: t('takeTitle', { n: ids.length, name }),
    body: html`<p>${t('takeHint')}</p>`,
    action: `${addressOf('/lists')}/${id}/take`,
    submit: t('takeSubmit', { n: ids.length }),
    hidden: { id: ids, back: form.get('back') ?? '' },
    back: ownPath(form.get('back')),
  })
}

export const takeConfirmed = async (context: Context): Promise<Response> =>
  await take(context, await readForm(context))

async function take(context: Context, form: URLSearchParams): Promise<Response> {
  const { api, t, param } = context
  const id = param('id')
  const { removed, removal } = await api.call('removeListMembers', {
    params: { id },
    body: { blogs: form.getAll('id') },
  })
  const flash = t('taken', { n: removed })
  if (removed === 0) return back(context, form, flash)
  return goTo(context, ownPath(form.get('back')), flash, {
    path: `/lists/${encodeURIComponent(id)}/put-back`,
    label: t('common.undo'),
    fields: { removal, back: form.get('back') ?? '' },
  })
}

/** Puts those back who were taken out. */
export async function putBack(context: Context): Promise<Response> {
  const { api, t, param } = context
  const form = await readForm(context)
  const { removal } = readFields(Removal, form)
  const call = api.call('restoreListMembers', { params: { id: param('id') }, body: { removal } })
  return back(context, form, t('putBack', { n: (await call).restored }))
}

const Removal = z.object({ removal: z.uuid() })
