import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, ownPath, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { field } from '../../parts/field.ts'
import { withQuery } from '../../parts/pager.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Creators } from './creator.ts'
import { askedOf, readFilter } from './filter.ts'
import { creatorsWords } from './words.ts'

/** Columns beside each other that people can still read. */
export const MOST_COMPARED = 6
const ACTION = '/console/creators/bulk'

/** What a bulk form carries, to ask first and to do it then. */
type Bulk = {
  form: URLSearchParams
  usernames: string[]
  back: string
  /** The answer to the question. */
  isConfirmed: boolean
}

/** `POST /creators/bulk`: with `act` and the usernames as `id`. */
export async function changeMany(page: Page): Promise<Response> {
  const form = await readForm(page)
  const back = ownPath(form.get('back') ?? '/console/creators')
  const act = form.get('act') ?? ''
  const usernames = [...new Set(form.getAll('id'))]
  if (usernames.length === 0 && act !== 'list-all')
    return goTo(page, back, sayIn(page.language, frameWords)('nothingChosen'))
  const given = { form, usernames, back, isConfirmed: form.get('confirmed') === 'true' }
  switch (act) {
    case 'compare':
      return compareChosen(page, given)
    case 'list':
      return await addToList(page, given)
    case 'list-all':
      return await addToList(page, { ...given, usernames: await allThatMatch(page, form) })
    case 'scrape':
      return await scrape(page, given)
    case 'analyze':
      return await analyze(page, given)
  }
  return goTo(page, back)
}

function compareChosen(page: Page, { usernames, back }: Bulk): Response {
  const say = sayIn(page.language, creatorsWords)
  if (usernames.length > MOST_COMPARED)
    return goTo(page, back, say('tooManyToCompare', { n: MOST_COMPARED }))
  return goTo(page, withQuery('/creators/compare', { ids: usernames.join(',') }))
}

const PAGE_ROWS = 200

/** The usernames of all that the filter of the form finds. */
async function allThatMatch(page: Page, form: URLSearchParams): Promise<string[]> {
  const asked = askedOf(readFilter(form))
  const usernames: string[] = []
  let cursor: string | undefined
  do {
    const { data, next_cursor } = await page.ask('GET /api/blogs', Creators, {
      query: { ...asked, sort: 'created_at', order: undefined, cursor, limit: PAGE_ROWS },
    })
    usernames.push(...data.map(({ username }) => username))
    cursor = next_cursor ?? undefined
  } while (cursor !== undefined)
  return usernames
}

/** Names the question again, in the hidden fields of its form. */
const repeated = ({ form, usernames, back }: Bulk, expected: number) => ({
  ...Object.fromEntries([...form].filter(([name]) => !['id', 'list-name'].includes(name))),
  id: form.get('act') === 'list-all' ? undefined : usernames,
  back: `/console${back === '/' ? '' : back}`,
  confirmed: 'true',
  expected: String(expected),
})

async function addToList(page: Page, given: Bulk): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const { form, usernames, back, isConfirmed } = given
  const name = (form.get('list-name') ?? '').trim()
  const n = usernames.length
  const isChanged = form.get('act') === 'list-all' && Number(form.get('expected')) !== n
  const ask = async (options: { fault?: string; status?: 409 | 422 }) => {
    const lists = await page.ask(
      'GET /api/lists',
      z.object({ data: z.array(z.object({ name: z.string() })) }),
      { query: { limit: 200 } },
    )
    return await askFirst(page, {
      title: say('addToListTitle', { n }),
      body: html`${options.status === 409 ? html`<p class="fault">${sayIn(page.language, frameWords)('countChanged', { n })}</p>` : ''}
        ${field({
          name: 'list-name',
          label: say('list'),
          value: name,
          hint: say('listHint'),
          fault: options.fault,
          list: 'known-lists',
          hasFocus: true,
        })}
        <datalist id="known-lists">
          ${lists.data.map((each) => html`<option value="${each.name}"></option>`)}
        </datalist>`,
      action: ACTION,
      submit: say('addToListDo', { n }),
      hidden: repeated(given, n),
      back,
      ...(options.status === undefined ? {} : { status: options.status }),
    })
  }
  if (!isConfirmed) return await ask({})
  if (isChanged) return await ask({ status: 409 })
  if (name === '') return await ask({ status: 422, fault: say('listMissing') })
  try {
    await makeList(page, name)
    const path = `POST /api/lists/${encodeURIComponent(name)}/members` as const
    const { added, already } = await page.ask(
      path,
      z.object({ added: z.int(), already: z.int() }),
      { body: { blogs: usernames }, idempotencyKey: keyOf(form) },
    )
    return goTo(page, back, say('addedToList', { n: added, name, already }))
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error
    return await ask({ status: 422, fault: error.reasonAt('name') ?? error.problem.detail })
  }
}

