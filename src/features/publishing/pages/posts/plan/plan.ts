import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { refusable } from '../../../../../console/kit/refusable.ts'
import { dayIn, momentIn, momentOf } from '../../../../../console/days.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { boolAttr } from '../../../../../console/parts/attributes.ts'
import { refused } from '../../../../../console/parts/refused.ts'
import { notice } from '../../../../../console/layout.ts'
import { collabOffer, inviteOthers } from './collab.ts'
import { addressOfStep, stepPage } from '../frame.ts'
import { languageQuestion } from '../editor/language.ts'
import { cityOfZone } from '../../../../../console/parts/zone-name.ts'
import type { Context, Plan, Post } from '../kit.ts'
import { outgoingCards, skippedRows } from './outgoing.ts'
import { isEditable, loadPost } from '../read.ts'

/**
 * Shows which accounts would publish which caption, which are left out and why, and until when;
 * with forms to publish now or at a time.
 */
export async function showPlan(page: Context): Promise<Response> {
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  return await show(page, post, { isTimed: page.c.req.query('when') === 'at' })
}

type PlanForm = {
  isTimed?: boolean
  error?: ProblemError
  isChanged?: boolean
  at?: string
  fault?: string
}

async function show(page: Context, post: Post, form: PlanForm = {}): Promise<Response> {
  const { t } = page
  const params = { id: post.id }
  const [plan, captions] = await Promise.all([
    page.api.call('planPost', { params }),
    page.api.call('listPostCaptions', { params }),
  ])
  const { error, isChanged = false } = form
  const mayPublish = page.may('publishing:write')
  const body = html`${error === undefined ? '' : refused(page, error)}
  ${isChanged ? notice(t('planChanged')) : ''} ${summary(page, plan)}
  ${mayPublish ? askOrForm(page, post, { plan, form }) : ''} ${warnings(page, post, plan)}
  ${plan.accounts.length === 0 ? html`<p>${t('nobody')}</p>` : ''}
  ${outgoingCards(page, post, {
    accounts: plan.accounts,
    captions: captions.data,
    goesAt: timeOf(page, post),
  })}
  ${skippedRows(page, post, plan.accounts)}`
  const isRefused = error !== undefined || isChanged || form.fault !== undefined
  return await stepPage(page, post, { step: 'plan', body, isRefused, isLive: true })
}

/** Lists what may go wrong on several accounts, with the remedy. */
const warnings = (page: Context, post: Post, plan: Plan) =>
  plan.warnings.length === 0
    ? ''
    : html`<ul class="warning">
        ${plan.warnings.map(
          (each) =>
            html`<li>
              ${page.t(`warning_${each}`)}
              ${each === 'same_media' && page.may('publishing:write') ? collabOffer(page, post.id, plan) : ''}
            </li>`,
        )}
      </ul>`

/** Says how many accounts get the post, in a sentence. */
const summary = ({ t }: Context, { taken, left_out: left }: Plan) =>
  html`<p class="lead">
    ${t('accountsGet', { n: taken })}${left === 0 ? '' : `, ${t('andSkipped', { n: left })}`}.
    ${t('nothingSent')}
  </p>`

/** The question for the language comes before anything is published. */
const askOrForm = (page: Context, post: Post, { plan, form }: { plan: Plan; form: PlanForm }) =>
  plan.language_needed ? languageQuestion(page, post, plan) : goForm(page, post, plan, form)

/** When the post goes out, and the one button for it; it stays in view. */
function goForm(page: Context, post: Post, plan: Plan, form: PlanForm) {
  const { t } = page
  if (post.media.length === 0) return html`<p class="hint">${t('filesFirst')}</p>`
  const isTimed = form.isTimed === true || form.at !== undefined || timeOf(page, post) !== null
  return html`<form class="go-out" method="post" action="/console/posts/${post.id}/publish">
      <input type="hidden" name="expected" value="${plan.taken}" />
      <fieldset>
        <legend class="hidden">${t('when')}</legend>
        <label
          ><input type="radio" name="when" value="now" ${boolAttr(!isTimed, 'checked')} /><span
            ><b>${t('now')}</b><small>${timesOf(page, plan)}</small></span
          ></label
        >
        <label
          ><input type="radio" name="when" value="at" ${boolAttr(isTimed, 'checked')} /><span
            ><b>${t('atATime')}</b><small>${t('scheduleHint')}</small></span
          ></label
        >
      </fieldset>
      ${timeField(page, post, form)}
      ${
        plan.taken === 0
          ? html`<p class="hint now">${t('nobodyTaken')}</p>`
          : html`<button class="main now">${t('publishOn', { n: plan.taken })}</button>`
      }
      <button class="main at">${t('schedule')}</button>
    </form>
    ${
      post.scheduled_at === null
        ? ''
        : html`<form method="post" action="/console/posts/${post.id}/schedule">
            <button name="act" value="clear">${t('unschedule')}</button>
          </form>`
    }`
}

