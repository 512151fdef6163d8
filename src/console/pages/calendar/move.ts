import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { momentIn, momentOf } from '../../days.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { hiddenFields } from '../../parts/bulk.ts'
import { formCard } from '../../parts/form-card.ts'
import { postTitle } from '../../parts/publishing-state.ts'
import { sayIn } from '../../words.ts'
import { loadPost, type Post } from '../posts/data.ts'
import { mondayOf } from './week.ts'
import { calendarWords } from './words.ts'

/** Another time for a post. */
export const showMove = async (page: Page): Promise<Response> =>
  await show(page, await loadPost(page), { view: page.c.req.query('view') })

type Told = {
  at?: string
  fault?: string
  error?: ProblemError
  /** Where it is moved: the page of that time is shown in the same view. */
  view?: string | undefined
}

async function show(page: Page, post: Post, { at, fault, error, view }: Told): Promise<Response> {
  const say = sayIn(page.language, calendarWords)
  const value = at ?? momentIn(new Date(post.scheduled_at ?? page.now), page.timeZone)
  return await formCard(page, {
    title: say('moveTitle', { name: postTitle(page, post) }),
    follows: say('moveFollows'),
    fields: html`${hiddenFields({ view })}
      <div class="field">
        <label for="at">${say('at', { zone: page.timeZone })}</label>
        <input
          id="at"
          name="at"
          type="datetime-local"
          value="${value}"
          required
          ${fault === undefined ? '' : html`aria-describedby="at-note"`}
        />
        ${fault === undefined ? '' : html`<p class="fault" id="at-note">${fault}</p>`}
      </div>`,
    action: `/console/calendar/${post.id}/move`,
    back: '/calendar',
    submit: say('moveSubmit'),
    error,
    saysFaults: false,
    isFaulty: fault !== undefined,
  })
}

export async function move(page: Page): Promise<Response> {
  const say = sayIn(page.language, calendarWords)
  const form = await readForm(page)
  const at = form.get('at') ?? ''
  const view = form.get('view') ?? undefined
  const post = await loadPost(page)
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at) ? momentOf(at, page.timeZone) : undefined
  if (!moment) return await show(page, post, { view, fault: say('noTime') })
  try {
    const body = { at: moment.toISOString(), time_zone: page.timeZone }
    await page.ask(`POST /api/posts/${post.id}/schedule`, z.unknown(), { body })
  } catch (error) {
    const isFault = error instanceof ProblemError && [409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await show(page, post, { at, view, error })
  }
  const span = view === 'week' ? `week=${mondayOf(at.slice(0, 10))}` : `month=${at.slice(0, 7)}`
  return goTo(page, `/calendar?${span}`, say('moved', { time: page.formats.absolute(moment) }))
}
