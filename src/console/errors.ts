import { html } from 'hono/html'
import type { ProblemError } from './user-client.ts'
import type { Problem } from '../http/router.ts'
import { addressOf, formAddress, ownAddress, type PageContext } from './page.ts'
import { layout } from './layout.ts'
import { translator, messageOf } from './messages.ts'
import { faultWords } from './words/faults.ts'
import { frameMessages } from './words/frame.ts'
import { original } from './parts/original.ts'

const STATUSES = [400, 403, 404, 409, 413, 422, 429, 500, 503] as const
type Status = (typeof STATUSES)[number]

/** Shows a refusal of the API as a page: what failed, what it means, what to do. */
export async function answerProblem(page: PageContext, error: ProblemError): Promise<Response> {
  const { problem, retryAfter } = error
  const { c, cookies } = page
  if (problem.status === 401) {
    cookies.endSession()
    return toSignIn(page)
  }
  if (problem.code === 'elevation_required') {
    const next = new URLSearchParams({ next: formAddress(page) ?? ownAddress(page) })
    return c.redirect(`/console/confirm?${next.toString()}`, 303)
  }
  if (retryAfter !== null) c.header('retry-after', String(retryAfter))
  const otherwise = problem.status < 500 ? 400 : 500
  const status = STATUSES.find((each) => each === problem.status) ?? otherwise
  return await answerStatus(page, status, problem)
}

export const answerForbidden = async (page: PageContext): Promise<Response> =>
  await answerStatus(page, 403)

export const answerMissing = async (page: PageContext): Promise<Response> =>
  await answerStatus(page, 404)

/** Answers a form that was sent by a page of another site. */
export async function answerForeign(page: PageContext): Promise<Response> {
  const t = translator(page.language, frameMessages)
  const text = await layout(page, {
    title: t('foreign'),
    body: html`<p>${t('foreignHint')}</p>`,
  })
  return page.c.html(text, 403)
}

/**
 * Sends the browser to the sign-in page and back afterwards; the change of a form is not repeated,
 * but the browser fills the form again.
 */
export function toSignIn(page: PageContext): Response {
  const { c } = page
  const next = c.req.method === 'GET' ? ownAddress(page) : formAddress(page)
  const comesBack = next !== undefined && next !== addressOf('/')
  const query = comesBack ? `?${new URLSearchParams({ next }).toString()}` : ''
  return c.redirect(`/console/sign-in${query}`, 303)
}

async function answerStatus(
  page: PageContext,
  status: Status,
  problem?: Problem,
): Promise<Response> {
  const { c, language } = page
  const t = translator(language, frameMessages)
  const hint = messageOf(language, frameMessages, `errorHint_${status}`)
  const body = html`<div class="empty">
    ${hint === undefined ? '' : html`<p>${hint}</p>`}
    ${problem === undefined ? '' : original(page, problem.detail)}
    <p><a class="button" href="/console">${t('toOverview')}</a></p>
    <p>
      <small>${t('requestId')} <code>${c.get('requestId')}</code></small>
    </p>
  </div>`
  const title = messageOf(language, faultWords, `problem_${problem?.code}`) ?? t(`error_${status}`)
  return c.html(await layout(page, { title, body }), status)
}
