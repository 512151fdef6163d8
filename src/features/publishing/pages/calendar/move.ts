import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { momentIn, momentOf } from '../../../../console/days.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import { postTitle } from '../states.ts'
import { loadPost } from '../posts/read.ts'
import { mondayOf } from './week.ts'
import type { Context, Post } from './kit.ts'

/** Another time for a post. */
export const showMove = async (page: Context): Promise<Response> =>
  await show(page, await loadPost(page), { view: page.c.req.query('view') })

type MoveForm = {
  at?: string
  fault?: string
  error?: ProblemError
  /** The view in which the page of the new time is shown. */
  view?: string | undefined
}

async function show(
  page: Context,
  post: Post,
  { at, fault, error, view }: MoveForm,
): Promise<Response> {
  const { t } = page
  const value = at ?? momentIn(new Date(post.scheduled_at ?? page.now), page.timeZone)
  return await formCard(page, {
    title: t('moveTitle', { name: postTitle(page, post) }),
    follows: t('moveFollows'),
    fields: html`${hiddenFields({ view })}
      <div class="field">
        <label for="at">${t('at', { zone: page.timeZone })}</label>
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
    submit: t('moveSubmit'),
    error,
    inlineErrors: false,
    isInvalid: fault !== undefined,
  })
}

export async function move(page: Context): Promise<Response> {
  const { api, t } = page
  const form = await readForm(page)
  const at = form.get('at') ?? ''
  const view = form.get('view') ?? undefined
  const post = await loadPost(page)
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at) ? momentOf(at, page.timeZone) : undefined
  if (!moment) return await show(page, post, { view, fault: t('noTime') })
  const body = { at: moment.toISOString(), time_zone: page.timeZone }
  const call = api.call('schedulePost', { params: { id: post.id }, body })
  const { refusal } = await refusable(call)
  if (refusal) return await show(page, post, { at, view, error: refusal })
  const span = view === 'week' ? `week=${mondayOf(at.slice(0, 10))}` : `month=${at.slice(0, 7)}`
  return goTo(page, `/calendar?${span}`, t('moved', { time: page.formats.absolute(moment) }))
}
