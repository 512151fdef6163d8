import { html } from 'hono/html'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, ownPath, readForm, type Page } from '../../page.ts'
import { area, field } from '../../parts/field.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { memberWords } from '../../words/members.ts'
import { List, Member, Team } from './data.ts'
import { listId } from './detail.ts'
import { listsWords } from './words.ts'

/** Suggestions; any currency is taken. */
const CURRENCIES = ['KZT', 'RUB', 'USD', 'EUR', 'UZS', 'KGS']

const memberPath = (page: Page): `/${string}` =>
  `/api/lists/${listId(page)}/members/${encodeURIComponent(page.c.req.param('blog') ?? '')}`

const FIELDS = ['status', 'owner', 'price', 'currency', 'due_on', 'note'] as const
type Given = Record<(typeof FIELDS)[number], string>

const givenBy = (member: Member): Given => ({
  status: member.status,
  owner: member.owner?.login ?? '',
  price: member.price ?? '',
  currency: member.currency ?? '',
  due_on: member.due_on ?? '',
  note: member.note ?? '',
})

/** The form of one member: a dialog where scripts run. */
export async function showMember(
  page: Page,
  typed?: Given,
  error?: ProblemError,
): Promise<Response> {
  const say = sayIn(page.language, listsWords)
  const [list, member, team] = await Promise.all([
    page.ask(`GET /api/lists/${listId(page)}`, List),
    page.ask(`GET ${memberPath(page)}`, Member),
    page.ask('GET /api/team', Team, { query: { limit: 200 } }),
  ])
  const given = typed ?? givenBy(member)
  const fault = (name: keyof Given) => error?.reasonAt(name)
  const body = html`<form
    class="card"
    method="post"
    action="/console/lists/${list.id}/members/${member.blog_id}"
  >
    ${select({
      name: 'status',
      label: say('status'),
      options: MEMBER_STATUSES.map((value) => ({
        value,
        label: sayIn(page.language, memberWords)(`is_${value}`),
      })),
      chosen: given.status,
    })}
    ${select({
      name: 'owner',
      label: say('owner'),
      options: [
        { value: '', label: say('nobody') },
        ...ownersOf(team, member).map(({ login, name }) => ({ value: login, label: name })),
      ],
      chosen: given.owner,
    })}
    <div class="pair">
      ${field({ name: 'price', label: say('price'), value: given.price, hint: say('priceHint'), fault: fault('price'), isNumeric: true, isRequired: false })}
      ${field({ name: 'currency', label: say('currency'), value: given.currency, hint: say('currencyHint'), fault: fault('currency'), list: 'currencies', isRequired: false })}
    </div>
    <datalist id="currencies">
      ${CURRENCIES.map((code) => html`<option value="${code}"></option>`)}
    </datalist>
    ${field({ name: 'due_on', label: say('due'), type: 'date', value: given.due_on, fault: fault('due_on'), isRequired: false })}
    ${area({ name: 'note', label: say('note'), value: given.note, fault: fault('note'), isRequired: false })}
    <footer>
      <a class="button" href="/console/lists/${list.id}" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${sayIn(page.language, frameWords)('save')}</button>
    </footer>
  </form>`
  const title = say('memberTitle', { name: member.username, list: list.name })
  return page.c.html(await shell(page, { title, body }), error ? 422 : 200)
}

/** The team, and who is in charge although they have left it. */
const ownersOf = ({ data }: Team, { owner }: Member) =>
  owner === null || data.some(({ login }) => login === owner.login) ? data : [...data, owner]

export async function changeMember(page: Page): Promise<Response> {
  const form = await readForm(page)
  const text = (name: keyof Given) => form.get(name)?.trim() ?? ''
  const given: Given = {
    status: text('status'),
    owner: text('owner'),
    price: text('price').replace(',', '.').replaceAll(/\s/g, ''),
    currency: text('currency'),
    due_on: text('due_on'),
    note: text('note'),
  }
  const orNull = (value: string) => (value === '' ? null : value)
  const before = await page.ask(`GET ${memberPath(page)}`, Member)
  const body = {
    status: given.status,
    // Who has left the team may stay in charge until somebody else is.
    ...(given.owner === (before.owner?.login ?? '') ? {} : { owner: orNull(given.owner) }),
    price: orNull(given.price),
    ...(given.price === '' || given.currency === '' ? {} : { currency: given.currency }),
    due_on: orNull(given.due_on),
    note: orNull(given.note),
  }
  try {
    await page.ask(`PATCH ${memberPath(page)}`, z.unknown(), { body })
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error
    return await showMember(page, given, error)
  }
  return goTo(page, `/lists/${listId(page)}`, sayIn(page.language, listsWords)('saved'))
}

/** The step that usually comes next, by one click. */
export async function changeStatus(page: Page): Promise<Response> {
  const form = await readForm(page)
  await page.ask(`PATCH ${memberPath(page)}`, z.unknown(), {
    body: { status: form.get('status') },
    idempotencyKey: form.get('idempotency-key') ?? undefined,
  })
  const flash = sayIn(page.language, listsWords)('moved', { n: 1 })
  return goTo(page, ownPath(form.get('back')), flash)
}
