import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { dayIn, momentIn, momentOf } from '../../../../console/days.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { statList } from '../../../../console/parts/stat-list.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { refused } from '../../../../console/parts/refused.ts'
import { notice } from '../../../../console/layout.ts'
import { messageOf } from '../../../../console/messages.ts'
import { messages as outcomes } from '../../texts/post-outcomes/index.ts'
import { messages } from '../../texts/posts/index.ts'
import { collabOffer, inviteOthers } from './collab.ts'
import { addressOfStep, stepPage } from './frame.ts'
import { asIsForm, languageQuestion, spokenLine } from './language.ts'
import type { Context, Plan, PlannedAccount, Post } from './kit.ts'
import { isEditable, loadPost } from './read.ts'

/**
 * Shows which accounts would publish which caption, which are left out and why, and until when;
 * with forms to publish now or at a time.
 */
export async function showPlan(page: Context): Promise<Response> {
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  return await show(page, post)
}

type PlanForm = { error?: ProblemError; isChanged?: boolean; at?: string; fault?: string }

async function show(page: Context, post: Post, form: PlanForm = {}): Promise<Response> {
  const { t } = page
  const plan = await page.api.call('planPost', { params: { id: post.id } })
  const { error, isChanged = false } = form
  const body = html`${error === undefined ? '' : refused(page, error)}
  ${isChanged ? notice(t('planChanged')) : ''} ${numbers(page, plan)}
  ${plan.warnings.map(
    (each) =>
      html`<div class="warning">
        <p>${t(`warning_${each}`)}</p>
        ${each === 'same_media' && page.may('publishing:write') ? collabOffer(page, post.id, plan) : ''}
      </div>`,
  )}
  ${plan.accounts.length === 0 ? html`<p>${t('nobody')}</p>` : table(page, post, plan)}
  ${page.may('publishing:write') ? askOrForms(page, post, { plan, form }) : ''}`
  const isRefused = error !== undefined || isChanged || form.fault !== undefined
  return await stepPage(page, post, { step: 'plan', body, isRefused, isLive: true })
}

function numbers(page: Context, { taken, left_out: left, expected_end: end }: Plan) {
  const { t } = page
  const { formats } = page
  return statList([
    { label: t('taken'), value: formats.number(taken) },
    { label: t('leftOut'), value: formats.number(left) },
    {
      label: t('expectedEnd'),
      value: end === null ? '–' : formats.moment(new Date(end)),
      title: end === null ? undefined : formats.absolute(new Date(end)),
    },
  ])
}

/** The question for the language comes before anything is published. */
const askOrForms = (page: Context, post: Post, { plan, form }: { plan: Plan; form: PlanForm }) =>
  plan.language_needed ? languageQuestion(page, post, plan) : forms(page, post, plan, form)

const table = (page: Context, post: Post, { accounts }: Plan) => {
  const { t } = page
  const sorted = accounts.toSorted(
    (a, b) => Number(a.left_out === null) - Number(b.left_out === null),
  )
  return html`<table class="list cards plan">
    <thead>
      <tr>
        <th>${t('account')}</th>
        <th>${t('gets')}</th>
        <th>${t('language')}</th>
      </tr>
    </thead>
    <tbody>
      ${sorted.map((account) => row(page, post, account))}
    </tbody>
  </table>`
}

function row(page: Context, post: Post, account: PlannedAccount) {
  const { t } = page
  const { id, username, language, left_out: left, caption, free_at: free } = account
  const rests = free !== null && new Date(free) > page.now ? new Date(free) : null
  const isQuota = free !== null && account.quota_full_until === free
  return html`<tr id="plan-${id}">
    <td><strong>@${username}</strong></td>
    <td>
      ${
        left === null
          ? html`<p class="caption-line">${caption === '' ? t('noCaption') : caption}</p>`
          : skipped(page, left)
      }
      ${left === null ? warnings(page, account) : ''}
      ${
        left === null && rests !== null
          ? html`<small
              >${t(isQuota ? 'quotaUntil' : 'restsUntil', {
                time: page.formats.moment(rests),
              })}</small
            >`
          : ''
      }
      ${asIsForm(page, post, account)}
      <a class="line" href="/console/posts/${post.id}/preview?account=${id}"
        >${page.t('extras.asItLooks')}</a
      >
    </td>
    <td>
      ${language === null ? '–' : languageName(page.language, language)}
      ${spokenLine(page, account)}
    </td>
  </tr>`
}

