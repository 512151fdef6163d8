import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { findColumn, readTableFile } from '../../../../base/files/table-file.ts'
import { parseCreatorAddress } from '../../../../creators/address.ts'
import type { AnswerOf } from '../../../../console/api.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { jobLink } from '../../../../console/parts/job-link.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { area, field } from '../../../../console/parts/forms/field.ts'
import { layout } from '../../../../console/layout.ts'
import type { Context } from './kit.ts'

const ACTION = '/console/creators/add'
/** More are a file for the API. */
const MAX_NAMES = 1_000
/** Requests of a scrape of a profile without highlights; most have more. */
const MIN_REQUESTS = 3
/** Faulty names that are shown. */
const MAX_LISTED = 20

type AddForm = { names: string; list: string; fault?: string }

export const addForm = async (page: Context): Promise<Response> =>
  await form(page, { names: page.c.req.query('names') ?? '', list: '' })

async function form(page: Context, { names, list, fault }: AddForm): Promise<Response> {
  const { t } = page
  const body = html`<form class="card" method="post" action="${ACTION}" data-dialog>
    ${area({ name: 'names', label: t('names'), value: names, hint: t('namesHint'), fault, rows: 8 })}
    ${field({ name: 'list-name', label: t('putIntoList'), value: list, hint: t('listHint'), isRequired: false })}
    <footer>
      <a class="button" href="/console/creators" data-close>${t('common.cancel')}</a>
      <button class="main">${t('goOn')}</button>
    </footer>
  </form>`
  return page.c.html(await layout(page, { title: t('add'), body }), fault === undefined ? 200 : 422)
}

/** Reads pasted text: names and links, or a table whose first line names the column username. */
function readNames(text: string): { csv: string; valid: string[]; faulty: string[] } {
  const column = columnIn(text)
  const words = column ?? text.split(/[\s,;]+/).map((word) => word.replaceAll('"', ''))
  const uniqueNames = [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))]
  const read = uniqueNames.map((word) => ({ word, ...parseCreatorAddress(word) }))
  return {
    csv: column ? text : ['username', ...uniqueNames.map((word) => `"${word}"`)].join('\n'),
    valid: [...new Set(read.flatMap((each) => ('username' in each ? [each.username] : [])))],
    faulty: read.flatMap((each) => ('username' in each ? [] : [each.word])),
  }
}

/**
 * The cells of the column username, and rows that cannot be read; null for what is no such table.
 */
function columnIn(text: string): string[] | null {
  const table = readTableFile(text)
  if (table === null || 'fault' in table) return null
  const place = findColumn(table.heading, 'username')
  if (place < 0) return null
  return [
    ...table.rows.map(({ cells }) => cells[place] ?? ''),
    ...table.unread.map((row) => row.text),
  ]
}

/** Asks first what it costs; then the API imports them. */
export async function addCreators(page: Context): Promise<Response> {
  const { t } = page
  const sent = await readForm(page)
  const fields = { names: sent.get('names') ?? '', list: (sent.get('list-name') ?? '').trim() }
  const read = readNames(fields.names)
  const n = read.valid.length
  if (n === 0) return await form(page, { ...fields, fault: t('noNames') })
  if (n > MAX_NAMES)
    return await form(page, { ...fields, fault: t('tooManyNames', { n: MAX_NAMES }) })
  if (sent.get('confirmed') !== 'true') return await confirmAdding(page, fields, read)
  const key = sent.get('idempotency-key') ?? undefined
  const { answer, refusal } = await refusable(
    page.api.call('importBlogs', {
      query: { list: fields.list },
      file: { type: 'text/csv', text: read.csv },
      idempotencyKey: key,
    }),
    [422],
  )
  if (refusal) return await form(page, { ...fields, fault: refusal.explain() })
  return goTo(page, '/creators', importSummary(page, answer), jobLink(page, answer))
}

async function confirmAdding(
  page: Context,
  { names, list }: AddForm,
  { valid, faulty }: ReturnType<typeof readNames>,
): Promise<Response> {
  const { t } = page
  const n = valid.length
  const skipped = faulty.slice(0, MAX_LISTED).join(', ')
  return await askFirst(page, {
    title: t('addTitle', { n }),
    body: html`<p>${t('addCost', { n: n * MIN_REQUESTS })}</p>
      <p>${t('addThen')}</p>
      ${faulty.length === 0 ? '' : html`<p>${t('addFaulty', { n: faulty.length })} ${skipped}</p>`}`,
    action: ACTION,
    submit: t('addDo', { n }),
    hidden: { names, 'list-name': list, confirmed: 'true', 'idempotency-key': randomUUID() },
    back: '/creators',
  })
}

/** Gives what became of them in a sentence or two. */
function importSummary(
  { t }: Context,
  { created, known, invalid, erased }: AnswerOf<'importBlogs'>,
): string {
  const rest = invalid + erased
  return [
    t('added', { n: created }),
    ...(known > 0 ? [t('addedKnown', { n: known })] : []),
    ...(rest > 0 ? [t('addedNot', { n: rest })] : []),
  ].join(' ')
}
