import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, ownPath, readForm } from '../../../../console/page.ts'
import { jobLink } from '../../../../console/parts/job-link.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { MIN_REQUESTS } from './scrape-cost.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { queryFor, readFilter } from './filter.ts'
import type { Context } from './kit.ts'

/** Columns beside each other that people can still read. */
export const MAX_COMPARED = 6
const ACTION = '/console/creators/bulk'

/** The content of a bulk form, to ask first and to act then. */
type Bulk = {
  form: URLSearchParams
  usernames: string[]
  back: string
  /** The answer to the question. */
  isConfirmed: boolean
}

/** The end of the acts on all creators that match the filter. */
const ALL = '-all'

/** `POST /creators/bulk`: with `act` and the usernames as `id`. */
export async function changeMany(page: Context): Promise<Response> {
  const form = await readForm(page)
  const back = ownPath(form.get('back') ?? '/console/creators')
  const act = form.get('act') ?? ''
  const usernames = [...new Set(form.getAll('id'))]
  const isAll = act.endsWith(ALL)
  if (usernames.length === 0 && !isAll) return goTo(page, back, page.t('common.nothingChosen'))
  const change = {
    form,
    usernames: isAll ? await allThatMatch(page, form) : usernames,
    back,
    isConfirmed: form.get('confirmed') === 'true',
  }
  const run = ACTS[isAll ? act.slice(0, -ALL.length) : act]
  return run ? await run(page, change) : goTo(page, back)
}

function compareChosen(page: Context, { usernames, back }: Bulk): Response {
  if (usernames.length > MAX_COMPARED)
    return goTo(page, back, page.t('tooManyToCompare', { n: MAX_COMPARED }))
  return goTo(page, withQuery('/creators/compare', { ids: usernames.join(',') }))
}

const PAGE_ROWS = 200

/** The usernames of all that the filter of the form finds. */
async function allThatMatch(page: Context, form: URLSearchParams): Promise<string[]> {
  const query = queryFor(readFilter(form))
  const usernames: string[] = []
  let cursor: string | undefined
  do {
    const { data, next_cursor } = await page.api.call('listBlogs', {
      query: { ...query, sort: 'created_at', order: undefined, cursor, limit: PAGE_ROWS },
    })
    usernames.push(...data.map(({ username }) => username))
    cursor = next_cursor ?? undefined
  } while (cursor !== undefined)
  return usernames
}

const isAboutAll = (form: URLSearchParams): boolean => (form.get('act') ?? '').endsWith(ALL)

/** Names the question again, in the hidden fields of its form. */
const repeated = ({ form, usernames, back }: Bulk, expected: number) => ({
  ...Object.fromEntries([...form].filter(([name]) => !['id', 'list-name'].includes(name))),
  id: isAboutAll(form) ? undefined : usernames,
  back: `/console${back === '/' ? '' : back}`,
  confirmed: 'true',
  expected: String(expected),
})

async function addToList(page: Context, change: Bulk): Promise<Response> {
  const { t } = page
  const { form, usernames, back, isConfirmed } = change
  const name = (form.get('list-name') ?? '').trim()
  const n = usernames.length
  const isChanged = isAboutAll(form) && Number(form.get('expected')) !== n
  const ask = async (options: { fault?: string; status?: 409 | 422 }) => {
    const lists = await page.api.call('listLists', { query: { limit: 200 } })
    return await askFirst(page, {
      title: t('addToListTitle', { n }),
      body: html`${options.status === 409 ? html`<p class="fault">${t('common.countChanged', { n })}</p>` : ''}
        ${field({
          name: 'list-name',
          label: t('list'),
          value: name,
          hint: t('listHint'),
          fault: options.fault,
          list: 'known-lists',
          hasFocus: true,
        })}
        <datalist id="known-lists">
          ${lists.data.map((each) => html`<option value="${each.name}"></option>`)}
        </datalist>`,
      action: ACTION,
      submit: t('addToListDo', { n }),
      hidden: repeated(change, n),
      back,
      ...(options.status === undefined ? {} : { status: options.status }),
    })
  }
  if (!isConfirmed) return await ask({})
  if (isChanged) return await ask({ status: 409 })
  if (name === '') return await ask({ status: 422, fault: t('listMissing') })
  const { answer, refusal } = await refusable(addMembers(page, name, change), [422])
  if (refusal) return await ask({ status: 422, fault: refusal.explain('name') })
  const { added, already } = answer
  const { id } = await page.api.call('getListFields', { params: { id: name } })
  const link = { path: `/lists/${id}`, label: t('openList') }
  return goTo(page, back, t('addedToList', { n: added, name, already }), link)
}

