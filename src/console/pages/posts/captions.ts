import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { area, tickField } from '../../parts/field.ts'
import { languageName } from '../../parts/language-name.ts'
import { refused } from '../../parts/refused.ts'
import { select } from '../../parts/select.ts'
import { badge } from '../../parts/badge.ts'
import { sayIn, wordOf } from '../../words.ts'
import {
  Captions,
  isEditable,
  loadPost,
  Plan,
  readLimits,
  type Caption,
  type Limits,
  type Post,
} from './data.ts'
import { counters } from './counters.ts'
import { addressOfStep, stepPage } from './frame.ts'
import { extrasWords } from './extras-words.ts'
import { feedCard } from './previews.ts'
import { postsWords } from './words.ts'

/** A caption beside the post's own: of a language, or of one account. */
type Slot = {
  /** Of the API: a language or the id of an account. */
  key: string
  label: string
  /** An account that gets it. */
  username: string
  caption: Caption | undefined
  /** Why no service translated it, if it was asked to. */
  failure?: string | undefined
  /** With which its field begins where there is no caption yet. */
  start?: string
}

/** The captions of all languages side by side. */
export async function showCaptions(page: Page): Promise<Response> {
  const post = await loadPost(page)
  if (!isEditable(post)) return goTo(page, `/posts/${post.id}`)
  return await show(page, post, { added: page.c.req.queries('account') ?? [] })
}

/** Accounts that get a text of their own from now on, and what was refused. */
type Told = { added?: readonly string[]; error?: ProblemError }

async function show(page: Page, post: Post, { added = [], error }: Told): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const plan = await page.ask(`GET /api/posts/${post.id}/plan`, Plan)
  const slots = await readSlots(page, post, { plan, added })
  const limits = await readLimits(page)
  const mayWrite = page.may('publishing:write')
  const body = html`${error === undefined ? '' : refused(page, error)}
    ${post.language === null ? html`<p class="hint">${say('languageFirst')}</p>` : mayWrite ? translateForm(page, post) : ''}
    ${
      slots.length === 0
        ? html`<p>${say('oneLanguage')}</p>`
        : html`<form method="post" action="/console/posts/${post.id}/captions">
            <div class="captions">
              ${source(page, post)} ${slots.map((slot) => slotFields(page, { post, limits }, slot))}
            </div>
            ${mayWrite ? html`<button class="main">${say('saveCaptions')}</button>` : ''}
          </form>`
    }
    ${mayWrite ? addForm(page, post, { plan, slots }) : ''}
    <p class="go-on">
      <a class="button" href="/console${addressOfStep(post.id, 'plan')}">${say('toPlan')}</a>
    </p>`
  return await stepPage(page, post, {
    step: 'captions',
    body,
    isRefused: error !== undefined,
    isLive: true,
  })
}