/** Returns warnings about what Instagram may refuse or cut of the caption. */
const warnings = ({ t }: Context, { flags }: PlannedAccount) =>
  (['many_hashtags', 'many_mentions'] as const).map((flag) =>
    flags.includes(flag) ? html`<small class="line">${t(`flag_${flag}`)}</small>` : '',
  )

type Skipped = NonNullable<PlannedAccount['left_out']>

/**
 * Says why an account is left out, in words where there are some; the API's sentence has the
 * numbers of a rule.
 */
function skipped({ language }: Context, { reason, rule, message }: Skipped) {
  const known = messageOf(language, outcomes, `left_${reason}`)
  const broken =
    messageOf(language, messages, `rule_${rule ?? ''}`) ??
    messageOf(language, messages, `flag_${rule ?? ''}`)
  const isExact = rule !== null || known === undefined || reason === 'too_many_collaborators'
  return html`${badge('failed', known ?? reason)}
  ${broken === undefined ? '' : html`<p>${broken}</p>`}
  ${isExact ? html`<p lang="en">${message}</p>` : ''}`
}

function forms(page: Context, post: Post, { taken }: Plan, { at, fault }: PlanForm) {
  const { t } = page
  const suggested = new Date(page.now.getTime() + 3_600_000)
  const value =
    at ??
    momentIn(post.scheduled_at === null ? suggested : new Date(post.scheduled_at), page.timeZone)
  if (post.media.length === 0) return html`<p class="hint">${t('filesFirst')}</p>`
  return html`<div class="publish">
    ${
      taken === 0
        ? html`<p class="hint">${t('nobodyTaken')}</p>`
        : html`<form class="card" method="post" action="/console/posts/${post.id}/publish">
            <input type="hidden" name="expected" value="${taken}" />
            <p>${t('publishHint')}</p>
            <footer><button class="main">${t('publishOn', { n: taken })}</button></footer>
          </form>`
    }
    <form class="card" method="post" action="/console/posts/${post.id}/schedule">
      <div class="field">
        <label for="at">${t('scheduleAt', { zone: page.timeZone })}</label>
        <input
          id="at"
          name="at"
          type="datetime-local"
          value="${value}"
          min="${dayIn(page.now, page.timeZone)}T00:00"
          required
          aria-describedby="at-note"
        />
        <p class="${fault === undefined ? 'hint' : 'fault'}" id="at-note">
          ${fault ?? t('scheduleHint')}
        </p>
      </div>
      <footer>
        ${
          post.scheduled_at === null
            ? ''
            : html`<button name="act" value="clear" formnovalidate>${t('unschedule')}</button>`
        }
        <button>${t('schedule')}</button>
      </footer>
    </form>
  </div>`
}

/** Says what comes before the post goes out; undefined for nothing. */
function heldText({ t }: Context, status: string): string | undefined {
  if (status === 'translating') return t('language.translatingFirst')
  return status === 'review' ? t('language.waitsForReview') : undefined
}

/** Begins it, unless other accounts would publish than the page said. */
export async function publish(page: Context): Promise<Response> {
  const { api, t } = page
  const expected = Number((await readForm(page)).get('expected'))
  const post = await loadPost(page)
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

export async function schedule(page: Context): Promise<Response> {
  const { api, t } = page
  const form = await readForm(page)
  const post = await loadPost(page)
  const at = form.get('at') ?? ''
  const moment = form.get('act') === 'clear' ? null : readMoment(at, page.timeZone)
  if (moment === undefined) return await show(page, post, { at, fault: t('noTime') })
  const body = { at: moment?.toISOString() ?? null, time_zone: page.timeZone }
  const call = api.call('schedulePost', { params: { id: post.id }, body })
  const { answer, refusal } = await refusable(call)
  if (refusal) {
    const fault = refusal.reasonAt('at')
    return await show(page, post, fault === undefined ? { error: refusal } : { at, fault })
  }
  const plan = addressOfStep(post.id, 'plan')
  if (moment === null) return goTo(page, plan, t('unscheduled'))
  const time = page.formats.absolute(moment)
  const isHeld = answer.status === 'review'
  return goTo(page, plan, t(isHeld ? 'language.scheduledInReview' : 'scheduled', { time }))
}

/** Undefined for what is no time. */
const readMoment = (text: string, zone: string): Date | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? momentOf(text, zone) : undefined
