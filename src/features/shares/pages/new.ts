import { html } from 'hono/html'
import { LANGUAGES, nameOfLanguage } from '../../../base/languages.ts'
import type { AnswerOf } from '../../../console/api.ts'
import { dayIn, endOfDay } from '../../../console/days.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { addressOf, ownPath, readForm } from '../../../console/page.ts'
import { empty } from '../../../console/parts/empty.ts'
import { checkboxField, field } from '../../../console/parts/forms/field.ts'
import { hiddenFields } from '../../../console/parts/forms/hidden-fields.ts'
import { secretOnce } from '../../../console/parts/forms/secret-once.ts'
import { select } from '../../../console/parts/forms/select.ts'
import { refused } from '../../../console/parts/refused.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import { layout } from '../../../console/layout.ts'
import { DEFAULT_DAYS, MAX_CREATORS, SUBJECTS, type Subject } from '../fields/share.ts'
import type { Context } from './kit.ts'

const DAY_MS = 86_400_000
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The subject that the address or the form names. */
type Named = { subject: Subject; creators: string[]; list: string; view: string; back: string }

function readNamed(values: URLSearchParams): Named {
  return {
    subject: SUBJECTS.find((each) => each === values.get('subject')) ?? 'creator',
    creators: values
      .getAll('creators')
      .flatMap((each) => each.split(','))
      .filter((each) => each !== '')
      .slice(0, MAX_CREATORS),
    list: values.get('list') ?? '',
    view: values.get('view') ?? '',
    back: ownPath(values.get('back') ?? '/console/shares'),
  }
}

/** The name of what is to be shared; undefined when there is no such thing. */
async function nameOf({ api }: Context, named: Named): Promise<string | undefined> {
  const { subject, creators, list, view } = named
  if (subject === 'list' || subject === 'campaign') {
    const call = api.call('getListFields', { params: { id: list } })
    return list === '' ? undefined : (await refusable(call, [404, 422])).answer?.name
  }
  if (subject === 'view') {
    const { data } = await api.call('listViews', { query: { page: 'creators' } })
    return data.find(({ id }) => id === view)?.name
  }
  return creators.length === 0 ? undefined : creators.map((name) => `@${name}`).join(', ')
}

type Filled = { until: string; language: string; kind: string; hasPrices: boolean }
type Fault = { error?: ProblemError; until?: string; password?: string }

/** `GET /shares/new`: until when, for whom, and with what. */
export async function showNew(page: Context): Promise<Response> {
  const named = readNamed(new URL(page.c.req.url).searchParams)
  const until = dayIn(new Date(page.now.getTime() + DEFAULT_DAYS * DAY_MS), page.timeZone)
  const kind = named.subject === 'view' ? 'csv' : 'page'
  return await form(page, named, { until, language: '', kind, hasPrices: false })
}

async function form(
  page: Context,
  named: Named,
  filled: Filled,
  fault: Fault = {},
): Promise<Response> {
  const { t } = page
  const name = await nameOf(page, named)
  if (name === undefined) {
    const body = empty(t('nothingToShare'), t('nothingToShareHint'))
    return page.c.html(await layout(page, { title: t('title'), body }), 404)
  }
  const isOfCreators = named.subject === 'creator' || named.subject === 'comparison'
  const { subject, list, view, back } = named
  const creators = named.creators.join(',')
  const body = html`<form class="card" method="post" action="/console/shares">
    ${fault.error === undefined ? '' : refused(page, fault.error)}
    ${hiddenFields({ subject, creators, list, view, back: addressOf(back) })}
    <p>${t('newHint')}</p>
    ${
      isOfCreators
        ? ''
        : select({
            name: 'kind',
            label: t('kindLabel'),
            options: kindsOf(page, named.subject),
            chosen: filled.kind,
          })
    }
    ${field({
      name: 'until',
      label: t('until'),
      type: 'date',
      value: filled.until,
      hint: t('untilHint'),
      fault: fault.until,
    })}
    ${subject === 'view' ? '' : pageFields(page, filled, fault)}
    ${select({
      name: 'language',
      label: t('languageLabel'),
      options: [
        { value: '', label: t('languageReader') },
        ...LANGUAGES.map((each) => ({ value: each, label: nameOfLanguage(each) })),
      ],
      chosen: filled.language,
    })}
    <footer>
      <a class="button" href="${addressOf(back)}" data-close>${t('common.leave')}</a>
      <button class="main">${t('makeLink')}</button>
    </footer>
  </form>`
  const isFine = fault.error === undefined && fault.until === undefined && !fault.password
  return page.c.html(
    await layout(page, { title: t('newTitle', { name }), body }),
    isFine ? 200 : 422,
  )
}

