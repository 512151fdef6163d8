import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { postTitle } from '../../parts/publishing-state.ts'
import { sayIn } from '../../words.ts'
import { compose } from './compose.ts'
import { isEditable, loadPost, Post, postId } from './data.ts'
import { addressOfStep } from './frame.ts'
import { live } from './live.ts'
import { postsWords } from './words.ts'

/** A post that is being written, or what becomes of one that was begun. */
export async function showPost(page: Page): Promise<Response> {
  const post = await loadPost(page)
  return await (isEditable(post) ? compose(page, post) : live(page, post))
}

export async function duplicate(page: Page): Promise<Response> {
  const { id } = await page.ask(`POST /api/posts/${postId(page)}/duplicate`, Post)
  return goTo(page, addressOfStep(id, 'text'), sayIn(page.language, postsWords)('duplicated'))
}

const Cancelled = z.object({ cancelled: z.int() })

export async function cancel(page: Page): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const { cancelled: n } = await page.ask(`POST /api/posts/${postId(page)}/cancel`, Cancelled)
  return goTo(page, `/posts/${postId(page)}`, n === 0 ? say('stopped') : say('stoppedSome', { n }))
}

export async function askToDelete(page: Page): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const post = await loadPost(page)
  return await askFirst(page, {
    title: say('deleteTitle', { name: postTitle(page, post) }),
    body: html`<p>${say('deleteHint')}</p>`,
    action: `/console/posts/${post.id}/delete`,
    submit: say('deleteSubmit'),
    hidden: {},
    back: `/posts/${post.id}`,
  })
}

export async function remove(page: Page): Promise<Response> {
  await page.ask(`DELETE /api/posts/${postId(page)}`, z.unknown())
  return goTo(page, '/posts', sayIn(page.language, postsWords)('deleted'))
}

const Retried = z.object({ retried: z.int() })
const executionId = ({ c }: Page): string => encodeURIComponent(c.req.param('execution') ?? '')

export async function retryAll(page: Page): Promise<Response> {
  const { retried: n } = await page.ask(`POST /api/posts/${postId(page)}/retry`, Retried)
  return goTo(page, `/posts/${postId(page)}`, sayIn(page.language, postsWords)('retried', { n }))
}

export async function retryOne(page: Page): Promise<Response> {
  const at = `/api/posts/${postId(page)}/executions/${executionId(page)}/retry` as const
  const { retried: n } = await page.ask(`POST ${at}`, Retried)
  return goTo(page, `/posts/${postId(page)}`, sayIn(page.language, postsWords)('retried', { n }))
}

/** Takes a person's word for a publication with an unknown outcome. */
export async function resolve(page: Page): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const form = await readForm(page)
  const id = postId(page)
  const isThere = form.get('is') === 'there'
  const permalink = isThere ? (form.get('permalink')?.trim() ?? '') : null
  const at = `/api/posts/${id}/executions/${executionId(page)}/resolve` as const
  try {
    await page.ask(`POST ${at}`, z.unknown(), { body: { permalink } })
  } catch (error) {
    const isFault = error instanceof ProblemError && [409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await live(page, await loadPost(page), error)
  }
  return goTo(page, `/posts/${id}`, say(isThere ? 'resolvedThere' : 'resolvedAbsent'))
}
