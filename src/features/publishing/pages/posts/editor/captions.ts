import { html } from 'hono/html'
import type { AnswerOf } from '../../../../../console/api.ts'
import { EditConflictError, type Made, type Texts } from '../../../../../console/edit-conflict.ts'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { goTo } from '../../../../../console/page.ts'
import { messageOf } from '../../../../../console/messages.ts'
import { errorName, errorWords } from '../../../../../console/words/errors.ts'
import { languageName } from '../../../../../console/parts/language-name.ts'
import { madeInputs } from '../../../../../console/parts/forms/conflict.ts'
import { refused } from '../../../../../console/parts/refused.ts'
import { select } from '../../../../../console/parts/forms/select.ts'
import { layout } from '../../../../../console/layout.ts'
import { postTitle } from '../../states.ts'
import { slotFields, withTyped, type Slot } from './caption-slot.ts'
import { completed, labelsOf, originOfCaptions } from './conflicts.ts'
import { addressOfStep, stepPage } from '../frame.ts'
import type { Context, Plan, Post } from '../kit.ts'
import { isEditable, loadPost, readLimits } from '../read.ts'

/**
 * The captions of all languages side by side; of a post that has begun, those that accounts wait
 * for.
 */
export async function showCaptions(page: Context): Promise<Response> {
  const post = await loadPost(page)
  if (!isEditable(post) && !mayWait(post)) return goTo(page, `/posts/${post.id}`)
  return await show(page, post, { added: page.c.req.queries('account') ?? [] })
}

const mayWait = ({ executions: { waiting = 0, skipped = 0 } }: Post): boolean =>
  waiting + skipped > 0

/** Accounts that get a text of their own from now on, and what was refused. */
type CaptionsForm = {
  added?: readonly string[]
  texts?: Texts
  made?: Made
  error?: ProblemError
}

/** The page again, with what was refused. */
export const showRefused = async (
  page: Context,
  post: Post,
  form: CaptionsForm,
): Promise<Response> => await show(page, post, form)

async function show(
  page: Context,
  post: Post,
  { added = [], texts, made, error }: CaptionsForm,
): Promise<Response> {
  const plan = await readPlan(page, post)
  const read = await readSlots(page, post, { plan, added })
  const slots = read.map((slot) => withTyped(slot, texts))
  const isConflict = error instanceof EditConflictError
  const isUnbegun = isEditable(post)
  const body = html`${error === undefined || isConflict ? '' : refused(page, error)}
  ${page.may('publishing:write') ? translateForm(page, post, plan) : ''}
  ${isUnbegun ? '' : html`<p class="hint">${page.t('language.confirmPublishes')}</p>`}
  ${await captionsForm(page, post, { plan, slots, made, conflict: isConflict ? error : undefined })}
  ${isUnbegun ? beyond(page, post, { plan, slots }) : ''}`
  const isRefused = error !== undefined
  if (isUnbegun)
    return await stepPage(page, post, { step: 'captions', body, isRefused, isLive: true })
  const content = { title: postTitle(page, post), body, isLive: true }
  return page.c.html(await layout(page, content), isRefused ? 422 : 200)
}

type PlannedSlots = { plan: Plan; slots: readonly Slot[] }

type Choice = { made: Made | undefined; conflict: EditConflictError | undefined }

async function captionsForm(
  page: Context,
  post: Post,
  { plan, slots, made, conflict }: PlannedSlots & Choice,
) {
  const { t } = page
  if (slots.length === 0) return html`<p>${t('oneLanguage')}</p>`
  const limits = await readLimits(page)
  return html`<form method="post" action="/console/posts/${post.id}/captions">
    ${madeInputs(made ? completed(made, originOfCaptions(slots)) : originOfCaptions(slots))}
    ${conflict === undefined ? '' : refused(page, conflict, labelsOf(page, slots))}
    <div class="captions">
      ${source(page, post, plan)} ${slots.map((slot) => slotFields(page, { post, limits }, slot))}
    </div>
    ${page.may('publishing:write') ? html`<button class="main">${t('saveCaptions')}</button>` : ''}
  </form>`
}

/** The ways to another text, and to publishing. */
const beyond = (page: Context, post: Post, planned: PlannedSlots) =>
  html`${page.may('publishing:write') ? addForm(page, post, planned) : ''}
    <p class="go-on">
      <a class="button" href="/console${addressOfStep(post.id, 'plan')}">${page.t('toPlan')}</a>
    </p>`

/**
 * Returns the plan of a post; once the post has begun, only the accounts that wait for a caption.
 */
