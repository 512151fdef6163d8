import { html } from 'hono/html'
import { goTo, readForm, type Page } from '../../page.ts'
import { ProblemError } from '../../ask.ts'
import { formCard } from '../../parts/form-card.ts'
import { tickField } from '../../parts/field.ts'
import { withQuery } from '../../parts/pager.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { publishingWords } from '../../words/publishing.ts'
import { Accounts, Connections, Group } from './data.ts'
import { groupId } from './edit.ts'
import { groupsWords } from './words.ts'

type Choice = { value: string; name: string; kind: 'pool' | 'connection' }

/** What a form calls an account by: its kind and id. */
function bodyOf(members: readonly string[]) {
  const of = (kind: string) =>
    members.flatMap((each) => (each.startsWith(`${kind}:`) ? [each.slice(kind.length + 1)] : []))
  return { accounts: of('pool'), connections: of('connection') }
}

type Choices = { choices: Choice[]; next: string | null }

/** Accounts that are not in the group: a page of those of the pool that publish; the first page has connected ones, too. */
async function choicesFor(page: Page, group: string): Promise<Choices> {
  const { cursor } = page.c.req.query()
  const outside = { kind: 'pool', purpose: 'publish', outside: group, cursor, limit: 200 }
  const { data, next_cursor: next } = await page.ask('GET /api/accounts', Accounts, {
    query: outside,
  })
  const connected = cursor === undefined ? await connectedFor(page, group) : []
  const choices = [
    ...connected.map((account) => ({ ...account, kind: 'connection' as const })),
    ...data.map((account) => ({ ...account, kind: 'pool' as const })),
  ].map(({ id, username: name, kind }): Choice => ({ value: `${kind}:${id}`, name, kind }))
  return { choices, next }
}

async function connectedFor(page: Page, group: string) {
  if (!page.may('own:read')) return []
  const [{ data: connected }, { data: inside }] = await Promise.all([
    page.ask('GET /api/ig/accounts', Connections),
    page.ask('GET /api/accounts', Accounts, { query: { limit: 200, kind: 'connection', group } }),
  ])
  const ids = new Set(inside.map(({ id }) => id))
  return connected.filter(({ id }) => !ids.has(id))
}

export async function showAdd(page: Page): Promise<Response> {
  const group = await page.ask(`GET /api/groups/${groupId(page)}`, Group)
  return await showChoices(page, group, undefined)
}

async function showChoices(page: Page, { id, name }: Group, error: ProblemError | undefined) {
  const say = sayIn(page.language, groupsWords)
  const kinds = sayIn(page.language, publishingWords)
  const { choices, next } = await choicesFor(page, id)
  const fields =
    choices.length === 0
      ? html`<p>${say('nobodyToAdd')}</p>`
      : html`<div class="choices">
            ${choices.map(({ value, name: username, kind }) =>
              tickField({
                name: 'member',
                value,
                label: `@${username} · ${kinds(`kind_${kind}`)}`,
                isChosen: false,
              }),
            )}
          </div>
          ${next === null ? '' : more(page, id, next)}`
  return await formCard(page, {
    title: say('addTitle', { name }),
    follows: say('addFollows'),
    fields,
    action: `/console/groups/${id}/add`,
    back: `/groups/${id}`,
    submit: choices.length === 0 ? undefined : say('addSubmit'),
    error,
    saysFaults: false,
  })
}

/** The ticked ones of this page are added first. */
const more = (page: Page, group: string, cursor: string) =>
  html`<p>
    <a href="${withQuery(`/console/groups/${group}/add`, { cursor })}" data-dialog>
      ${sayIn(page.language, frameWords)('next')} ›</a
    >
  </p>`

export async function add(page: Page): Promise<Response> {
  const say = sayIn(page.language, groupsWords)
  const id = groupId(page)
  const members = (await readForm(page)).getAll('member')
  if (members.length === 0)
    return goTo(page, `/groups/${id}`, sayIn(page.language, frameWords)('nothingChosen'))
  try {
    await page.ask(`POST /api/groups/${id}/accounts`, Group, { body: bodyOf(members) })
  } catch (error) {
    const isFault = error instanceof ProblemError && [409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await showChoices(page, await page.ask(`GET /api/groups/${id}`, Group), error)
  }
  return goTo(page, `/groups/${id}`, say('added', { n: members.length }))
}

export async function takeOut(page: Page): Promise<Response> {
  const id = groupId(page)
  const members = (await readForm(page)).getAll('member')
  await page.ask(`POST /api/groups/${id}/accounts/remove`, Group, { body: bodyOf(members) })
  return goTo(page, `/groups/${id}`, sayIn(page.language, groupsWords)('removed'))
}
