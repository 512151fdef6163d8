import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { dayIn, momentIn, momentOf } from '../../days.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { facts } from '../../parts/facts.ts'
import { languageName } from '../../parts/language-name.ts'
import { refused } from '../../parts/refused.ts'
import { notice } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { collabOffer, inviteOthers } from './collab.ts'
import { isEditable, loadPost, Plan, type Post } from './data.ts'
import { extrasWords } from './extras-words.ts'
import { stepPage } from './frame.ts'
import { asIsForm, languageQuestion, spokenLine } from './language.ts'
import { languageWords } from './language-words.ts'
import { outcomeWords } from './outcome-words.ts'
import { postsWords } from './words.ts'

/** Who would publish what, who is left out and why, and until when; then publish now or at a time. */
export async function showPlan(page: Page): Promise<Response> {
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  return await show(page, post)
}

type Told = { error?: ProblemError; isChanged?: boolean; at?: string; fault?: string }

async function show(page: Page, post: Post, told: Told = {}): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const plan = await page.ask(`GET /api/posts/${post.id}/plan`, Plan)
  const { error, isChanged = false } = told
  const body = html`${error === undefined ? '' : refused(page, error)}
  ${isChanged ? notice(say('planChanged')) : ''} ${numbers(page, plan)}
  ${plan.warnings.map(
    (each) =>
      html`<div class="warning">
        <p>${say(`warning_${each}`)}</p>
        ${each === 'same_media' && page.may('publishing:write') ? collabOffer(page, post.id, plan) : ''}
      </div>`,
  )}
  ${plan.accounts.length === 0 ? html`<p>${say('nobody')}</p>` : table(page, post, plan)}
  ${page.may('publishing:write') ? askOrForms(page, post, { plan, told }) : ''}`
  const isRefused = error !== undefined || isChanged || told.fault !== undefined
  return await stepPage(page, post, { step: 'plan', body, isRefused, isLive: true })
}

function numbers(page: Page, { taken, left_out: left, expected_end: end }: Plan) {
  const say = sayIn(page.language, postsWords)
  const { formats } = page
  return facts([
    { label: say('taken'), value: formats.number(taken) },
    { label: say('leftOut'), value: formats.number(left) },
    {
      label: say('expectedEnd'),
      value: end === null ? '–' : formats.moment(new Date(end)),
      title: end === null ? undefined : formats.absolute(new Date(end)),
    },
  ])
}

/** The question for the language comes before anything is published. */
const askOrForms = (page: Page, post: Post, { plan, told }: { plan: Plan; told: Told }) =>
  plan.language_needed ? languageQuestion(page, post, plan) : forms(page, post, plan, told)

const table = (page: Page, post: Post, { accounts }: Plan) => {
  const say = sayIn(page.language, postsWords)
  const sorted = accounts.toSorted(
    (a, b) => Number(a.left_out === null) - Number(b.left_out === null),
  )
  return html`<table class="list cards plan">
    <thead>
      <tr>
        <th>${say('account')}</th>
        <th>${say('gets')}</th>
        <th>${say('language')}</th>
      </tr>
    </thead>
    <tbody>
      ${sorted.map((account) => row(page, post, account))}
    </tbody>
  </table>`
}

function row(page: Page, post: Post, account: Plan['accounts'][number]) {
  const say = sayIn(page.language, postsWords)
  const { id, username, language, left_out: left, caption, free_at: free } = account
  const rests = free !== null && new Date(free) > page.now ? new Date(free) : null
  const isQuota = free !== null && account.quota_full_until === free
  return html`<tr id="plan-${id}">
    <td><strong>@${username}</strong></td>
    <td>
      ${left === null ? html`<p class="caption-line">${caption === '' ? say('noCaption') : caption}</p>` : leftOut(page, left)}
      ${left === null ? warnings(page, account) : ''}
      ${left === null && rests !== null ? html`<small>${say(isQuota ? 'quotaUntil' : 'restsUntil', { time: page.formats.moment(rests) })}</small>` : ''}
      ${asIsForm(page, post, account)}
      <a class="line" href="/console/posts/${post.id}/preview?account=${id}"
        >${sayIn(page.language, extrasWords)('asItLooks')}</a
      >
    </td>
    <td>
      ${language === null ? '–' : languageName(page.language, language)}
      ${spokenLine(page, account)}
    </td>
  </tr>`
}

/** What Instagram may refuse or cut of its caption. */
const warnings = ({ language }: Page, { flags }: Plan['accounts'][number]) =>
  (['many_hashtags', 'many_mentions'] as const).map((flag) =>
    flags.includes(flag)
      ? html`<small class="line">${sayIn(language, postsWords)(`flag_${flag}`)}</small>`
      : '',
  )

