import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../console/page.ts'
import type { Context } from './kit.ts'
import { showTie } from './tie.ts'

const backTo = (context: Context): string => `/campaigns/${encodeURIComponent(context.param('id'))}`

const resultOf = ({ param }: Context) => ({ id: param('id'), result: param('result') })

/** Counts a post by its address. */
export async function tie(context: Context): Promise<Response> {
  const { api, t, param } = context
  const link = (await readForm(context)).get('link')?.trim() ?? ''
  const call = api.call('tieCampaignResult', { params: { id: param('id') }, body: { link } })
  const { refusal } = await refusable(call, [404, 409, 422])
  if (refusal) return await showTie(context, { link, refusal })
  return goTo(context, backTo(context), t('tied'))
}

export async function untie(context: Context): Promise<Response> {
  await context.api.call('untieCampaignResult', { params: resultOf(context) })
  return goTo(context, backTo(context), context.t('untied'))
}

export async function confirmLabel(context: Context): Promise<Response> {
  await context.api.call('confirmCampaignLabel', {
    params: resultOf(context),
    body: { confirmed: true },
  })
  return goTo(context, backTo(context), context.t('labelStored'))
}

export async function note(context: Context): Promise<Response> {
  const { api, t, param } = context
  const form = await readForm(context)
  const isNoted = form.get('noted') !== 'false'
  const body = { key: form.get('key') ?? '', noted: isNoted }
  await api.call('noteCampaignAlert', { params: { id: param('id') }, body })
  return goTo(context, backTo(context), t(isNoted ? 'alertNoted' : 'alertBack'))
}