/** The forms in which a subject can be shared; a campaign has two kinds of rows. */
function kindsOf({ t }: Context, subject: Subject): { value: string; label: string }[] {
  const csv = { value: 'csv', label: t('kind_csv') }
  const report = { value: 'page', label: t('kind_page') }
  if (subject === 'view') return [csv]
  if (subject !== 'campaign') return [report, csv]
  const results = { value: 'results', label: t('asResults') }
  return [report, results, { value: 'csv', label: t('asMembers') }]
}

/** The fields of a report, which a search for spreadsheets has not. */
const pageFields = ({ t }: Context, { hasPrices }: Filled, { password }: Fault) =>
  html`${field({
    name: 'password',
    label: t('passwordLabel'),
    type: 'password',
    isRequired: false,
    isSecret: true,
    autocomplete: 'new-password',
    hint: t('passwordHint'),
    fault: password,
  })}
  ${checkboxField({ name: 'prices', label: t('pricesLabel'), isChosen: hasPrices })}`

/** A report, and a CSV with either kind of rows. */
const FORMS = ['page', 'csv', 'results'] as const

type Sent = Filled & { kind: (typeof FORMS)[number]; password: string }

const readSent = (values: URLSearchParams): Sent => ({
  until: values.get('until') ?? '',
  language: values.get('language') ?? '',
  kind: FORMS.find((each) => each === values.get('kind')) ?? 'page',
  hasPrices: values.has('prices'),
  password: values.get('password') ?? '',
})

/** The faults that the form finds itself. */
function faultOf({ t }: Context, { until, kind, password }: Sent): Fault | undefined {
  if (!DAY.test(until) || Number.isNaN(Date.parse(until))) return { until: t('untilFault') }
  return kind !== 'page' && password !== '' ? { password: t('csvPassword') } : undefined
}

/** The fields that a refusal of the API is about. */
function faultIn({ t }: Context, refusal: ProblemError): Fault {
  if (refusal.reasonAt('ends_at') !== undefined) return { until: t('untilFault') }
  const password = refusal.reasonAt('password')
  return password === undefined ? { error: refusal } : { password }
}

/** `POST /shares`: makes the link, and shows it this once. */
export async function makeLink(page: Context): Promise<Response> {
  const values = await readForm(page)
  const named = readNamed(values)
  const sent = readSent(values)
  const fault = faultOf(page, sent)
  if (fault) return await form(page, named, sent, fault)
  const { password, language } = sent
  const call = page.api.call('createShare', {
    body: {
      subject: named.subject,
      creators: named.creators,
      ...(named.list !== '' && { list: named.list }),
      ...(named.view !== '' && { view: named.view }),
      kind: sent.kind === 'page' ? 'page' : 'csv',
      rows: sent.kind === 'results' ? 'results' : 'members',
      ends_at: endOfDay(sent.until, page.timeZone),
      ...(password !== '' && { password }),
      show_prices: sent.hasPrices,
      ...(language !== '' && { language }),
    },
  })
  const { answer, refusal } = await refusable(call)
  if (refusal) return await form(page, named, sent, faultIn(page, refusal))
  return await showMade(page, answer)
}

async function showMade(page: Context, share: AnswerOf<'createShare'>): Promise<Response> {
  const { t, formats, origin } = page
  const advice = t('madeAdvice', { day: formats.date(new Date(share.ends_at)) })
  const title = t('madeTitle', { name: share.name ?? t('goneName') })
  const body = html`${secretOnce(page, title, [`${origin}${share.path}`], advice)}
    ${share.kind === 'csv' ? html`<p class="hint">${t('csvAdvice')}</p>` : ''}
    <p><a class="button" href="/console/shares">${t('toLinks')}</a></p>`
  return page.c.html(await layout(page, { title, body }))
}