export async function readPlan(page: Context, post: Post): Promise<Plan> {
  const plan = await page.api.call('planPost', { params: { id: post.id } })
  if (isEditable(post)) return plan
  const { data } = await page.api.call('listExecutions', {
    params: { id: post.id },
    query: { limit: 200 },
  })
  const waiting = data.flatMap(({ username, waits_code: code, status, error }) =>
    code === 'review' || (status === 'skipped' && error?.class === 'not_translated')
      ? username
      : [],
  )
  return { ...plan, accounts: plan.accounts.filter(({ username }) => waiting.includes(username)) }
}

export async function readSlots(
  page: Context,
  post: Post,
  { plan, added }: { plan: Plan; added: readonly string[] },
): Promise<Slot[]> {
  const captions = await page.api.call('listPostCaptions', { params: { id: post.id } })
  return slotsOf(page, post, { plan, captions, added })
}

type Captions = Pick<AnswerOf<'listPostCaptions'>, 'data' | 'failed'>

/** Returns the captions beside the post's own: of languages, then of single accounts. */
export function slotsOf(
  page: Context,
  post: Post,
  { plan, captions, added }: { plan: Plan; captions: Captions; added: readonly string[] },
): Slot[] {
  const { accounts, language: own } = plan
  const { data, failed } = captions
  const hasOwn = (account: string) => data.some(({ account_id: each }) => each === account)
  const written = isEditable(post) ? data.flatMap(({ language }) => language ?? []) : []
  const wanted = accounts.flatMap(({ language }) => (language === own ? [] : (language ?? [])))
  const languages = [...new Set([...wanted, ...written])].toSorted((a, b) => a.localeCompare(b))
  const failureIn = (code: string) =>
    failureOf(
      page,
      failed.find(({ language }) => language === code),
    )
  return [
    ...languages.map((code) => ({
      key: code,
      label: languageName(page.language, code),
      username: accounts.find(({ language }) => language === code)?.username ?? code,
      caption: data.find(({ language }) => language === code),
      failure: failureIn(code),
      isLanguage: true,
    })),
    ...data.flatMap((caption): Slot[] => {
      const account = accounts.find(({ id: each }) => each === caption.account_id)
      const { username = '' } = account ?? {}
      if (caption.account_id === null || !account) return []
      return [{ key: caption.account_id, label: `@${username}`, username, caption }]
    }),
    ...accounts.flatMap(({ id: key, username, caption: start }): Slot[] =>
      added.includes(key) && !hasOwn(key)
        ? [{ key, label: `@${username}`, username, caption: undefined, start }]
        : [],
    ),
  ]
}

/** The way to a text for one account alone; it begins with what the account would get. */
function addForm(
  { t }: Context,
  { id }: Post,
  { plan, slots }: { plan: Plan; slots: readonly Slot[] },
) {
  const others = plan.accounts.filter(({ id: each }) => slots.every(({ key }) => key !== each))
  if (others.length === 0) return ''
  return html`<form class="filter" action="/console/posts/${id}/captions" data-morph>
    ${select({
      name: 'account',
      label: t('extras.otherText'),
      options: others.map(({ id: value, username }) => ({ value, label: `@${username}` })),
      chosen: undefined,
    })}
    <button>${t('extras.otherTextBegin')}</button>
  </form>`
}

const translateForm = ({ t }: Context, { id, status }: Post, plan: Plan) => {
  if (plan.language === null && plan.language_needed)
    return html`<p class="hint">${t('languageFirst')}</p>`
  if (status === 'translating') return html`<p role="status">${t('isTranslating')}</p>`
  return html`<form
    class="translate"
    method="post"
    action="/console/posts/${id}/translate"
    data-morph
  >
    <button>${t('translate')}</button> <span class="hint">${t('translateHint')}</span>
  </form>`
}

const source = (page: Context, { caption, first_comment: comment }: Post, { language }: Plan) => {
  const { t } = page
  const name = language === null ? t('ownCaption') : languageName(page.language, language)
  return html`<section class="source">
    <h2 dir="auto">${name}</h2>
    <p class="post-caption" dir="auto">${caption === '' ? t('noCaption') : caption}</p>
    ${
      comment === null
        ? ''
        : html`<h3>${page.t('language.commentOf')}</h3>
            <p class="post-caption" dir="auto">${comment}</p>`
    }
  </section>`
}

/** Why a language has no translation, in the words of the page. */
function failureOf({ language }: Context, failure: { code: string; message: string } | undefined) {
  if (failure === undefined || language === 'en') return failure?.message
  return messageOf(language, errorWords, failure.code) ?? errorName(language, 'translation_failed')
}
