import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { area, field, tickField } from '../../parts/field.ts'
import { select } from '../../parts/select.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import {
  filterFields,
  filtersAsGiven,
  filtersFor,
  givenFilters,
  type GivenFilters,
} from './filters.ts'
import { Hashtag, SOURCE_KINDS } from './source.ts'
import { discoveryWords } from './words.ts'

const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [400, 409, 422].includes(error.problem.status)

type Form = {
  title: string
  action: string
  submit: string
  fields: unknown
  error?: ProblemError | undefined
  /** A fault that stands at no field. */
  notice?: string | undefined
}

async function formPage(page: Page, form: Form): Promise<Response> {
  const body = html`<form class="card" method="post" action="${form.action}">
    ${form.notice === undefined ? '' : notice(form.notice)} ${form.fields}
    <footer>
      <a class="button" href="${addressOf('/discovery')}" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${form.submit}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title: form.title, body }), form.error ? 422 : 200)
}

type Wanted = { by: string; value: string; posts: string; recent: boolean; filters: GivenFilters }

/** The form of a discovery; an address may say what is looked through. */
export async function showFind(page: Page): Promise<Response> {
  const { by = 'hashtags', value = '' } = page.c.req.query()
  return await findForm(page, { by, value, posts: '', recent: false, filters: {} })
}

async function findForm(page: Page, wanted: Wanted, error?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, discoveryWords)
  const { by, value, posts, recent, filters } = wanted
  const valueFault = error?.problem.errors?.find(({ field: at }) => at.split('.')[0] === by)?.reason
  const isNamed = error?.problem.errors?.some(({ field: at }) => /^(filters\.|posts)/.test(at))
  return await formPage(page, {
    title: say('newTitle'),
    action: '/console/discovery/new',
    submit: say('submitFind'),
    error,
    notice: valueFault === undefined && !isNamed ? error?.problem.detail : undefined,
    fields: html`<p class="hint">${say('newLead')} ${say('newCost')}</p>
      ${select({
        name: 'by',
        label: say('by'),
        options: SOURCE_KINDS.map((kind) => ({ value: kind, label: say(`by_${kind}`) })),
        chosen: by,
      })}
      ${area({
        name: 'value',
        label: say('value'),
        value,
        hint: say('valueHint'),
        fault: valueFault,
        rows: 3,
      })}
      ${field({
        name: 'posts',
        label: say('posts'),
        value: posts,
        hint: say('postsHint'),
        fault: error?.reasonAt('posts'),
        isNumeric: true,
        isRequired: false,
      })}
      ${tickField({ name: 'recent', label: say('recent'), isChosen: recent })}
      ${filterFields(page, filters, error)}`,
  })
}

const Started = z.object({ task_id: z.int(), result: z.enum(['created', 'already_open']) })

/** What the API takes as the source. */
function sourceOf({ by, value, posts, recent }: Wanted): Record<string, unknown> {
  const text = value.trim()
  const paged = {
    ...(posts === '' ? {} : { posts: Number(posts) }),
    ...(recent ? { tabs: ['top', 'recent'] } : {}),
  }
  if (by === 'location') return { location: text, ...paged }
  if (by === 'similar_to') return { similar_to: text }
  if (by === 'creators') return { creators: text }
  return { hashtags: text.split(/[\s,;]+/).filter((part) => part !== ''), ...paged }
}

export async function find(page: Page): Promise<Response> {
  const form = await readForm(page)
  const wanted = {
    by: form.get('by') ?? 'hashtags',
    value: form.get('value') ?? '',
    posts: form.get('posts')?.trim() ?? '',
    recent: form.get('recent') === 'true',
    filters: givenFilters(form),
  }
  try {
    const filters = filtersFor(wanted.filters)
    return await start(page, { ...sourceOf(wanted), filters }, '/discovery/runs')
  } catch (error) {
    if (!isFault(error)) throw error
    return await findForm(page, wanted, error)
  }
}

async function start(page: Page, body: object, back: string): Promise<Response> {
  const { task_id: id, result } = await page.ask('POST /api/tasks/discover', Started, { body })
  const say = sayIn(page.language, discoveryWords)
  const key = result === 'created' ? 'started' : 'startedAlready'
  return goTo(page, back, say(key, { id: String(id) }))
}

type GivenHashtag = { hashtag: string; filters: GivenFilters }

async function hashtagForm(page: Page, given: GivenHashtag, error?: ProblemError) {
  const say = sayIn(page.language, discoveryWords)
  const fault = error?.reasonAt('hashtag')
  const isNamed = error?.problem.errors?.some(({ field: at }) => at.startsWith('filters.'))
  return await formPage(page, {
    title: say('addHashtag'),
    action: '/console/discovery/hashtags/new',
    submit: say('submitAdd'),
    error,
    notice: fault === undefined && !isNamed ? error?.problem.detail : undefined,
    fields: html`${field({
      name: 'hashtag',
      label: say('hashtag'),
      value: given.hashtag,
      hint: say('noHashtagsHint'),
      fault,
      hasFocus: true,
    })}
    ${filterFields(page, given.filters, error)}`,
  })
}

export const showAddHashtag = async (page: Page): Promise<Response> =>
  await hashtagForm(page, { hashtag: '', filters: {} })

export async function addHashtag(page: Page): Promise<Response> {
  const form = await readForm(page)
  const given = { hashtag: form.get('hashtag')?.trim() ?? '', filters: givenFilters(form) }
  try {
    const body = { hashtag: given.hashtag, filters: filtersFor(given.filters) }
    const { hashtag: name } = await page.ask('POST /api/hashtags', Hashtag, { body })
    return goTo(page, '/discovery', sayIn(page.language, discoveryWords)('added', { name }))
  } catch (error) {
    if (!isFault(error)) throw error
    return await hashtagForm(page, given, error)
  }
}

const nameOf = ({ c }: Page): string => c.req.param('hashtag') ?? ''
const apiPath = (page: Page): `/${string}` => `/api/hashtags/${encodeURIComponent(nameOf(page))}`
const ownPath = (page: Page): string => `/discovery/hashtags/${encodeURIComponent(nameOf(page))}`

async function editForm(page: Page, given: GivenFilters, error?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, discoveryWords)
  const isNamed = error?.problem.errors?.some(({ field: at }) => at.startsWith('filters.'))
  return await formPage(page, {
    title: say('editTitle', { name: nameOf(page) }),
    action: `/console${ownPath(page)}/edit`,
    submit: sayIn(page.language, frameWords)('save'),
    error,
    notice: isNamed === true ? undefined : error?.problem.detail,
    fields: filterFields(page, given, error),
  })
}

export async function showEdit(page: Page): Promise<Response> {
  const { filters } = await page.ask(`GET ${apiPath(page)}`, Hashtag)
  return await editForm(page, filtersAsGiven(filters))
}

export async function edit(page: Page): Promise<Response> {
  const given = givenFilters(await readForm(page))
  try {
    await page.ask(`PATCH ${apiPath(page)}`, z.unknown(), { body: { filters: filtersFor(given) } })
    return goTo(page, '/discovery', sayIn(page.language, discoveryWords)('saved'))
  } catch (error) {
    if (!isFault(error)) throw error
    return await editForm(page, given, error)
  }
}

/** Runs, pauses or resumes a hashtag: each can be taken back. */
export async function act(page: Page): Promise<Response> {
  const name = nameOf(page)
  const given = (await readForm(page)).get('act')
  if (given === 'run') {
    const { filters } = await page.ask(`GET ${apiPath(page)}`, Hashtag)
    return await start(page, { hashtag: name, filters }, '/discovery')
  }
  const isPaused = given === 'pause'
  await page.ask(`PATCH ${apiPath(page)}`, z.unknown(), { body: { is_paused: isPaused } })
  const say = sayIn(page.language, discoveryWords)
  return goTo(page, '/discovery', say(isPaused ? 'pausedNow' : 'resumed', { name }))
}

export async function showRemove(page: Page): Promise<Response> {
  const say = sayIn(page.language, discoveryWords)
  const name = nameOf(page)
  return await askFirst(page, {
    title: say('removeTitle', { name }),
    body: html`<p>${say('removeBody')}</p>`,
    action: `/console${ownPath(page)}/remove`,
    submit: say('removeSubmit', { name }),
    hidden: {},
    back: '/discovery',
  })
}

export async function remove(page: Page): Promise<Response> {
  await page.ask(`DELETE ${apiPath(page)}`, z.unknown())
  const say = sayIn(page.language, discoveryWords)
  return goTo(page, '/discovery', say('removed', { name: nameOf(page) }))
}
