import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { findColumn, readTableFile } from '../../../base/table-file.ts'
import { parseCreatorAddress } from '../../../creators/address.ts'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { area, field } from '../../parts/field.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { creatorsWords } from './words.ts'

const ACTION = '/console/creators/add'
/** More are a file for the API. */
const MOST_NAMES = 1_000
/** Requests of a scrape of a profile without highlights; most have more. */
const LEAST_REQUESTS = 3
/** Faulty names that are shown. */
const MOST_SHOWN = 20

type Given = { names: string; list: string; fault?: string }

export const addForm = async (page: Page): Promise<Response> =>
  await form(page, { names: '', list: '' })

async function form(page: Page, { names, list, fault }: Given): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const body = html`<form class="card" method="post" action="${ACTION}" data-dialog>
    ${area({ name: 'names', label: say('names'), value: names, hint: say('namesHint'), fault, rows: 8 })}
    ${field({ name: 'list-name', label: say('putIntoList'), value: list, hint: say('listHint'), isRequired: false })}
    <footer>
      <a class="button" href="/console/creators" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${say('goOn')}</button>
    </footer>
  </form>`
  return page.c.html(
    await shell(page, { title: say('add'), body }),
    fault === undefined ? 200 : 422,
  )
}

/** What was pasted: names and links, or a table whose first line names the column username. */
function readNames(text: string): { csv: string; valid: string[]; faulty: string[] } {
  const column = columnIn(text)
  const words = column ?? text.split(/[\s,;]+/).map((word) => word.replaceAll('"', ''))
  const given = [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))]
  const read = given.map((word) => ({ word, ...parseCreatorAddress(word) }))
  return {
    csv: column ? text : ['username', ...given.map((word) => `"${word}"`)].join('\n'),
    valid: [...new Set(read.flatMap((each) => ('username' in each ? [each.username] : [])))],
    faulty: read.flatMap((each) => ('username' in each ? [] : [each.word])),
  }
}

/** The cells of the column username, and rows that cannot be read; null for what is no such table. */
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
export async function addCreators(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const sent = await readForm(page)
  const given = { names: sent.get('names') ?? '', list: (sent.get('list-name') ?? '').trim() }
  const read = readNames(given.names)
  const n = read.valid.length
  if (n === 0) return await form(page, { ...given, fault: say('noNames') })
  if (n > MOST_NAMES)
    return await form(page, { ...given, fault: say('tooManyNames', { n: MOST_NAMES }) })
  if (sent.get('confirmed') !== 'true') return await confirmAdding(page, given, read)
  try {
    const told = await importAll(page, {
      ...given,
      csv: read.csv,
      key: sent.get('idempotency-key') ?? undefined,
    })
    return goTo(page, '/creators', told)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error
    return await form(page, { ...given, fault: error.problem.detail })
  }
}

async function confirmAdding(
  page: Page,
  { names, list }: Given,
  { valid, faulty }: ReturnType<typeof readNames>,
): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const n = valid.length
  const leftOut = faulty.slice(0, MOST_SHOWN).join(', ')
  return await askFirst(page, {
    title: say('addTitle', { n }),
    body: html`<p>${say('addCost', { n: n * LEAST_REQUESTS })}</p>
      <p>${say('addThen')}</p>
      ${faulty.length === 0 ? '' : html`<p>${say('addFaulty', { n: faulty.length })} ${leftOut}</p>`}`,
    action: ACTION,
    submit: say('addDo', { n }),
    hidden: { names, 'list-name': list, confirmed: 'true', 'idempotency-key': randomUUID() },
    back: '/creators',
  })
}

const Imported = z.object({
  created: z.int(),
  known: z.int(),
  invalid: z.int(),
  erased: z.int(),
})

/** Gives what became of them in a sentence or two. */
async function importAll(
  page: Page,
  { csv, list, key }: { csv: string; list: string; key: string | undefined },
): Promise<string> {
  const say = sayIn(page.language, creatorsWords)
  const { created, known, invalid, erased } = await page.ask('POST /api/blogs/import', Imported, {
    query: { list },
    file: { type: 'text/csv', text: csv },
    idempotencyKey: key,
  })
  const rest = invalid + erased
  return [
    say('added', { n: created }),
    ...(known > 0 ? [say('addedKnown', { n: known })] : []),
    ...(rest > 0 ? [say('addedNot', { n: rest })] : []),
  ].join(' ')
}
