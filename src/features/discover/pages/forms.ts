import { html } from 'hono/html'
import type { AnswerOf, BodyOf } from '../../../console/api.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import { numberIn } from '../../../console/kit/number-in.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../console/kit/save-version.ts'
import { EditConflictError, madeOf, type Made } from '../../../console/edit-conflict.ts'
import { addressOf, goTo, readForm } from '../../../console/page.ts'
import { conflictPanel, madeInputs } from '../../../console/parts/forms/conflict.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { area, field, checkboxField } from '../../../console/parts/forms/field.ts'
import { select } from '../../../console/parts/forms/select.ts'
import { jobLink } from '../../../console/parts/job-link.ts'
import { notice, layout } from '../../../console/layout.ts'
import {
  filterFields,
  filterLabels,
  textsOfFilters,
  filtersFor,
  filterTexts,
  type FilterTexts,
} from './filters.ts'
import type { Context } from './kit.ts'

const SOURCE_KINDS = ['hashtags', 'location', 'similar_to', 'creators'] as const

/** Refusals that the forms show. */
const OF_FORMS = [400, 409, 422]

type Form = {
  title: string
  action: string
  submit: string
  fields: unknown
  error?: ProblemError | undefined
  /** A fault that belongs to no field. */
  notice?: string | undefined
}

async function formPage(page: Context, form: Form): Promise<Response> {
  const body = html`<form class="card" method="post" action="${form.action}">
    ${form.notice === undefined ? '' : notice(form.notice)} ${form.fields}
    <footer>
      <a class="button" href="${addressOf('/discovery')}" data-close>${page.t('common.cancel')}</a>
      <button class="main">${form.submit}</button>
    </footer>
  </form>`
  return page.c.html(await layout(page, { title: form.title, body }), form.error ? 422 : 200)
}

type Wanted = { by: string; value: string; posts: string; recent: boolean; filters: FilterTexts }

/** Shows the form of a discovery; the address may name its source. */
export async function showFind(page: Context): Promise<Response> {
  const { by = 'hashtags', value = '' } = page.c.req.query()
  return await findForm(page, { by, value, posts: '', recent: false, filters: {} })
}

async function findForm(page: Context, wanted: Wanted, error?: ProblemError): Promise<Response> {
  const { t } = page
  const { by, value, posts, recent, filters } = wanted
  const faulty = error?.problem.errors?.find(({ field: at }) => at.split('.')[0] === by)
  const valueFault = faulty && error?.reasonAt(faulty.field)
  const isNamed = error?.problem.errors?.some(({ field: at }) => /^(filters\.|posts)/.test(at))
  return await formPage(page, {
    title: t('newTitle'),
    action: '/console/discovery/new',
    submit: t('submitFind'),
    error,
    notice: valueFault === undefined && !isNamed ? error?.explain() : undefined,
    fields: html`<p class="hint">${t('newLead')} ${t('newCost')}</p>
      ${select({
        name: 'by',
        label: t('by'),
        options: SOURCE_KINDS.map((kind) => ({ value: kind, label: t(`by_${kind}`) })),
        chosen: by,
      })}
      ${area({
        name: 'value',
        label: t('value'),
        value,
        hint: t('valueHint'),
        fault: valueFault,
        rows: 3,
      })}
      ${field({
        name: 'posts',
        label: t('posts'),
        value: posts,
        hint: t('postsHint'),
        fault: error?.reasonAt('posts'),
        isNumeric: true,
        isRequired: false,
      })}
      ${checkboxField({ name: 'recent', label: t('recent'), isChosen: recent })}
      ${filterFields(page, filters, error)}`,
  })
}

/** Returns the source as the API takes it. */
function sourceOf({ by, value, posts, recent }: Wanted): BodyOf<'discoverCreators'> {
  const text = value.trim()
  const paged = {
    ...(posts === '' ? {} : { posts: numberIn(posts) }),
    ...(recent ? { tabs: ['top' as const, 'recent' as const] } : {}),
  }
  if (by === 'location') return { location: text, ...paged }
  if (by === 'similar_to') return { similar_to: text }
  if (by === 'creators') return { creators: text }
  return { hashtags: text.split(/[\s,;]+/).filter((part) => part !== ''), ...paged }
}

export async function find(page: Context): Promise<Response> {
  const form = await readForm(page)
  const wanted = {
    by: form.get('by') ?? 'hashtags',
    value: form.get('value') ?? '',
    posts: form.get('posts')?.trim() ?? '',
    recent: form.get('recent') === 'true',
    filters: filterTexts(form),
  }
  const body = { ...sourceOf(wanted), filters: filtersFor(wanted.filters) }
  const { answer, refusal } = await refusable(page.api.call('discoverCreators', { body }), OF_FORMS)
  if (refusal) return await findForm(page, wanted, refusal)
  return goTo(page, '/discovery/runs', startedText(page, answer), jobLink(page, answer))
}

const startedText = ({ t }: Context, { task_id: id, result }: AnswerOf<'discoverCreators'>) =>
  t(result === 'created' ? 'started' : 'startedAlready', { id: String(id) })

