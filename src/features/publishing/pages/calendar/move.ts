import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { dayIn, momentIn, momentOf } from '../../../../console/days.ts'
import { goTo, ownPath, readForm } from '../../../../console/page.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import { postTitle } from '../states.ts'
import { loadPost } from '../posts/read.ts'
import { changed, PATH, searchOf } from './address.ts'
import { nextFreeHour } from './begin.ts'
import { mondayOf } from './days.ts'
import { cityOfZone } from '../../../../console/parts/zone-name.ts'
import type { Context } from './kit.ts'
import { withUndo } from './undo.ts'

type Post = Awaited<ReturnType<typeof loadPost>>

/** Another time for a post. */
export const showMove = async (page: Context): Promise<Response> =>
  await show(page, await loadPost(page), { back: `${PATH}${searchOf(page)}` })

type MoveForm = {
  at?: string
  fault?: string
  error?: ProblemError
  /** The calendar that the form was opened on. */
  back: string
}

/** A post that is scheduled goes out at its new time; another one is only shown there. */
const isScheduled = ({ scheduled_at: at }: Post): boolean => at !== null

const timeOf = (post: Post): string | null => post.scheduled_at ?? post.wished_at

async function show(
  page: Context,
  post: Post,
  { at, fault, error, back }: MoveForm,
): Promise<Response> {
  const { t } = page
  const current = new Date(
    timeOf(post) ?? (await nextFreeHour(page, dayIn(page.now, page.timeZone))),
  )
  const value = at ?? momentIn(current, page.timeZone)
  return await formCard(page, {
    title: t('moveTitle', { name: postTitle(page, post) }),
    follows: t(isScheduled(post) ? 'moveFollows' : 'moveFollowsDraft'),
    fields: html`${hiddenFields({ back })}
      <div class="field">
        <label for="at">${t('at', { zone: cityOfZone(page.language, page.timeZone) })}</label>
        <input
          id="at"
          name="at"
          type="datetime-local"
          value="${value}"
          required
          ${fault === undefined ? '' : html`aria-invalid="true" aria-describedby="at-note"`}
        />
        ${fault === undefined ? '' : html`<p class="fault" id="at-note">${fault}</p>`}
      </div>`,
    action: `${PATH}/${post.id}/move`,
    back: ownPath(back),
    submit: t('moveSubmit'),
    error,
    inlineErrors: false,
    isInvalid: fault !== undefined,
  })
}

/**
 * Moves a post to the time of a form, to the next free hour of a day that it was dropped on, or
 * back to the moment that it had.
 */
export async function move(page: Context): Promise<Response> {
  const form = await readForm(page)
  const post = await loadPost(page)
  const back = addressOfBack(form)
  const onlyIf = form.get('only-if')
  if (onlyIf !== null) return await undo(page, form, { post, back, onlyIf })
  const at = form.get('at') ?? ''
  const to = await newTime(page, at)
  if (!to) return await show(page, post, { back, fault: page.t('noTime') })
  if (!isScheduled(post) && to <= page.now)
    return await show(page, post, { at, back, fault: page.t('hasPassed') })
  const { refusal } = await refusable(store(page, post, to))
  if (refusal) return await show(page, post, { at, back, error: refusal })
  const from = timeOf(post)
  return to.toISOString() === from
    ? goTo(page, ownPath(back))
    : offerUndo(page, back, { post, from, to })
}

/** Takes a move back, unless the post has another time than the one that it was moved to. */
async function undo(
  page: Context,
  form: URLSearchParams,
  { post, back, onlyIf }: { post: Post; back: string; onlyIf: string },
): Promise<Response> {
  const { t } = page
  const earlier = form.get('moment') ?? ''
  const isTime = !Number.isNaN(Date.parse(earlier)) || (earlier === '' && !isScheduled(post))
  if ((timeOf(post) ?? '') !== onlyIf || !isTime) return goTo(page, ownPath(back), t('hasChanged'))
  const { refusal } = await refusable(store(page, post, earlier === '' ? null : new Date(earlier)))
  if (refusal) return await show(page, post, { back, error: refusal })
  return goTo(page, ownPath(back), t('undone'))
}

/** Forms of the calendar have its address; others lead to its month. */
function addressOfBack(form: URLSearchParams): string {
  const back = `/console${ownPath(form.get('back'))}`
  return back.split('?')[0] === PATH ? back : PATH
}

async function newTime(page: Context, at: string): Promise<Date | undefined> {
  if (/^\d{4}-\d\d-\d\d$/.test(at)) return await nextFreeHour(page, at)
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at) ? momentOf(at, page.timeZone) : undefined
}

async function store({ api, timeZone }: Context, post: Post, to: Date | null): Promise<void> {
  const params = { id: post.id }
  const at = to?.toISOString() ?? null
  if (isScheduled(post))
    await api.call('schedulePost', { params, body: { at, time_zone: timeZone } })
  else await api.call('wishPostTime', { params, body: { at } })
}

type Moved = { post: Post; from: string | null; to: Date }

/** Shows the span of the new time. A time that has passed is none to go back to. */
function offerUndo(page: Context, back: string, { post, from, to }: Moved): Response {
  const { t, formats, now, timeZone } = page
  const day = dayIn(to, timeZone)
  const isWeek = new URLSearchParams(back.split('?')[1]).has('week')
  const span = isWeek
    ? { week: mondayOf(day), month: null }
    : { month: day.slice(0, 7), week: null }
  const address = changed(back, span)
  if (isScheduled(post) && from !== null && new Date(from) <= now)
    return goTo(page, ownPath(address), t('moved', { time: formats.absolute(to) }))
  const made = { id: post.id, from, to: to.toISOString() }
  return goTo(page, ownPath(withUndo(address, made)))
}
