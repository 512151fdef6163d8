import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { EditConflictError } from '../../../../../console/edit-conflict.ts'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { madeInputs } from '../../../../../console/parts/forms/conflict.ts'
import { checkboxField } from '../../../../../console/parts/forms/field.ts'
import { refused } from '../../../../../console/parts/refused.ts'
import { layout } from '../../../../../console/layout.ts'
import { postBadge, postTitle } from '../../states.ts'
import { accountPanel } from './account-panel.ts'
import { captionPanel } from './caption-panel.ts'
import { slotsOf } from './captions.ts'
import { withTyped } from './caption-slot.ts'
import { readChoices } from './choices.ts'
import { completed, labelsOf, originOf } from './conflicts.ts'
import { coverCard } from './cover.ts'
import { isNew, previewAccount, queryOf } from './draft.ts'
import { extraFields } from './extras.ts'
import { filePanel } from './file-panel.ts'
import { valuesOf, type ComposeValues, type Refusals } from './form-values.ts'
import { readGuess } from './language.ts'
import { preview } from './previews.ts'
import { postActs, scheduleOf } from '../frame.ts'
import type { Context, Guess, Plan, Post } from '../kit.ts'
import { readLimits } from '../read.ts'

const NO_PLAN: Plan = {
  accounts: [],
  taken: 0,
  left_out: 0,
  language: null,
  language_needed: false,
  expected_end: null,
  warnings: [],
}

/** The page on which a post is written: files, caption, languages, accounts, and how it looks. */
export async function compose(
  page: Context,
  before: Post,
  refusals: Refusals = {},
): Promise<Response> {
  const { answer: post, version } = isNew(before)
    ? { answer: before, version: null }
    : await page.api.versioned('getPost', { params: { id: before.id } })
  const { values = valuesOf(post), captions, made, error, upload, details, cover } = refusals
  const read = await readAll(page, post, { values, captions, error })
  const coverField = reelCover(page, post, { video: read.uploads[0], fault: cover })
  const content = {
    title: isNew(post) ? page.t('make') : postTitle(page, post),
    lead: lead(page, post, read.plan),
    body: html`${refusedForms(page, { error, upload })}
      <div class="split post-editor">
        <div>
          ${filePanel(page, post, { uploads: read.uploads, limits: read.limits, faults: { upload, details } })}
          ${postForm(page, post, { ...read, values, made, error, version })}
        </div>
        ${await preview(page, post, { ...read, cover: coverField })}
      </div>`,
    actions: page.may('publishing:write') ? goOn(page, read.plan) : '',
    isLive: !isNew(post),
  }
  const isRefused = [error, upload, details, cover].some((each) => each !== undefined)
  return page.c.html(await layout(page, content), isRefused ? 422 : 200)
}

type Form = Pick<Refusals, 'captions' | 'made'> & {
  values: ComposeValues
  error: ProblemError | undefined
}

async function readAll(page: Context, post: Post, { values, captions: typed, error }: Form) {
  const params = { id: post.id }
  const isStored = !isNew(post)
  const [choices, plan, captions, limits, guess, uploads] = await Promise.all([
    readChoices(page, values),
    isStored ? page.api.call('planPost', { params }) : NO_PLAN,
    isStored ? page.api.call('listPostCaptions', { params }) : { data: [], failed: [] },
    readLimits(page),
    // A text that was refused may be none that is read.
    page.may('publishing:write') && error === undefined ? readGuess(page, values) : guessOf(post),
    Promise.all(
      post.media.map(
        async ({ upload_id: id }) => await page.api.call('getUpload', { params: { id } }),
      ),
    ),
  ])
  const slots = slotsOf(page, post, { plan, captions, added: [] }).map((slot) =>
    withTyped(slot, typed),
  )
  return { choices, plan, slots, limits, guess, uploads }
}

/** Says why a form was refused, where no field does. */
function refusedForms(page: Context, { error, upload }: Pick<Refusals, 'error' | 'upload'>) {
  const isAtField = error instanceof EditConflictError || (error?.problem.errors?.length ?? 0) > 0
  const isAtFile = upload?.reasonAt('file') !== undefined
  return html`${error === undefined || isAtField ? '' : refused(page, error)}
  ${upload === undefined || isAtFile ? '' : refused(page, upload)}`
}

