import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { area, field } from '../../parts/field.ts'
import { refused } from '../../parts/refused.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Group } from './data.ts'
import { groupsWords } from './words.ts'

type Given = { name: string; description: string }
type Shown = { title: string; action: string; submit: string; back: string; id?: string }

export const groupId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')

const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [409, 422].includes(error.problem.status)

async function showForm(page: Page, shown: Shown, given: Given, error?: ProblemError) {
  const say = sayIn(page.language, groupsWords)
  const { title, action, submit, back, id } = shown
  const isAtField = (error?.problem.errors?.length ?? 0) > 0
  const body = html`<form class="card" method="post" action="${action}">
    ${error === undefined || isAtField ? '' : refused(page, error)}
    ${field({
      name: 'name',
      label: say('name'),
      value: given.name,
      fault: error?.reasonAt('name'),
      hasFocus: true,
    })}
    ${area({
      name: 'description',
      label: say('description'),
      value: given.description,
      fault: error?.reasonAt('description'),
      isRequired: false,
      rows: 3,
    })}
    <footer>
      ${id === undefined ? '' : html`<a class="start" href="/console/groups/${id}/delete">${say('deleteLink')}</a>`}
      <a class="button" href="${back}" data-close>${sayIn(page.language, frameWords)('cancel')}</a>
      <button class="main">${submit}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title, body }), error ? 422 : 200)
}

const readGiven = (form: URLSearchParams): Given => ({
  name: form.get('name') ?? '',
  description: form.get('description')?.trim() ?? '',
})

const bodyOf = ({ name, description }: Given) => ({
  name,
  description: description === '' ? null : description,
})

const newForm = (page: Page): Shown => {
  const say = sayIn(page.language, groupsWords)
  const back = '/console/groups'
  return { title: say('make'), action: back, submit: say('makeSubmit'), back }
}

export const showNew = async (page: Page) =>
  await showForm(page, newForm(page), { name: '', description: '' })

export async function make(page: Page): Promise<Response> {
  const given = readGiven(await readForm(page))
  try {
    const { id, name } = await page.ask('POST /api/groups', Group, { body: bodyOf(given) })
    return goTo(page, `/groups/${id}`, sayIn(page.language, groupsWords)('made', { name }))
  } catch (error) {
    if (!isFault(error)) throw error
    return await showForm(page, newForm(page), given, error)
  }
}

const editForm = (page: Page, { id, name }: Group): Shown => ({
  title: sayIn(page.language, groupsWords)('editTitle', { name }),
  action: `/console/groups/${id}/edit`,
  submit: sayIn(page.language, frameWords)('save'),
  back: `/console/groups/${id}`,
  id,
})

export async function showEdit(page: Page): Promise<Response> {
  const group = await page.ask(`GET /api/groups/${groupId(page)}`, Group)
  const { name, description } = group
  return await showForm(page, editForm(page, group), { name, description: description ?? '' })
}

export async function change(page: Page): Promise<Response> {
  const given = readGiven(await readForm(page))
  const id = groupId(page)
  try {
    await page.ask(`PATCH /api/groups/${id}`, Group, { body: bodyOf(given) })
  } catch (error) {
    if (!isFault(error)) throw error
    const group = await page.ask(`GET /api/groups/${id}`, Group)
    return await showForm(page, editForm(page, group), given, error)
  }
  return goTo(page, `/groups/${id}`, sayIn(page.language, groupsWords)('saved'))
}

export async function askToDelete(page: Page): Promise<Response> {
  const say = sayIn(page.language, groupsWords)
  const { id, name, accounts } = await page.ask(`GET /api/groups/${groupId(page)}`, Group)
  return await askFirst(page, {
    title: say('deleteTitle', { name }),
    body: html`<p>${say('deleteHint', { n: accounts })}</p>`,
    action: `/console/groups/${id}/delete`,
    submit: say('deleteSubmit'),
    hidden: {},
    back: `/groups/${id}`,
  })
}

export async function remove(page: Page): Promise<Response> {
  const { id, name } = await page.ask(`GET /api/groups/${groupId(page)}`, Group)
  await page.ask(`DELETE /api/groups/${id}`, z.unknown())
  return goTo(page, '/groups', sayIn(page.language, groupsWords)('deleted', { name }))
}
