import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { postBadge, postTitle } from '../../parts/publishing-state.ts'
import { tabs } from '../../parts/tabs.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import type { Post } from './data.ts'
import { languageWords } from './language-words.ts'
import { postsWords } from './words.ts'

type Step = 'files' | 'text' | 'captions' | 'plan'
const STEPS: readonly Step[] = ['files', 'text', 'captions', 'plan']

export const addressOfStep = (id: string, step: Step): string =>
  `/posts/${id}${step === 'text' ? '' : `/${step}`}`

/** The page of a post that is being written, one step of it. */
export async function stepPage(
  page: Page,
  post: Post,
  given: { step: Step; body: unknown; isRefused?: boolean; isLive?: boolean },
): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const { step, isRefused = false, isLive = false } = given
  const steps = tabs(
    say('steps'),
    STEPS.map((each) => ({
      label: say(`step_${each}`),
      href: `/console${addressOfStep(post.id, each)}`,
      isCurrent: each === step,
    })),
  )
  const body = html`<p class="state">${postBadge(page, post.status)} ${scheduleOf(page, post)}</p>
    ${steps}
    <div class="step">${given.body}</div>`
  const content = { title: postTitle(page, post), body, actions: acts(page, post), isLive }
  return page.c.html(await shell(page, content), isRefused ? 422 : 200)
}

/** When it is to be published, what it waits for, or that its time has passed. */
function scheduleOf(page: Page, post: Post) {
  const { scheduled_at: at, missed_at: missed, publish_asked_at: asked, status } = post
  const say = sayIn(page.language, postsWords)
  const language = sayIn(page.language, languageWords)
  const timeOf = (moment: string): string => page.formats.absolute(new Date(moment))
  if (asked !== null)
    return html`<span
      >${language(status === 'translating' ? 'afterTranslation' : 'afterReview')}</span
    >`
  if (at !== null)
    return html`<span>${say(missed === null ? 'goesAt' : 'missedAt', { time: timeOf(at) })}</span>`
  return missed === null ? '' : html`<span>${language('heldAt', { time: timeOf(missed) })}</span>`
}

function acts(page: Page, { id, scheduled_at: at, publish_asked_at: asked }: Post) {
  if (!page.may('publishing:write')) return ''
  const say = sayIn(page.language, postsWords)
  const form = (act: 'duplicate' | 'cancel') =>
    html`<form method="post" action="/console/posts/${id}/${act}" data-morph>
      <button>${say(act)}</button>
    </form>`
  return html`${form('duplicate')} ${at !== null || asked !== null ? form('cancel') : ''}
    <a class="button" href="/console/posts/${id}/delete" data-dialog>${say('delete')}</a>`
}