/** Adds them to the list of this name, which is made if there is none. */
async function addMembers({ api }: Context, name: string, { form, usernames }: Bulk) {
  await refusable(api.call('createList', { body: { name } }), [409])
  return await api.call('addListMembers', {
    params: { id: name },
    body: { blogs: usernames },
    idempotencyKey: keyOf(form),
  })
}

const keyOf = (form: URLSearchParams): string | undefined =>
  form.get('idempotency-key') ?? undefined

async function scrape(page: Context, change: Bulk): Promise<Response> {
  const { t } = page
  const { form, usernames, back, isConfirmed } = change
  const n = usernames.length
  const isChanged = isAboutAll(form) && Number(form.get('expected')) !== n
  if (!isConfirmed || isChanged)
    return await askFirst(page, {
      title: t('scrapeTitle', { n }),
      body: html`${isConfirmed ? html`<p class="fault">${t('common.countChanged', { n })}</p>` : ''}
        <p>${t('scrapeCost', { n: n * MIN_REQUESTS })}</p>
        <p>${t('scrapeThen')}</p>`,
      action: ACTION,
      submit: t('scrapeDo', { n }),
      hidden: repeated(change, n),
      back,
      ...(isConfirmed ? { status: 409 as const } : {}),
    })
  const answer = await page.api.call('scrapeCreators', {
    body: { usernames, priority: 2 },
    idempotencyKey: keyOf(form),
  })
  const begun = { n: answer.created, already: answer.already_open }
  return goTo(page, back, t('scrapeBegun', begun), jobLink(page, answer))
}

async function analyze(page: Context, change: Bulk): Promise<Response> {
  const { t } = page
  const { form, usernames, back, isConfirmed } = change
  const estimate = await page.api.call('analyzeBlogs', { body: { usernames, dry_run: true } })
  const n = estimate.created
  const left =
    estimate.already_open + estimate.unavailable + estimate.without_data + estimate.unknown
  if (n === 0) return goTo(page, back, t('nothingToAnalyze', { n: left }))
  const isChanged = isConfirmed && Number(form.get('expected')) !== n
  if (!isConfirmed || isChanged) {
    const budget = page.may('ai:read') ? (await page.api.call('estimateAiTasks')).budget : undefined
    return await askFirst(page, {
      title: t('analyzeTitle', { n }),
      body: html`${isChanged ? html`<p class="fault">${t('common.countChanged', { n })}</p>` : ''}
        <p>
          ${
            estimate.cost_usd === null
              ? t('priceUnknown')
              : t('analyzeCost', { cost: money(page, estimate.cost_usd) })
          }
          ${
            budget === undefined
              ? ''
              : t('budgetLeft', {
                  left: page.formats.money(budget.left_usd),
                  daily: page.formats.money(budget.daily_usd),
                })
          }
        </p>
        <p>${t('analyzeWhen')}</p>
        ${left === 0 ? '' : html`<p>${t('analyzeLeftOut', { n: left })}</p>`}`,
      action: ACTION,
      submit: t('analyzeDo', { n }),
      hidden: repeated(change, n),
      back,
      ...(isChanged ? { status: 409 as const } : {}),
    })
  }
  const answer = await page.api.call('analyzeBlogs', {
    body: { usernames },
    idempotencyKey: keyOf(form),
  })
  return goTo(page, back, t('analyzeBegun', { n: answer.created }), jobLink(page, answer))
}

/** An analysis may cost less than a cent. */
const money = ({ t, formats }: Context, usd: number): string =>
  usd < 0.01 ? t('lessThanACent') : formats.money(usd)

const ACTS: Readonly<Record<string, (page: Context, change: Bulk) => Promise<Response>>> = {
  compare: async (page, change) => await Promise.resolve(compareChosen(page, change)),
  list: addToList,
  scrape,
  analyze,
}
