import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { Asked, Version } from './data.ts'
import { showProject } from './detail.ts'
import { isFault, projectId } from './edit.ts'
import { projectsWords } from './words.ts'

export const versionName = ({ c }: Page): string => encodeURIComponent(c.req.param('version') ?? '')

/** Binds the post of a pasted link. */
export async function bindPost(page: Page): Promise<Response> {
  const id = projectId(page)
  const at = `/api/projects/${id}/versions/${versionName(page)}` as const
  const { id: versionId, number: n } = await page.ask(`GET ${at}`, Version)
  const link = (await readForm(page)).get(`link-${n}`)?.trim() ?? ''
  try {
    const body = { projectId: id, versionId, permalink: link }
    await page.ask('POST /api/ig/bind', z.unknown(), { body })
  } catch (error) {
    if (!isFault(error)) throw error
    const fault = error.reasonAt('permalink') ?? error.reasonAt('igMediaId') ?? error.problem.detail
    return await showProject(page, { pasted: { version: n, link, fault } })
  }
  return goTo(
    page,
    `/projects/${id}`,
    sayIn(page.language, projectsWords)('bound', { n: String(n) }),
  )
}

export async function unbindPost(page: Page): Promise<Response> {
  const binding = (await readForm(page)).get('binding') ?? ''
  await page.ask(`DELETE /api/ig/bind/${encodeURIComponent(binding)}`, z.unknown())
  return goTo(page, `/projects/${projectId(page)}`, sayIn(page.language, projectsWords)('unbound'))
}

export async function askModel(page: Page): Promise<Response> {
  const id = projectId(page)
  const say = sayIn(page.language, projectsWords)
  try {
    const asked = await page.ask(`POST /api/projects/${id}/advice`, Asked, {
      query: { language: page.language },
    })
    const cost = page.formats.money(asked.cost_usd)
    const { outcome } = asked
    const end = outcome === 'success' || outcome === 'dropped' ? outcome : 'other'
    return goTo(page, `/projects/${id}`, say(`asked_${end}`, { cost }))
  } catch (error) {
    if (!(error instanceof ProblemError) || [403, 404].includes(error.problem.status)) throw error
    return await showProject(page, { refusal: error })
  }
}