/** From when until when the accounts publish, if it goes out now. */
function timesOf({ t, formats, now }: Context, { accounts, expected_end: end }: Plan): string {
  const ready = accounts.flatMap((each) =>
    each.left_out === null ? [new Date(each.ready_at).getTime()] : [],
  )
  if (ready.length === 0 || end === null) return t('publishHint')
  const first = new Date(Math.max(Math.min(...ready), now.getTime()))
  const last = new Date(end)
  return t('fromUntil', { from: formats.moment(first), until: formats.moment(last) })
}

/** The time that a post has, or is wished to have in the calendar; null: none to come. */
function timeOf({ now }: Context, { scheduled_at: at, wished_at: wish }: Post): Date | null {
  if (at !== null) return new Date(at)
  return wish !== null && new Date(wish) > now ? new Date(wish) : null
}

function timeField(page: Context, post: Post, { at, fault }: PlanForm) {
  const { t, now, timeZone } = page
  const suggested = new Date(now.getTime() + 3_600_000)
  const value = at ?? momentIn(timeOf(page, post) ?? suggested, timeZone)
  return html`<div class="field at">
    <label for="at">${t('scheduleAt', { zone: cityOfZone(page.language, timeZone) })}</label>
    <input
      id="at"
      name="at"
      type="datetime-local"
      value="${value}"
      min="${dayIn(now, timeZone)}T00:00"
      ${fault === undefined ? '' : html`aria-invalid="true" aria-describedby="at-note"`}
    />
    ${fault === undefined ? '' : html`<p class="fault" id="at-note">${fault}</p>`}
  </div>`
}

/** Says what comes before the post goes out; undefined for nothing. */
function heldText({ t }: Context, status: string): string | undefined {
  if (status === 'translating') return t('language.translatingFirst')
  return status === 'review' ? t('language.waitsForReview') : undefined
}

/** Begins it now or at a time, unless other accounts would publish than the page said. */
export async function publish(page: Context): Promise<Response> {
  const { api, t } = page
  const form = await readForm(page)
  const expected = Number(form.get('expected'))
  const post = await loadPost(page)
  if (form.get('when') === 'at') return await scheduleAt(page, post, form.get('at') ?? '')
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  const { taken } = await api.call('planPost', { params: { id: post.id } })
  if (taken !== expected) return await show(page, post, { isChanged: true })
  const call = api.call('publishPost', { params: { id: post.id } })
  const { answer, refusal } = await refusable(call)
  if (refusal) return await show(page, post, { error: refusal })
  return goTo(page, `/posts/${post.id}`, heldText(page, answer.status) ?? t('begun', { n: taken }))
}

/** Makes one account publish it, and the others its co-authors. */
export const invite = async (page: Context): Promise<Response> =>
  await inviteOthers(page, async (_, error) => await show(page, await loadPost(page), { error }))

/** Takes the time of a post away, or gives it another one. */
export async function schedule(page: Context): Promise<Response> {
  const form = await readForm(page)
  const post = await loadPost(page)
  if (form.get('act') !== 'clear') return await scheduleAt(page, post, form.get('at') ?? '')
  const body = { at: null, time_zone: page.timeZone }
  const call = page.api.call('schedulePost', { params: { id: post.id }, body })
  const { refusal } = await refusable(call)
  if (refusal) return await show(page, post, { error: refusal })
  return goTo(page, addressOfStep(post.id, 'plan'), page.t('unscheduled'))
}

async function scheduleAt(page: Context, post: Post, at: string): Promise<Response> {
  const { api, t } = page
  const moment = readMoment(at, page.timeZone)
  if (moment === undefined) return await show(page, post, { at, fault: t('noTime') })
  const body = { at: moment.toISOString(), time_zone: page.timeZone }
  const call = api.call('schedulePost', { params: { id: post.id }, body })
  const { answer, refusal } = await refusable(call)
  if (refusal) {
    const fault = refusal.reasonAt('at')
    return await show(page, post, fault === undefined ? { error: refusal } : { at, fault })
  }
  const time = page.formats.absolute(moment)
  const isHeld = answer.status === 'review'
  const flash = t(isHeld ? 'language.scheduledInReview' : 'scheduled', { time })
  return goTo(page, addressOfStep(post.id, 'plan'), flash)
}

/** Undefined for what is no time. */
const readMoment = (text: string, zone: string): Date | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? momentOf(text, zone) : undefined
