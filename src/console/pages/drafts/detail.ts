import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, ownPath, readForm, type Page } from '../../page.ts'
import { details } from '../../parts/details.ts'
import { external } from '../../parts/external.ts'
import { area, field } from '../../parts/field.ts'
import { picture } from '../../parts/picture.ts'
import { refused } from '../../parts/refused.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Approved, Decisions, Draft } from './data.ts'
import { evidence, flags, STATE_SHAPES } from './show.ts'
import { badge } from '../../parts/badge.ts'
import { draftsWords } from './words.ts'

const draftId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')
const load = async (page: Page): Promise<Draft> =>
  await page.ask(`GET /api/products/drafts/${draftId(page)}`, Draft)

/** A draft beside its post. */
export const showDraft = async (page: Page): Promise<Response> =>
  await show(page, await load(page), undefined)

async function show(page: Page, draft: Draft, error: ProblemError | undefined): Promise<Response> {
  const say = sayIn(page.language, draftsWords)
  const isOpen = draft.status === 'pending' && page.may('own:write')
  const body = html`${error && (error.problem.errors?.length ?? 0) === 0 ? refused(page, error) : ''}
    <p>${badge(STATE_SHAPES[draft.status], say(`state_${draft.status}`))}</p>
    ${flags(page, draft)}
    ${
      draft.possible_duplicate === null
        ? ''
        : html`<p>
            <a href="/console/products/${draft.possible_duplicate.id}"
              >${say('duplicateOf', { name: draft.possible_duplicate.name })}</a
            >
          </p>`
    }
    ${pictures(page, draft)} ${isOpen ? editForm(page, draft, error) : known(page, draft)}
    ${post(page, draft)}`
  const actions = acts(page, draft)
  return page.c.html(await shell(page, { title: draft.name, body, actions }), error ? 422 : 200)
}

function acts(page: Page, { id, status, product_id: productId }: Draft) {
  const say = sayIn(page.language, draftsWords)
  if (productId !== null)
    return html`<a class="button" href="/console/products/${productId}">${say('toProduct')}</a>`
  if (!page.may('own:write') || status === 'approved') return ''
  const form = (act: 'reject' | 'restore') =>
    html`<form method="post" action="/console/drafts/${id}/${act}" data-morph>
      <button>${say(act)}</button>
    </form>`
  return form(status === 'pending' ? 'reject' : 'restore')
}

const pictures = ({ language }: Page, { name, post: { pictures: all } }: Draft) => {
  const say = sayIn(language, draftsWords)
  return html`<p class="pictures">
    ${all.map(
      ({ number, hash }) =>
        html`<span title="${say('pictureOf', { n: number })}"
          >${picture({ hash, name, size: 96 })}</span
        >`,
    )}
  </p>`
}

function known(page: Page, draft: Draft) {
  const say = sayIn(page.language, draftsWords)
  const { price, currency, category, tags, variants, description, reason } = draft
  return details([
    [say('price'), price === null ? say('priceUnknown') : page.formats.amount(price, currency)],
    [say('category'), category ?? '–'],
    [say('tags'), tags.join(', ') || '–'],
    [say('variants'), variants.map(({ option, value }) => `${option}: ${value}`).join(', ') || '–'],
    [say('description'), description || '–'],
    ...(reason === null ? [] : [[say('reason'), reason] as const]),
  ])
}

/** What was read stands at a field that somebody has corrected, and where it stands at the others. */
function hintOf(page: Page, draft: Draft, name: keyof Draft['extracted']): string | undefined {
  const say = sayIn(page.language, draftsWords)
  const read = draft.extracted[name]
  if (draft.edited.includes(name) && (typeof read === 'string' || read === null))
    return say('readAs', { value: read ?? '–' })
  return evidence(page, draft, name) ?? undefined
}

function editForm(page: Page, draft: Draft, error: ProblemError | undefined) {
  const say = sayIn(page.language, draftsWords)
  const line = (
    name: 'name' | 'price' | 'compare_at_price' | 'currency' | 'category',
    label: string,
  ) =>
    field({
      name,
      label,
      value: draft[name] ?? '',
      hint: hintOf(page, draft, name),
      fault: error?.reasonAt(name),
      isRequired: name === 'name' || name === 'currency',
    })
  return html`<form class="card" method="post" action="/console/drafts/${draft.id}">
    ${line('name', say('name'))} ${line('price', say('price'))}
    ${line('compare_at_price', say('compareAt'))} ${line('currency', say('currency'))}
    ${line('category', say('category'))}
    ${area({
      name: 'variants',
      label: say('variants'),
      value: draft.variants.map(({ option, value }) => `${option}: ${value}`).join('\n'),
      fault: error?.reasonAt('variants'),
      isRequired: false,
      rows: 3,
    })}
    ${field({ name: 'tags', label: say('tags'), value: draft.tags.join(', '), isRequired: false })}
    ${area({
      name: 'description',
      label: say('description'),
      value: draft.description,
      fault: error?.reasonAt('description'),
      isRequired: false,
    })}
    <footer>
      <a class="button" href="/console/drafts" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button name="act" value="save">${say('save')}</button>
      <button class="main" name="act" value="approve">${say('saveAndApprove')}</button>
    </footer>
  </form>`
}

