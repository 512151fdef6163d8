import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { picture } from '../../parts/picture.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import {
  endText,
  findOwnAccount,
  LOGINS,
  needsOwner,
  notGranted,
  OwnAccount,
  rightText,
  stateBadge,
  STATES,
  stateReason,
  usageOf,
} from './account.ts'
import { authorizeForm, connectForms } from './connect.ts'
import { ownAccountsWords } from './words.ts'

const PATH = '/console/own-accounts'
const ROWS = 50

/** What the address says: a filter, or how a dialog of Meta's ended. */
const Asked = z.object({
  state: z.enum(STATES).optional().catch(undefined),
  cursor: z.string().optional(),
  connected: z.uuid().optional().catch(undefined),
  grant: z.string().optional(),
  problem: z.string().max(100).optional().catch(undefined),
})

const OwnAccounts = z.object({ data: z.array(OwnAccount), next_cursor: z.string().nullable() })
const Logins = z.object({ logins: z.array(z.enum(LOGINS)), redirect_uri: z.string().nullable() })

export async function showOwnAccounts(page: Page): Promise<Response> {
  const { connected, grant, problem, ...filter } = Asked.parse(page.c.req.query())
  if (connected !== undefined) return await welcome(page, connected)
  if (grant !== undefined) return page.c.redirect(withQuery(`${PATH}/choose`, { grant }), 303)
  const say = sayIn(page.language, ownAccountsWords)
  const { logins } = await page.ask('GET /api/ig/logins', Logins)
  const { data, next_cursor: next } = await page.ask('GET /api/ig/accounts', OwnAccounts, {
    query: { ...filter, limit: ROWS },
  })
  const { state, cursor } = filter
  const isNone = data.length === 0 && state === undefined && cursor === undefined
  const body = html`${problem === undefined ? '' : problemNote(page, problem)}
  ${isNone ? '' : states(page, state)}
  ${isNone ? none(page, logins) : data.length === 0 ? noMatch(page) : table(page, data)}
  ${pager(page, PATH, { filter: { state }, cursor, next })}`
  const actions = isNone || logins.length === 0 ? '' : connectForms(page, logins)
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

/** Says what came of a dialog, once: a reload says nothing again. */
async function welcome(page: Page, id: string): Promise<Response> {
  const say = sayIn(page.language, ownAccountsWords)
  const { username: name, rights } = await findOwnAccount(page, id)
  const told = `${say('connected', { name })}${notGranted(page, rights.missing)}`
  return goTo(page, `/own-accounts/${id}`, told)
}

function problemNote({ language }: Page, code: string) {
  const say = sayIn(language, ownAccountsWords)
  return html`<div class="refused" id="problem">
    ${notice(say('notConnected'))}
    <p>${wordOf(language, ownAccountsWords, `end_${code}`) ?? say('endUnknown')}</p>
  </div>`
}

function states({ language }: Page, chosen: OwnAccount['state'] | undefined) {
  const say = sayIn(language, ownAccountsWords)
  return tabs(say('state'), [
    { label: say('all'), href: PATH, isCurrent: chosen === undefined },
    ...STATES.map((state) => ({
      label: say(`is_${state}`),
      href: withQuery(PATH, { state }),
      isCurrent: state === chosen,
    })),
  ])
}

function none(page: Page, logins: z.output<typeof Logins>['logins']) {
  const say = sayIn(page.language, ownAccountsWords)
  if (logins.length === 0) return empty(say('noApp'), say('noAppHint'))
  if (!page.may('own:write')) return empty(say('none'), say('noneToSee'))
  return empty(say('none'), html`${say('noneHint')} ${connectForms(page, logins)}`)
}

function noMatch({ language }: Page) {
  const say = sayIn(language, ownAccountsWords)
  const clear = sayIn(language, frameWords)('clearFilters')
  return empty(say('noMatch'), html`<a class="button" href="${PATH}" data-morph>${clear}</a>`)
}

function table(page: Page, rows: readonly OwnAccount[]) {
  const say = sayIn(page.language, ownAccountsWords)
  return html`<table class="list cards own-accounts">
    <thead>
      <tr>
        <th>${say('account')}</th>
        <th>${say('state')}</th>
        <th>${say('rights')}</th>
        <th>${say('ends')}</th>
        <th>${say('lastSync')}</th>
        <th>${say('usage')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((account) => row(page, account))}
    </tbody>
  </table>`
}

function row(page: Page, account: OwnAccount) {
  const say = sayIn(page.language, ownAccountsWords)
  const { id, username, owner, rights } = account
  return html`<tr id="own-${id}">
    <td>
      <div class="with-picture">
        ${picture({ hash: null, name: username, size: 40 })}
        <div>
          <a class="name" href="${PATH}/${id}">@${username}</a>
          <small>${whereFrom(page, account)}</small>
          ${page.may('own:all') && owner ? html`<small>${owner.name ?? ''}</small>` : ''}
        </div>
      </div>
    </td>
    <td>
      ${stateBadge(page, account)}
      <p>${stateReason(page, account) ?? ''}</p>
    </td>
    <td>
      ${
        rights.missing.length === 0
          ? badge('done', say('allRights'))
          : html`${badge('resting', say('someRights'))}
            ${rights.missing.map((right) => html`<p title="${right}">${rightText(page, right)}</p>`)}`
      }
    </td>
    <td>
      <small>${say('tokenEnds')}: ${endText(page, account.token_expires_at)}</small>
      ${
        account.data_access_expires_at === null
          ? ''
          : html`<small>${say('accessEnds')}: ${time(page, account.data_access_expires_at)}</small>`
      }
    </td>
    <td data-label="${say('lastSync')}">
      ${account.last_sync_at === null ? html`<small>${say('notYet')}</small>` : time(page, account.last_sync_at)}
    </td>
    <td data-label="${say('usage')}">${usageOf(page, account)}</td>
    <td class="acts">${needsOwner(account) ? authorizeForm(page, account) : ''}</td>
  </tr>`
}

/** The login, and the page of Facebook Login. */
export function whereFrom({ language }: Page, { login, page: facebook }: OwnAccount): string {
  const say = sayIn(language, ownAccountsWords)
  const name = facebook?.name
  return name == null ? say(`login_${login}`) : `${say(`login_${login}`)} · ${name}`
}
