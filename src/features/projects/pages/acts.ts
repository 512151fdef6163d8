import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../console/page.ts'
import { showProject } from './detail.ts'
import { projectPath, versionParams } from './addresses.ts'
import type { Context } from './kit.ts'

/** Binds the post of a pasted link. */
export async function bindPost(page: Context): Promise<Response> {
  const { api, t } = page
  const params = versionParams(page)
  const { id: versionId, number: n } = await api.call('getProjectVersion', { params })
  const link = (await readForm(page)).get(`link-${n}`)?.trim() ?? ''
  const body = { projectId: params.id, versionId, permalink: link }
  const { refusal } = await refusable(api.call('bindPost', { body }))
  if (!refusal) return goTo(page, projectPath(page), t('bound', { n: String(n) }))
  const fault = refusal.explain('permalink', 'igMediaId')
  return await showProject(page, { pasted: { version: n, link, fault } })
}

export async function unbindPost(page: Context): Promise<Response> {
  const binding = (await readForm(page)).get('binding') ?? ''
  await page.api.call('unbindPost', { params: { id: binding } })
  return goTo(page, projectPath(page), page.t('unbound'))
}

/** Statuses with which a model could not be asked: the page says why. */
const NOT_ATTEMPTED = [409, 429, 502, 503]

export async function askModel(page: Context): Promise<Response> {
  const { api, t, language, formats } = page
  const call = api.call('adviseProject', {
    params: { id: page.param('id') },
    query: { language },
    body: {},
  })
  const { answer, refusal } = await refusable(call, NOT_ATTEMPTED)
  if (refusal) return await showProject(page, { refusal })
  const { outcome } = answer
  const end = outcome === 'success' || outcome === 'dropped' ? outcome : 'other'
  const cost = formats.money(answer.cost_usd)
  return goTo(page, projectPath(page), t(`asked_${end}`, { cost }))
}
