import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { area, field } from '../../parts/field.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Project } from './data.ts'
import { projectsWords } from './words.ts'

type Given = { name: string; note: string }
type Shown = { title: string; action: string; submit: string; back: string; id?: string }

export const projectId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')

/** What the API says of a form, to be shown at its fields. */
export const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [409, 422].includes(error.problem.status)

async function showForm(page: Page, shown: Shown, given: Given, error?: ProblemError) {
  const say = sayIn(page.language, projectsWords)
  const { title, action, submit, back, id } = shown
  const body = html`<form class="card" method="post" action="${action}">
    ${field({
      name: 'name',
      label: say('name'),
      value: given.name,
      fault: error?.reasonAt('name'),
      hasFocus: true,
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
      ${id === undefined ? '' : html`<a class="start" href="/console/projects/${id}/delete">${say('deleteLink')}</a>`}
      <a class="button" href="${back}" data-close>${sayIn(page.language, frameWords)('cancel')}</a>
      <button class="main">${submit}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title, body }), error ? 422 : 200)
}

const readGiven = (form: URLSearchParams): Given => ({
  name: form.get('name') ?? '',
  note: form.get('note')?.trim() ?? '',
})

const bodyOf = ({ name, note }: Given) => ({ name, note: note === '' ? null : note })

const newForm = (page: Page): Shown => {
  const say = sayIn(page.language, projectsWords)
  const submit = say('makeSubmit')
  return { title: say('make'), action: '/console/projects', submit, back: '/console/projects' }
}

export const showNew = async (page: Page) =>
  await showForm(page, newForm(page), { name: '', note: '' })

export async function make(page: Page): Promise<Response> {
  const given = readGiven(await readForm(page))
  try {
    const { id, name } = await page.ask('POST /api/projects', Project, { body: bodyOf(given) })
    return goTo(page, `/projects/${id}`, sayIn(page.language, projectsWords)('made', { name }))
  } catch (error) {
    if (!isFault(error)) throw error
    return await showForm(page, newForm(page), given, error)
  }
}

const editForm = (page: Page, { id, name }: Project): Shown => ({
  title: sayIn(page.language, projectsWords)('editTitle', { name }),
  action: `/console/projects/${id}/edit`,
  submit: sayIn(page.language, frameWords)('save'),
  back: `/console/projects/${id}`,
  id,
})

export async function showEdit(page: Page): Promise<Response> {
  const project = await page.ask(`GET /api/projects/${projectId(page)}`, Project)
  const { name, note } = project
  return await showForm(page, editForm(page, project), { name, note: note ?? '' })
}

export async function change(page: Page): Promise<Response> {
  const given = readGiven(await readForm(page))
  const id = projectId(page)
  try {
    await page.ask(`PATCH /api/projects/${id}`, Project, { body: bodyOf(given) })
  } catch (error) {
    if (!isFault(error)) throw error
    const project = await page.ask(`GET /api/projects/${id}`, Project)
    return await showForm(page, editForm(page, project), given, error)
  }
  return goTo(page, `/projects/${id}`, sayIn(page.language, projectsWords)('saved'))
}

export async function askToDelete(page: Page): Promise<Response> {
  const say = sayIn(page.language, projectsWords)
  const { id, name, versions } = await page.ask(`GET /api/projects/${projectId(page)}`, Project)
  return await askFirst(page, {
    title: say('deleteTitle', { name }),
    body: html`<p>${say('deleteHint', { n: versions })}</p>`,
    action: `/console/projects/${id}/delete`,
    submit: say('deleteSubmit'),
    hidden: {},
    back: `/projects/${id}`,
  })
}

export async function remove(page: Page): Promise<Response> {
  const { id, name } = await page.ask(`GET /api/projects/${projectId(page)}`, Project)
  await page.ask(`DELETE /api/projects/${id}`, z.unknown())
  return goTo(page, '/projects', sayIn(page.language, projectsWords)('deleted', { name }))
}
