import { html } from 'hono/html'
import { tabs } from '../../../../console/parts/tabs.ts'
import { layout } from '../../../../console/layout.ts'
import { postBadge, postTitle } from '../states.ts'
import type { Context, Post } from './kit.ts'

type Step = 'text' | 'captions' | 'plan'
const STEPS: readonly Step[] = ['text', 'captions', 'plan']

export const addressOfStep = (id: string, step: Step): string =>
  `/posts/${encodeURIComponent(id)}${step === 'text' ? '' : `/${step}`}`

/** The page of a post that is being written, one step of it. */
export async function stepPage(
  page: Context,
  post: Post,
  frame: { step: Step; body: unknown; isRefused?: boolean; isLive?: boolean },
): Promise<Response> {
  const { t } = page
  const { step, isRefused = false, isLive = false } = frame
  const steps = tabs(
    t('steps'),
    STEPS.map((each) => ({
      label: t(`step_${each}`),
      href: `/console${addressOfStep(post.id, each)}`,
      isCurrent: each === step,
    })),
  )
  const body = html`<p class="state">${postBadge(page, post.status)} ${scheduleOf(page, post)}</p>
    ${steps}
    <div class="step">${frame.body}</div>`
  const content = { title: postTitle(page, post), body, actions: postActs(page, post), isLive }
  return page.c.html(await layout(page, content), isRefused ? 422 : 200)
}

/** Says when the post is to be published, what it waits for, or that its time has passed. */
export function scheduleOf(page: Context, post: Post) {
  const { scheduled_at: at, missed_at: missed, publish_requested_at: requestedAt, status } = post
  const { t } = page
  const timeOf = (moment: string): string => page.formats.absolute(new Date(moment))
  if (requestedAt !== null)
    return html`<span
      >${t(status === 'translating' ? 'language.afterTranslation' : 'language.afterReview')}</span
    >`
  if (at !== null)
    return html`<span>${t(missed === null ? 'goesAt' : 'missedAt', { time: timeOf(at) })}</span>`
  return missed === null ? '' : html`<span>${t('language.heldAt', { time: timeOf(missed) })}</span>`
}

/** Buttons for the whole post: duplicate, stop, delete. */
export function postActs(
  page: Context,
  { id, scheduled_at: at, publish_requested_at: requestedAt }: Post,
) {
  if (!page.may('publishing:write')) return ''
  const { t } = page
  const form = (act: 'duplicate' | 'cancel') =>
    html`<form method="post" action="/console/posts/${id}/${act}" data-morph>
      <button>${t(act)}</button>
    </form>`
  return html`${form('duplicate')} ${at !== null || requestedAt !== null ? form('cancel') : ''}
    <a class="button remove" href="/console/posts/${id}/delete" data-dialog>${t('delete')}</a>`
}
