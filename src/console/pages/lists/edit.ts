import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { dayIn, endOfDay } from '../../days.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { area, field, tickField } from '../../parts/field.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { List } from './data.ts'
import { listId } from './detail.ts'
import { listsWords } from './words.ts'

type Given = { name: string; description: string; isCampaign: boolean; endsOn: string }
type Shown = { title: string; action: string; submit: string; back: string; id?: string }

const NOTHING: Given = { name: '', description: '', isCampaign: false, endsOn: '' }

async function showForm(page: Page, shown: Shown, given: Given, error?: ProblemError) {
  const say = sayIn(page.language, listsWords)
  const { title, action, submit, back, id } = shown
  const body = html`<form class="card" method="post" action="${action}">
    ${field({ name: 'name', label: say('name'), value: given.name, fault: error?.reasonAt('name') })}
    ${area({
      name: 'description',
      label: say('description'),
      value: given.description,
      fault: error?.reasonAt('description'),
      isRequired: false,
      rows: 3,
    })}
    ${tickField({ name: 'is_campaign', label: say('isCampaign'), isChosen: given.isCampaign })}
    ${field({
      name: 'ends_at',
      label: say('endsOn'),
      type: 'date',
      value: given.endsOn,
      hint: say('endsOnHint', { zone: page.timeZone }),
      fault: error?.reasonAt('ends_at'),
      isRequired: false,
    })}
    <footer>
      ${id === undefined ? '' : html`<a class="start" href="/console/lists/${id}/delete">${say('deleteLink')}</a>`}
      <a class="button" href="${back}" data-close>${sayIn(page.language, frameWords)('cancel')}</a>
      <button class="main">${submit}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title, body }), error ? 422 : 200)
}

const readGiven = (form: URLSearchParams): Given => ({
  name: form.get('name') ?? '',
  description: form.get('description')?.trim() ?? '',
  isCampaign: form.get('is_campaign') === 'true',
  endsOn: form.get('ends_at') ?? '',
})

const bodyOf = ({ timeZone }: Page, { name, description, isCampaign, endsOn }: Given) => ({
  name,
  description: description === '' ? null : description,
  is_campaign: isCampaign,
  // What is no day is refused by the API, at its field.
  ends_at:
    endsOn === '' ? null : /^\d{4}-\d\d-\d\d$/.test(endsOn) ? endOfDay(endsOn, timeZone) : endsOn,
})

const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [409, 422].includes(error.problem.status)

const newForm = (page: Page): Shown => {
  const say = sayIn(page.language, listsWords)
  const submit = say('makeSubmit')
  return { title: say('make'), action: '/console/lists', submit, back: '/console/lists' }
}

export const showNew = async (page: Page) => await showForm(page, newForm(page), NOTHING)

export async function make(page: Page): Promise<Response> {
  const given = readGiven(await readForm(page))
  try {
    const { name } = await page.ask('POST /api/lists', List, { body: bodyOf(page, given) })
    return goTo(page, '/lists', sayIn(page.language, listsWords)('made', { name }))
  } catch (error) {
    if (!isFault(error)) throw error
    return await showForm(page, newForm(page), given, error)
  }
}

function editForm(page: Page, { id, name }: List): Shown {
  return {
    title: sayIn(page.language, listsWords)('editTitle', { name }),
    action: `/console/lists/${id}/edit`,
    submit: sayIn(page.language, frameWords)('save'),
    back: `/console/lists/${id}`,
    id,
  }
}

export async function showEdit(page: Page): Promise<Response> {
  const list = await page.ask(`GET /api/lists/${listId(page)}`, List)
  return await showForm(page, editForm(page, list), {
    name: list.name,
    description: list.description ?? '',
    isCampaign: list.is_campaign,
    endsOn: list.ends_at === null ? '' : dayIn(new Date(list.ends_at), page.timeZone),
  })
}

export async function change(page: Page): Promise<Response> {
  const given = readGiven(await readForm(page))
  try {
    await page.ask(`PATCH /api/lists/${listId(page)}`, List, { body: bodyOf(page, given) })
  } catch (error) {
    if (!isFault(error)) throw error
    const list = await page.ask(`GET /api/lists/${listId(page)}`, List)
    return await showForm(page, editForm(page, list), given, error)
  }
  return goTo(page, `/lists/${listId(page)}`, sayIn(page.language, listsWords)('saved'))
}

export async function askToDelete(page: Page): Promise<Response> {
  const say = sayIn(page.language, listsWords)
  const { id, name, members } = await page.ask(`GET /api/lists/${listId(page)}`, List)
  return await askFirst(page, {
    title: say('deleteTitle', { name }),
    body: html`<p>${say('deleteHint', { n: members })}</p>`,
    action: `/console/lists/${id}/delete`,
    submit: say('deleteSubmit'),
    hidden: {},
    back: `/lists/${id}`,
  })
}

export async function remove(page: Page): Promise<Response> {
  const { id, name } = await page.ask(`GET /api/lists/${listId(page)}`, List)
  await page.ask(`DELETE /api/lists/${id}`, z.unknown())
  return goTo(page, '/lists', sayIn(page.language, listsWords)('deleted', { name }))
}
