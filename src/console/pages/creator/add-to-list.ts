import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, readForm, type Page } from '../../page.ts'
import { area, field } from '../../parts/field.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { pathOf, readCreator } from './frame.ts'
import { teamWords } from './team-words.ts'

const List = z.object({ id: z.string(), name: z.string() })
const Lists = z.object({ data: z.array(List) })
const MOST_LISTS = 200

type Given = { list: string; name: string; note: string; error?: ProblemError; fault?: string }
const NOTHING: Given = { list: '', name: '', note: '' }

export async function showAddToList(page: Page, given = NOTHING): Promise<Response> {
  const say = sayIn(page.language, teamWords)
  const [creator, { data: lists }] = await Promise.all([
    readCreator(page),
    page.ask('GET /api/lists', Lists, { query: { limit: MOST_LISTS } }),
  ])
  const options =
    lists.length === 0
      ? [{ value: '', label: say('noListsYet') }]
      : lists.map(({ id, name }) => ({ value: id, label: name }))
  const { error, fault = error?.reasonAt('name') } = given
  const body = html`<form class="card" method="post" action="${addressOf(pathOf(creator, 'list'))}">
    ${select({ name: 'list', label: say('chooseList'), options, chosen: given.list })}
    ${field({
      name: 'name',
      label: say('newList'),
      value: given.name,
      hint: say('newListHint'),
      fault,
      isRequired: false,
    })}
    ${area({
      name: 'note',
      label: say('note'),
      value: given.note,
      fault: error?.reasonAt('note'),
      isRequired: false,
      rows: 3,
    })}
    <footer>
      <a class="button" href="${addressOf(pathOf(creator, 'team'))}" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${say('addSubmit')}</button>
    </footer>
  </form>`
  const title = say('addTitle', { name: creator.username })
  const isFaulty = error !== undefined || fault !== undefined
  return page.c.html(await shell(page, { title, body }), isFaulty ? 422 : 200)
}

export async function addToList(page: Page): Promise<Response> {
  const say = sayIn(page.language, teamWords)
  const form = await readForm(page)
  const text = (name: string) => form.get(name)?.trim() ?? ''
  const given = { list: text('list'), name: text('name'), note: text('note') }
  if (given.list === '' && given.name === '')
    return await showAddToList(page, { ...given, fault: say('chooseFirst') })
  const creator = await readCreator(page)
  try {
    const list =
      given.name === ''
        ? await page.ask(`GET /api/lists/${encodeURIComponent(given.list)}`, List)
        : await page.ask('POST /api/lists', List, { body: { name: given.name } })
    const note = given.note === '' ? {} : { note: given.note }
    const body = { blogs: [creator.id], ...note }
    await page.ask(`POST /api/lists/${list.id}/members`, z.unknown(), { body })
    const told = say('added', { name: creator.username, list: list.name })
    return goTo(page, pathOf(creator, 'team'), told)
  } catch (error) {
    if (!(error instanceof ProblemError) || ![409, 422].includes(error.problem.status)) throw error
    return await showAddToList(page, { ...given, error })
  }
}