type HashtagForm = { hashtag: string; filters: FilterTexts }

async function hashtagForm(page: Context, form: HashtagForm, error?: ProblemError) {
  const { t } = page
  const fault = error?.reasonAt('hashtag')
  const isNamed = error?.problem.errors?.some(({ field: at }) => at.startsWith('filters.'))
  return await formPage(page, {
    title: t('addHashtag'),
    action: '/console/discovery/hashtags/new',
    submit: t('submitAdd'),
    error,
    notice: fault === undefined && !isNamed ? error?.explain() : undefined,
    fields: html`${field({
      name: 'hashtag',
      label: t('hashtag'),
      value: form.hashtag,
      hint: t('noHashtagsHint'),
      fault,
      hasFocus: true,
    })}
    ${filterFields(page, form.filters, error)}`,
  })
}

export const showAddHashtag = async (page: Context): Promise<Response> =>
  await hashtagForm(page, { hashtag: '', filters: {} })

export async function addHashtag(page: Context): Promise<Response> {
  const form = await readForm(page)
  const sent = { hashtag: form.get('hashtag')?.trim() ?? '', filters: filterTexts(form) }
  const body = { hashtag: sent.hashtag, filters: filtersFor(sent.filters) }
  const { answer, refusal } = await refusable(page.api.call('addHashtag', { body }), OF_FORMS)
  if (refusal) return await hashtagForm(page, sent, refusal)
  return goTo(page, '/discovery', page.t('added', { name: answer.hashtag }))
}

/** The hashtag that the address names. */
const paramsOf = ({ param }: Context) => ({ hashtag: param('hashtag') })
const pathOf = ({ param }: Context): string =>
  `/console/discovery/hashtags/${encodeURIComponent(param('hashtag'))}`

async function editForm(
  page: Context,
  texts: FilterTexts,
  made: Made,
  error?: ProblemError,
): Promise<Response> {
  const { t } = page
  const isConflict = error instanceof EditConflictError
  const isNamed = error?.problem.errors?.some(({ field: at }) => at.startsWith('filters.'))
  return await formPage(page, {
    title: t('editTitle', { name: page.param('hashtag') }),
    action: `${pathOf(page)}/edit`,
    submit: t('common.save'),
    error,
    notice: isConflict || isNamed === true ? undefined : error?.explain(),
    fields: html`${isConflict ? conflictPanel(page, error, filterLabels(page)) : ''}
    ${madeInputs(made)} ${filterFields(page, texts, error)}`,
  })
}

export async function showEdit(page: Context): Promise<Response> {
  const call = page.api.versioned('getHashtag', { params: paramsOf(page) })
  const { answer, version } = await call
  const texts = textsOfFilters(answer.filters)
  return await editForm(page, texts, madeOf(version, texts))
}

export async function edit(page: Context): Promise<Response> {
  const { form, made } = await readEditForm(page)
  const texts = filterTexts(form)
  const body = { filters: filtersFor(texts) }
  const call = saveVersion({
    made,
    mine: texts,
    textsOf: ({ filters }: AnswerOf<'getHashtag'>) => textsOfFilters(filters),
    save: async (ifMatch) =>
      await page.api.call('updateHashtag', { params: paramsOf(page), body, ifMatch }),
  })
  const { refusal } = await refusable(call, OF_FORMS)
  if (refusal) return await editForm(page, texts, madeAfter(made, refusal), refusal)
  return goTo(page, '/discovery', page.t('saved'))
}

/** Runs, pauses or resumes a hashtag: each can be taken back. */
export async function act(page: Context): Promise<Response> {
  const params = paramsOf(page)
  const name = params.hashtag
  const action = (await readForm(page)).get('act')
  if (action === 'run') {
    const { filters } = await page.api.call('getHashtag', { params })
    const body = { hashtag: name, filters }
    return goTo(
      page,
      '/discovery',
      startedText(page, await page.api.call('discoverCreators', { body })),
    )
  }
  const isPaused = action === 'pause'
  await page.api.call('updateHashtag', { params, body: { is_paused: isPaused } })
  if (!isPaused) return goTo(page, '/discovery', page.t('resumed', { name }))
  return goTo(page, '/discovery', page.t('pausedNow', { name }), {
    path: `${pathOf(page).slice('/console'.length)}/act`,
    label: page.t('common.undo'),
    fields: { act: 'resume' },
  })
}

export async function showRemove(page: Context): Promise<Response> {
  const { t } = page
  const name = page.param('hashtag')
  return await askFirst(page, {
    title: t('removeTitle', { name }),
    body: html`<p>${t('removeBody')}</p>`,
    action: `${pathOf(page)}/remove`,
    submit: t('removeSubmit', { name }),
    isDangerous: true,
    hidden: {},
    back: '/discovery',
  })
}

export async function remove(page: Context): Promise<Response> {
  await page.api.call('removeHashtag', { params: paramsOf(page) })
  return goTo(page, '/discovery', page.t('removed', { name: page.param('hashtag') }))
}