type LeftOut = NonNullable<Plan['accounts'][number]['left_out']>

/** Why an account is left out, in words where there are some; the numbers of a rule are told as they are. */
function leftOut({ language }: Page, { reason, rule, message }: LeftOut) {
  const known = wordOf(language, outcomeWords, `left_${reason}`)
  const broken =
    wordOf(language, postsWords, `rule_${rule ?? ''}`) ??
    wordOf(language, postsWords, `flag_${rule ?? ''}`)
  const isExact = rule !== null || known === undefined || reason === 'too_many_collaborators'
  return html`${badge('failed', known ?? reason)}
  ${broken === undefined ? '' : html`<p>${broken}</p>`}
  ${isExact ? html`<p lang="en">${message}</p>` : ''}`
}

function forms(page: Page, post: Post, { taken }: Plan, { at, fault }: Told) {
  const say = sayIn(page.language, postsWords)
  const suggested = new Date(page.now.getTime() + 3_600_000)
  const value =
    at ??
    momentIn(post.scheduled_at === null ? suggested : new Date(post.scheduled_at), page.timeZone)
  if (post.media.length === 0) return html`<p class="hint">${say('filesFirst')}</p>`
  return html`<div class="publish">
    ${
      taken === 0
        ? html`<p class="hint">${say('nobodyTaken')}</p>`
        : html`<form class="card" method="post" action="/console/posts/${post.id}/publish">
            <input type="hidden" name="expected" value="${taken}" />
            <p>${say('publishHint')}</p>
            <footer><button class="main">${say('publishOn', { n: taken })}</button></footer>
          </form>`
    }
    <form class="card" method="post" action="/console/posts/${post.id}/schedule">
      <div class="field">
        <label for="at">${say('scheduleAt', { zone: page.timeZone })}</label>
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
          ${fault ?? say('scheduleHint')}
        </p>
      </div>
      <footer>
        ${post.scheduled_at === null ? '' : html`<button name="act" value="clear" formnovalidate>${say('unschedule')}</button>`}
        <button>${say('schedule')}</button>
      </footer>
    </form>
  </div>`
}

const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [409, 422].includes(error.problem.status)

const Going = z.object({ status: z.string() })

/** What comes before the post goes out; undefined for nothing. */
function heldText({ language }: Page, status: string): string | undefined {
  const say = sayIn(language, languageWords)
  if (status === 'translating') return say('translatingFirst')
  return status === 'review' ? say('waitsForReview') : undefined
}

/** Begins it, unless other accounts would publish than the page said. */
export async function publish(page: Page): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const expected = Number((await readForm(page)).get('expected'))
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  const { taken } = await page.ask(`GET /api/posts/${post.id}/plan`, Plan)
  if (taken !== expected) return await show(page, post, { isChanged: true })
  try {
    const { status } = await page.ask(`POST /api/posts/${post.id}/publish`, Going)
    return goTo(page, `/posts/${post.id}`, heldText(page, status) ?? say('begun', { n: taken }))
  } catch (error) {
    if (!isFault(error)) throw error
    return await show(page, post, { error })
  }
}

/** Makes one account publish it, and the others its co-authors. */
export const invite = async (page: Page): Promise<Response> =>
  await inviteOthers(page, async (_, error) => await show(page, await loadPost(page), { error }))

export async function schedule(page: Page): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const form = await readForm(page)
  const post = await loadPost(page)
  const at = form.get('at') ?? ''
  const moment = form.get('act') === 'clear' ? null : readMoment(at, page.timeZone)
  if (moment === undefined) return await show(page, post, { at, fault: say('noTime') })
  try {
    const body = { at: moment?.toISOString() ?? null, time_zone: page.timeZone }
    const { status } = await page.ask(`POST /api/posts/${post.id}/schedule`, Going, { body })
    if (moment === null) return goTo(page, `/posts/${post.id}/plan`, say('unscheduled'))
    const time = page.formats.absolute(moment)
    const held = sayIn(page.language, languageWords)('scheduledInReview', { time })
    return goTo(
      page,
      `/posts/${post.id}/plan`,
      status === 'review' ? held : say('scheduled', { time }),
    )
  } catch (error) {
    if (!isFault(error)) throw error
    const fault = error.reasonAt('at')
    return await show(page, post, fault === undefined ? { error } : { at, fault })
  }
}

/** Undefined for what is no time. */
const readMoment = (text: string, zone: string): Date | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? momentOf(text, zone) : undefined
