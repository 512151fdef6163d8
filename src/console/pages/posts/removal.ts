import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { refused } from '../../parts/refused.ts'
import { sayIn } from '../../words.ts'
import { Executions, loadPost, postId } from './data.ts'
import { postsWords } from './words.ts'

/** `GET /posts/:id/removal`: whether what is published shall go, on one account or on all. */
export const askToRemove = async (page: Page): Promise<Response> =>
  await ask(page, page.c.req.query('execution'))

async function ask(page: Page, execution: string | undefined, error?: ProblemError) {
  const say = sayIn(page.language, postsWords)
  const { id } = await loadPost(page)
  const isAll = execution === undefined
  const name = isAll ? undefined : await nameOf(page, id, execution)
  return await askFirst(page, {
    title: isAll
      ? say('removeAllTitle')
      : name
        ? say('removeTitle', { name })
        : say('removeSubmit'),
    body: html`${error === undefined ? '' : refused(page, error)}
      <p>${say('removeFollows')}</p>`,
    action: `/console/posts/${id}/removal`,
    submit: say(isAll ? 'removeAllSubmit' : 'removeSubmit'),
    hidden: { execution },
    back: `/posts/${id}`,
    status: error === undefined ? 200 : 409,
  })
}

/** The account of a publication; undefined for one that is not on the first page of them. */
async function nameOf(page: Page, post: string, execution: string) {
  const { data } = await page.ask(`GET /api/posts/${post}/executions`, Executions, {
    query: { limit: 200 },
  })
  return data.find(({ id }) => id === execution)?.username
}

const Removing = z.object({ removing: z.int() })

export async function removePublications(page: Page): Promise<Response> {
  const execution = (await readForm(page)).get('execution') || undefined
  const id = postId(page)
  const one = execution === undefined ? '' : `/${encodeURIComponent(execution)}`
  try {
    const { removing: n } = await page.ask(`DELETE /api/posts/${id}/executions${one}`, Removing)
    return goTo(page, `/posts/${id}`, sayIn(page.language, postsWords)('removing', { n }))
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 409) throw error
    return await ask(page, execution, error)
  }
}