function post(page: Page, { post: { permalink, caption } }: Draft) {
  const say = sayIn(page.language, draftsWords)
  return html`<section>
    <h2>${say('caption')}</h2>
    <p class="post-caption">${caption ?? say('noCaption')}</p>
    ${permalink === null ? '' : html`<p>${external(permalink, say('viewPost'))}</p>`}
  </section>`
}

const textOf = (form: URLSearchParams, name: string): string => form.get(name)?.trim() ?? ''
const orNull = (text: string): string | null => (text === '' ? null : text)
const linesOf = (text: string, mark: string | RegExp): string[] =>
  text
    .split(mark)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** What the form says otherwise than the draft: only that is a correction. */
function changesIn(form: URLSearchParams, draft: Draft): Record<string, unknown> {
  const given = {
    name: textOf(form, 'name'),
    price: orNull(textOf(form, 'price')),
    compare_at_price: orNull(textOf(form, 'compare_at_price')),
    currency: textOf(form, 'currency').toUpperCase(),
    category: orNull(textOf(form, 'category')),
    description: textOf(form, 'description'),
    tags: linesOf(textOf(form, 'tags'), ','),
    variants: linesOf(textOf(form, 'variants'), '\n').map((line) => {
      const [option = '', ...value] = line.split(':')
      return { option: option.trim(), value: value.join(':').trim() }
    }),
  }
  const known: Record<string, unknown> = draft
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(known[name]),
    ),
  )
}

export async function saveDraft(page: Page): Promise<Response> {
  const say = sayIn(page.language, draftsWords)
  const form = await readForm(page)
  const draft = await load(page)
  const changes = changesIn(form, draft)
  try {
    if (Object.keys(changes).length > 0)
      await page.ask(`PATCH /api/products/drafts/${draft.id}`, Draft, { body: changes })
    if (form.get('act') === 'approve')
      await page.ask(`POST /api/products/drafts/${draft.id}/approve`, Approved)
  } catch (error) {
    const isFault = error instanceof ProblemError && [409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await show(page, draft, error)
  }
  return form.get('act') === 'approve'
    ? goTo(page, '/drafts', say('approved', { name: draft.name }))
    : goTo(page, `/drafts/${draft.id}`, say('saved'))
}

const backOf = async (page: Page): Promise<string> => {
  const back = (await readForm(page)).get('back')
  return back === null ? `/drafts/${draftId(page)}` : ownPath(back)
}

export async function approveDraft(page: Page): Promise<Response> {
  const back = await backOf(page)
  const { name } = await load(page)
  await page.ask(`POST /api/products/drafts/${draftId(page)}/approve`, Approved)
  return goTo(page, back, sayIn(page.language, draftsWords)('approved', { name }))
}

export async function rejectDraft(page: Page): Promise<Response> {
  const back = await backOf(page)
  await page.ask(`POST /api/products/drafts/${draftId(page)}/reject`, z.unknown())
  return goTo(page, back, sayIn(page.language, draftsWords)('rejected'))
}

export async function restoreDraft(page: Page): Promise<Response> {
  await page.ask(`POST /api/products/drafts/${draftId(page)}/restore`, z.unknown())
  return goTo(page, `/drafts/${draftId(page)}`, sayIn(page.language, draftsWords)('restored'))
}

/** What was chosen on the list. */
export async function decideMany(page: Page): Promise<Response> {
  const say = sayIn(page.language, draftsWords)
  const form = await readForm(page)
  const [ids, back] = [form.getAll('id'), ownPath(form.get('back'))]
  if (ids.length === 0) return goTo(page, back, sayIn(page.language, frameWords)('nothingChosen'))
  const act = form.get('act') === 'reject' ? 'reject' : 'approve'
  const { data } = await page.ask(`POST /api/products/drafts/batch-${act}`, Decisions, {
    body: { ids },
  })
  const refusals = data.filter(({ refused: why }) => why !== null).length
  const done = say('decided', { n: data.length - refusals })
  return goTo(page, back, refusals === 0 ? done : `${done} ${say('refusedSome', { n: refusals })}`)
}
