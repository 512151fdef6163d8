import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { refusable } from '../../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { askFirst } from '../../../../../console/parts/forms/confirmation.ts'
import { refused } from '../../../../../console/parts/refused.ts'
import type { Context } from '../kit.ts'
import { loadPost, postParams, postPath } from '../read.ts'

/** `GET /posts/:id/removal`: whether what is published shall go, on one account or on all. */
export const askToRemove = async (page: Context): Promise<Response> =>
  await ask(page, page.c.req.query('execution'))

async function ask(page: Context, execution: string | undefined, error?: ProblemError) {
  const { t } = page
  const { id } = await loadPost(page)
  const isAll = execution === undefined
  const name = isAll ? undefined : await nameOf(page, id, execution)
  return await askFirst(page, {
    title: isAll ? t('removeAllTitle') : name ? t('removeTitle', { name }) : t('removeSubmit'),
    body: html`${error === undefined ? '' : refused(page, error)}
      <p>${t('removeFollows')}</p>`,
    action: `/console/posts/${id}/removal`,
    submit: t(isAll ? 'removeAllSubmit' : 'removeSubmit'),
    isDangerous: true,
    hidden: { execution },
    back: `/posts/${id}`,
    status: error === undefined ? 200 : 409,
  })
}

/** The account of a publication; undefined for one that is not on the first page of them. */
async function nameOf(page: Context, post: string, execution: string) {
  const { data } = await page.api.call('listExecutions', {
    params: { id: post },
    query: { limit: 200 },
  })
  return data.find(({ id }) => id === execution)?.username
}

export async function removePublications(page: Context): Promise<Response> {
  const execution = (await readForm(page)).get('execution') || undefined
  const { answer, refusal } = await refusable(removeOf(page, execution), [409])
  if (refusal) return await ask(page, execution, refusal)
  return goTo(page, postPath(page), page.t('removing', { n: answer.removing }))
}

/** One publication, or all without it. */
async function removeOf(page: Context, execution: string | undefined) {
  const params = postParams(page)
  return execution === undefined
    ? await page.api.call('removeExecutions', { params })
    : await page.api.call('removeExecution', { params: { ...params, execution } })
}