async function readSlots(
  page: Page,
  { id, language: own }: Post,
  { plan: { accounts }, added }: { plan: Plan; added: readonly string[] },
): Promise<Slot[]> {
  const { data: captions, failed } = await page.ask(`GET /api/posts/${id}/captions`, Captions)
  const hasOwn = (account: string) => captions.some(({ account_id: each }) => each === account)
  const written = captions.flatMap(({ language }) => language ?? [])
  const wanted = accounts.flatMap(({ language }) => (language === own ? [] : (language ?? [])))
  const languages = [...new Set([...wanted, ...written])].toSorted((a, b) => a.localeCompare(b))
  return [
    ...languages.map((code) => ({
      key: code,
      label: languageName(page.language, code),
      username: accounts.find(({ language }) => language === code)?.username ?? code,
      caption: captions.find(({ language }) => language === code),
      failure: failed.find(({ language }) => language === code)?.message,
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

const translateForm = ({ language }: Page, { id, status }: Post) => {
  const say = sayIn(language, postsWords)
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

const source = (page: Page, { caption, language }: Post) => {
  const say = sayIn(page.language, postsWords)
  const name = language === null ? say('ownCaption') : languageName(page.language, language)
  return html`<section class="source">
    <h2>${name}</h2>
    <p class="post-caption">${caption === '' ? say('noCaption') : caption}</p>
  </section>`
}

function slotFields(page: Page, { post, limits }: { post: Post; limits: Limits }, slot: Slot) {
  const { key, label, username, caption, failure, start = '' } = slot
  const say = sayIn(page.language, postsWords)
  const text = caption?.text ?? start
  return html`<section id="caption-of-${key}">
    <h2>${label}</h2>
    <p>${stateOf(page, caption)}</p>
    ${failure === undefined ? '' : html`<p class="flag">${say('translationFailed', { reason: failure })}</p>`}
    ${flagsOf(page, caption)}
    ${area({
      name: `text-${key}`,
      label: say('captionIn', { language: label }),
      value: text,
      hint: caption === undefined ? say('emptyIsOwn') : undefined,
      fault: faultOf(page, caption),
      isRequired: false,
      rows: 8,
    })}
    ${counters(page, limits, { field: `text-${key}`, text })}
    ${tickField({
      name: `confirmed-${key}`,
      label: say('confirmed'),
      isChosen: caption !== undefined && caption.confirmed_at !== null,
    })}
    <details>
      <summary>${say('preview')}</summary>
      ${feedCard(post, {
        id: key,
        username,
        caption: text === '' ? post.caption : text,
        mirrors: `text-${key}`,
        otherwise: post.caption,
      })}
    </details>
  </section>`
}

function stateOf({ language }: Page, caption: Caption | undefined) {
  const say = sayIn(language, postsWords)
  if (caption === undefined) return badge('pending', say('notWritten'))
  const by = wordOf(language, postsWords, `service_${caption.service}`) ?? caption.service
  const isConfirmed = caption.confirmed_at !== null
  return html`${badge(isConfirmed ? 'done' : 'person', say(isConfirmed ? 'isConfirmed' : 'notConfirmed'))}
    <small>${by}</small>`
}

/** In the reader's words; the counters beside it have the numbers. */
function faultOf({ language }: Page, caption: Caption | undefined): string | undefined {
  const { rule, message } = caption?.fault ?? {}
  return rule === undefined ? undefined : (wordOf(language, postsWords, `flag_${rule}`) ?? message)
}

/** A flag of the limit that the field names as its fault is not repeated. */
const flagsOf = ({ language }: Page, caption: Caption | undefined) =>
  (caption?.flags ?? [])
    .filter((flag) => flag !== caption?.fault?.rule)
    .map(
      (flag) =>
        html`<p class="flag">
          ${badge('failed', wordOf(language, postsWords, `flag_${flag}`) ?? flag)}
        </p>`,
    )

/** Saves what was changed on the page; an emptied one gives its accounts the post's own again. */
async function saveSlot(page: Page, post: Post, { key, caption }: Slot, form: URLSearchParams) {
  const text = form.get(`text-${key}`)?.replaceAll('\r\n', '\n')
  if (text === undefined) return
  const confirmed = form.has(`confirmed-${key}`)
  const wasConfirmed = (caption?.confirmed_at ?? null) !== null
  if (text === (caption?.text ?? '') && confirmed === wasConfirmed) return
  const at = `/api/posts/${post.id}/captions/${key}` as const
  if (text.trim() !== '') await page.ask(`PUT ${at}`, z.unknown(), { body: { text, confirmed } })
  else if (caption !== undefined) await page.ask(`DELETE ${at}`, z.unknown())
}

export async function saveCaptions(page: Page): Promise<Response> {
  const form = await readForm(page)
  const post = await loadPost(page)
  const plan = await page.ask(`GET /api/posts/${post.id}/plan`, Plan)
  const added = [...form.keys()].flatMap((name) => /^text-(.{36})$/.exec(name)?.[1] ?? [])
  try {
    for (const slot of await readSlots(page, post, { plan, added }))
      await saveSlot(page, post, slot, form)
  } catch (error) {
    const isFault = error instanceof ProblemError && [409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await show(page, post, { added, error })
  }
  const say = sayIn(page.language, postsWords)
  return goTo(page, addressOfStep(post.id, 'captions'), say('saved'))
}

export async function translate(page: Page): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const post = await loadPost(page)
  try {
    await page.ask(`POST /api/posts/${post.id}/translate`, z.unknown())
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 409) throw error
    return await show(page, post, { error })
  }
  return goTo(page, addressOfStep(post.id, 'captions'), say('translating'))
}