/** A list of this name, made if there is none. */
async function makeList(page: Page, name: string): Promise<void> {
  try {
    await page.ask('POST /api/lists', z.unknown(), { body: { name } })
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 409) throw error
  }
}

const keyOf = (form: URLSearchParams): string | undefined =>
  form.get('idempotency-key') ?? undefined

/** Requests of a scrape of a profile without highlights; most have more. */
const LEAST_REQUESTS = 3

async function scrape(page: Page, given: Bulk): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const { form, usernames, back, isConfirmed } = given
  const n = usernames.length
  if (!isConfirmed)
    return await askFirst(page, {
      title: say('scrapeTitle', { n }),
      body: html`<p>${say('scrapeCost', { n: n * LEAST_REQUESTS })}</p>
        <p>${say('scrapeThen')}</p>`,
      action: ACTION,
      submit: say('scrapeDo', { n }),
      hidden: repeated(given, n),
      back,
    })
  const Answer = z.object({ created: z.int(), already_open: z.int() })
  const { created, already_open } = await page.ask('POST /api/tasks/scrape', Answer, {
    body: { usernames, priority: 2 },
    idempotencyKey: keyOf(form),
  })
  return goTo(page, back, say('scrapeBegun', { n: created, already: already_open }))
}

const Analyses = z.object({
  created: z.int(),
  already_open: z.int(),
  unavailable: z.int(),
  without_data: z.int(),
  unknown: z.int(),
  cost_usd: z.number().nullable(),
})
const Budget = z.object({ budget: z.object({ left_usd: z.number(), daily_usd: z.number() }) })

async function analyze(page: Page, given: Bulk): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const { form, usernames, back, isConfirmed } = given
  const told = await page.ask('POST /api/tasks/analyze', Analyses, {
    body: { usernames, dry_run: true },
  })
  const n = told.created
  const left = told.already_open + told.unavailable + told.without_data + told.unknown
  if (n === 0) return goTo(page, back, say('nothingToAnalyze', { n: left }))
  const isChanged = isConfirmed && Number(form.get('expected')) !== n
  if (!isConfirmed || isChanged) {
    const budget = page.may('ai:read')
      ? (await page.ask('GET /api/ai/estimate', Budget)).budget
      : undefined
    return await askFirst(page, {
      title: say('analyzeTitle', { n }),
      body: html`${isChanged ? html`<p class="fault">${sayIn(page.language, frameWords)('countChanged', { n })}</p>` : ''}
        <p>
          ${
            told.cost_usd === null
              ? say('priceUnknown')
              : say('analyzeCost', { cost: money(page, told.cost_usd) })
          }
          ${budget === undefined ? '' : say('budgetLeft', { left: page.formats.money(budget.left_usd), daily: page.formats.money(budget.daily_usd) })}
        </p>
        <p>${say('analyzeWhen')}</p>
        ${left === 0 ? '' : html`<p>${say('analyzeLeftOut', { n: left })}</p>`}`,
      action: ACTION,
      submit: say('analyzeDo', { n }),
      hidden: repeated(given, n),
      back,
      ...(isChanged ? { status: 409 as const } : {}),
    })
  }
  const { created } = await page.ask('POST /api/tasks/analyze', Analyses, {
    body: { usernames },
    idempotencyKey: keyOf(form),
  })
  return goTo(page, back, say('analyzeBegun', { n: created }))
}

/** An analysis may cost less than a cent. */
const money = ({ formats, language }: Page, usd: number): string =>
  usd < 0.01 ? sayIn(language, creatorsWords)('lessThanACent') : formats.money(usd)
