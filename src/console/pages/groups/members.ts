import { html } from 'hono/html'
import { goTo, readForm, type Page } from '../../page.ts'
import { ProblemError } from '../../ask.ts'
import { formCard } from '../../parts/form-card.ts'
import { tickField } from '../../parts/field.ts'
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

/** Accounts that are not in the group: those that publish, and connected ones. */
async function choicesFor(page: Page, group: string): Promise<Choice[]> {
  const [{ data: accounts }, connected] = await Promise.all([
    page.ask('GET /api/accounts', Accounts, { query: { limit: 200, purpose: 'publish' } }),
    page.may('own:read') ? page.ask('GET /api/ig/accounts', Connections) : { data: [] },
  ])
  const { data: published } = await page.ask('GET /api/accounts', Accounts, {
    query: { limit: 200, kind: 'connection', group },
  })
  const inside = new Set(published.map(({ id }) => id))
  return [
    ...accounts
      .filter(({ kind, publishing }) => kind === 'pool' && !isIn(publishing, group))
      .map(({ id, username: name }): Choice => ({ value: `pool:${id}`, name, kind: 'pool' })),
    ...connected.data
      .filter(({ id }) => !inside.has(id))
      .map(({ id, username: name }): Choice => ({
        value: `connection:${id}`,
        name,
        kind: 'connection',
      })),
  ]
}

const isIn = (publishing: { groups: readonly { id: string }[] } | null, group: string): boolean =>
  publishing?.groups.some(({ id }) => id === group) ?? false

export async function showAdd(page: Page): Promise<Response> {
  const group = await page.ask(`GET /api/groups/${groupId(page)}`, Group)
  return await showChoices(page, group, undefined)
}

async function showChoices(page: Page, { id, name }: Group, error: ProblemError | undefined) {
  const say = sayIn(page.language, groupsWords)
  const kinds = sayIn(page.language, publishingWords)
  const choices = await choicesFor(page, id)
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
        </div>`
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