type Read = Awaited<ReturnType<typeof readAll>>

/** Everything but the files is one form, so that no button loses the text of a field. */
function postForm(page: Context, post: Post, form: Read & Form & { version: string | null }) {
  const { plan, slots, values, error, made, version } = form
  const origin = originOf(post, version, slots)
  const mayWrite = page.may('publishing:write')
  const skips = plan.accounts.some(
    ({ origin, left_out: left }) => origin === 'missing' && left?.reason === 'not_translated',
  )
  return html`<form
      id="post"
      method="post"
      action="/console/posts/${post.id}${queryOf(page, post)}"
      data-morph
      ${mayWrite ? 'data-saves' : ''}
    >
      ${hiddenFields(page, post)}
      ${isNew(post) ? '' : madeInputs(made ? completed(made, origin) : origin)}
      ${error instanceof EditConflictError ? conflict(page, error, form) : ''}
      ${captionPanel(page, post, { ...form, skips })}
      ${accountPanel(page, post, { ...form, extras: more(page, post, { values, error }) })}
    </form>
    ${isNew(post) || !mayWrite ? '' : html`<div class="more-acts">${postActs(page, post)}</div>`}`
}

/** The choice between both texts of each field; nothing is saved by itself before. */
const conflict = (page: Context, error: EditConflictError, { slots, choices }: Read) =>
  html`<section class="panel padded">
    ${refused(page, error, labelsOf(page, slots, choices))}
    <p><button class="main" name="act" value="save">${page.t('save')}</button></p>
  </section>`

const reelCover = (page: Context, post: Post, parts: Parameters<typeof coverCard>[2]) =>
  post.type === 'reel' && post.media.length > 0 ? coverCard(page, post, parts) : ''

/** The key of a post that is not stored yet makes it once. */
const hiddenFields = (page: Context, post: Post) =>
  html`<input type="hidden" name="as" value="${previewAccount(page) ?? ''}" /> ${
      isNew(post)
        ? html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />`
        : ''
    }`

/** The type of the post, its numbers of accounts and languages, and when it was saved. */
function lead(page: Context, post: Post, { accounts }: Plan) {
  const { t, formats } = page
  if (isNew(post)) return t('editor.notSavedYet')
  const languages = new Set(accounts.flatMap(({ language }) => language ?? []))
  const facts = [
    t(`type_${post.type}`),
    ...(accounts.length === 0 ? [] : [t('editor.accountCount', { n: accounts.length })]),
    ...(languages.size < 2 ? [] : [t('editor.languageCount', { n: languages.size })]),
    t('editor.savedAt', { time: formats.moment(new Date(post.updated_at)) }),
  ]
  return html`${postBadge(page, post.status)} ${scheduleOf(page, post)}
    <span>${facts.join(' · ')}</span>`
}

/** The way on; the first button is what Enter in a field does. */
const goOn = ({ t }: Context, { accounts }: Plan) =>
  html`<button class="only-no-script" form="post" name="act" value="save">${t('save')}</button>
    <button form="post" name="act" value="schedule">${t('editor.schedule')}</button>
    <button class="main" form="post" name="act" value="plan">
      ${accounts.length === 0 ? t('editor.look') : t('editor.lookAtAll', { n: accounts.length })}
    </button>`

/** Fields that few posts need. */
const more = (
  page: Context,
  post: Post,
  { values, error }: { values: ComposeValues; error: ProblemError | undefined },
) =>
  extraFields(page, post, {
    values,
    error,
    checks: [
      checkboxField({
        name: 'requires_review',
        label: page.t('requiresReview'),
        isChosen: values.requires_review,
      }),
      checkboxField({
        name: 'is_urgent',
        label: page.t('isUrgent'),
        isChosen: values.is_urgent,
      }),
    ],
  })

/**
 * Returns the stored guess of the language, for readers: they cannot request one for a text that is
 * not stored.
 */
const guessOf = ({ language_guess: guess }: Post): Guess => ({ needed: guess !== null, guess })
