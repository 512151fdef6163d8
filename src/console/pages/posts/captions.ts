import { html } from 'hono/html'
import type { ProblemError } from '../../ask.ts'
import { goTo, type Page } from '../../page.ts'
import { languageName } from '../../parts/language-name.ts'
import { refused } from '../../parts/refused.ts'
import { select } from '../../parts/select.ts'
import { postTitle } from '../../parts/publishing-state.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Captions, Executions, isEditable, loadPost, Plan, readLimits, type Post } from './data.ts'
import { slotFields, type Slot } from './caption-slot.ts'
import { addressOfStep, stepPage } from './frame.ts'
import { languageWords } from './language-words.ts'
import { extrasWords } from './extras-words.ts'
import { postsWords } from './words.ts'

/** The captions of all languages side by side; of a post that has begun, those that accounts wait for. */
export async function showCaptions(page: Page): Promise<Response> {
  const post = await loadPost(page)
  if (!isEditable(post) && !mayWait(post)) return goTo(page, `/posts/${post.id}`)
  return await show(page, post, { added: page.c.req.queries('account') ?? [] })
}

const mayWait = ({ executions: { waiting = 0, skipped = 0 } }: Post): boolean =>
  waiting + skipped > 0

/** Accounts that get a text of their own from now on, and what was refused. */
type Told = { added?: readonly string[]; error?: ProblemError }

/** The page again, with what was refused. */
export const showRefused = async (page: Page, post: Post, told: Told): Promise<Response> =>
  await show(page, post, told)

async function show(page: Page, post: Post, { added = [], error }: Told): Promise<Response> {
  const plan = await readPlan(page, post)
  const slots = await readSlots(page, post, { plan, added })
  const isUnbegun = isEditable(post)
  const body = html`${error === undefined ? '' : refused(page, error)}
  ${page.may('publishing:write') ? translateForm(page, post, plan) : ''}
  ${isUnbegun ? '' : html`<p class="hint">${sayIn(page.language, languageWords)('confirmPublishes')}</p>`}
  ${await captionsForm(page, post, { plan, slots })}
  ${isUnbegun ? beyond(page, post, { plan, slots }) : ''}`
  const isRefused = error !== undefined
  if (isUnbegun)
    return await stepPage(page, post, { step: 'captions', body, isRefused, isLive: true })
  const content = { title: postTitle(page, post), body, isLive: true }
  return page.c.html(await shell(page, content), isRefused ? 422 : 200)
}

type Shown = { plan: Plan; slots: readonly Slot[] }

async function captionsForm(page: Page, post: Post, { plan, slots }: Shown) {
  const say = sayIn(page.language, postsWords)
  if (slots.length === 0) return html`<p>${say('oneLanguage')}</p>`
  const limits = await readLimits(page)
  return html`<form method="post" action="/console/posts/${post.id}/captions">
    <div class="captions">
      ${source(page, post, plan)} ${slots.map((slot) => slotFields(page, { post, limits }, slot))}
    </div>
    ${page.may('publishing:write') ? html`<button class="main">${say('saveCaptions')}</button>` : ''}
  </form>`
}

/** The ways to another text, and to publishing. */
const beyond = (page: Page, post: Post, shown: Shown) =>
  html`${page.may('publishing:write') ? addForm(page, post, shown) : ''}
    <p class="go-on">
      <a class="button" href="/console${addressOfStep(post.id, 'plan')}"
        >${sayIn(page.language, postsWords)('toPlan')}</a
      >
    </p>`

/** Of a post that has begun, the accounts that wait for a caption alone. */
export async function readPlan(page: Page, post: Post): Promise<Plan> {
  const plan = await page.ask(`GET /api/posts/${post.id}/plan`, Plan)
  if (isEditable(post)) return plan
  const { data } = await page.ask(`GET /api/posts/${post.id}/executions`, Executions, {
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
  page: Page,
  post: Post,
  { plan: { accounts, language: own }, added }: { plan: Plan; added: readonly string[] },
): Promise<Slot[]> {
  const { id } = post
  const { data: captions, failed } = await page.ask(`GET /api/posts/${id}/captions`, Captions)
  const hasOwn = (account: string) => captions.some(({ account_id: each }) => each === account)
  const written = isEditable(post) ? captions.flatMap(({ language }) => language ?? []) : []
  const wanted = accounts.flatMap(({ language }) => (language === own ? [] : (language ?? [])))
  const languages = [...new Set([...wanted, ...written])].toSorted((a, b) => a.localeCompare(b))
  return [
    ...languages.map((code) => ({
      key: code,
      label: languageName(page.language, code),
      username: accounts.find(({ language }) => language === code)?.username ?? code,
      caption: captions.find(({ language }) => language === code),
      failure: failed.find(({ language }) => language === code)?.message,
      isLanguage: true,
    })),
    ...captions.flatMap((caption): Slot[] => {
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
  page: Page,
  { id }: Post,
  { plan, slots }: { plan: Plan; slots: readonly Slot[] },
) {
  const say = sayIn(page.language, extrasWords)
  const others = plan.accounts.filter(({ id: each }) => slots.every(({ key }) => key !== each))
  if (others.length === 0) return ''
  return html`<form class="filter" action="/console/posts/${id}/captions" data-morph>
    ${select({
      name: 'account',
      label: say('otherText'),
      options: others.map(({ id: value, username }) => ({ value, label: `@${username}` })),
      chosen: undefined,
    })}
    <button>${say('otherTextBegin')}</button>
  </form>`
}

const translateForm = ({ language }: Page, { id, status }: Post, plan: Plan) => {
  const say = sayIn(language, postsWords)
  if (plan.language === null && plan.language_needed)
    return html`<p class="hint">${say('languageFirst')}</p>`
  if (status === 'translating') return html`<p role="status">${say('isTranslating')}</p>`
  return html`<form
    class="translate"
    method="post"
    action="/console/posts/${id}/translate"
    data-morph
  >
    <button>${say('translate')}</button> <span class="hint">${say('translateHint')}</span>
  </form>`
}

const source = (page: Page, { caption, first_comment: comment }: Post, { language }: Plan) => {
  const say = sayIn(page.language, postsWords)
  const name = language === null ? say('ownCaption') : languageName(page.language, language)
  return html`<section class="source">
    <h2>${name}</h2>
    <p class="post-caption">${caption === '' ? say('noCaption') : caption}</p>
    ${
      comment === null
        ? ''
        : html`<h3>${sayIn(page.language, languageWords)('commentOf')}</h3>
            <p class="post-caption">${comment}</p>`
    }
  </section>`
}
