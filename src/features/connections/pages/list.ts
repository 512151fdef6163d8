import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { AnswerOf } from '../../../console/api.ts'
import { goTo } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { empty } from '../../../console/parts/empty.ts'
import { rightText, stateBadge, stateReason } from '../../../console/parts/own-account.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { avatar } from '../../../console/parts/picture.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import { time } from '../../../console/parts/time.ts'
import { notice, layout } from '../../../console/layout.ts'
import { endText, findOwnAccount, needsOwner, notGranted, usageOf } from './account.ts'
import { authorizeForm, connectForms } from './connect.ts'
import { STATES, type Context, type OwnAccount } from './kit.ts'

const PATH = '/console/own-accounts'
const ROWS = 50

/** The query of the address: a filter, or how a dialog of Meta's ended. */
const ListQuery = z.object({
  state: z.enum(STATES).optional().catch(undefined),
  cursor: z.string().optional(),
  connected: z.uuid().optional().catch(undefined),
  grant: z.string().optional(),
  problem: z.string().max(100).optional().catch(undefined),
})

type Logins = AnswerOf<'listLogins'>

export async function showOwnAccounts(page: Context): Promise<Response> {
  const { connected, grant, problem, ...filter } = ListQuery.parse(page.c.req.query())
  if (connected !== undefined) return await welcome(page, connected)
  if (grant !== undefined) return page.c.redirect(withQuery(`${PATH}/choose`, { grant }), 303)
  const { t } = page
  const { logins } = await page.api.call('listLogins')
  const { data, next_cursor: next } = await page.api.call('listOwnAccounts', {
    query: { ...filter, limit: ROWS },
  })
  const { state, cursor } = filter
  const isNone = data.length === 0 && state === undefined && cursor === undefined
  const body = html`${problem === undefined ? '' : problemNote(page, problem)}
  ${isNone ? '' : states(page, state)}
  ${isNone ? none(page, logins) : data.length === 0 ? noMatch(page) : table(page, data)}
  ${pager(page, PATH, { filter: { state }, cursor, next, rows: data.length })}`
  const actions = isNone || logins.length === 0 ? '' : connectForms(page, logins)
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

/** Says what came of a dialog, once: a reload says nothing again. */
async function welcome(page: Context, id: string): Promise<Response> {
  const { t } = page
  const { username: name, rights } = await findOwnAccount(page, id)
  const message = `${t('connected', { name })}${notGranted(page, rights.missing)}`
  return goTo(page, `/own-accounts/${id}`, message)
}

function problemNote({ t, findText }: Context, code: string) {
  return html`<div class="refused" id="problem">
    ${notice(t('notConnected'))}
    <p>${findText(`end_${code}`) ?? t('endUnknown')}</p>
  </div>`
}

function states({ t }: Context, chosen: OwnAccount['state'] | undefined) {
  return tabs(t('state'), [
    { label: t('all'), href: PATH, isCurrent: chosen === undefined },
    ...STATES.map((state) => ({
      label: t(`ownAccount.is_${state}`),
      href: withQuery(PATH, { state }),
      isCurrent: state === chosen,
    })),
  ])
}

function none(page: Context, logins: Logins['logins']) {
  const { t } = page
  if (logins.length === 0) return empty(t('noApp'), t('noAppHint'))
  if (!page.may('own:write')) return empty(t('none'), t('noneToSee'))
  return empty(t('none'), html`${t('noneHint')} ${connectForms(page, logins)}`)
}

function noMatch({ t }: Context) {
  const clear = t('common.clearFilters')
  return empty(t('noMatch'), html`<a class="button" href="${PATH}" data-morph>${clear}</a>`)
}

function table(page: Context, rows: readonly OwnAccount[]) {
  const { t } = page
  return html`<table class="list cards own-accounts">
    <thead>
      <tr>
        <th>${t('account')}</th>
        <th>${t('state')}</th>
        <th>${t('rights')}</th>
        <th>${t('ends')}</th>
        <th>${t('lastSync')}</th>
        <th>${t('usage')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((account) => row(page, account))}
    </tbody>
  </table>`
}

function row(page: Context, account: OwnAccount) {
  const { t } = page
  const { id, username, owner, rights } = account
  return html`<tr id="own-${id}">
    <td>
      <div class="with-picture">
        ${avatar({ hash: null, name: username, size: 40 })}
        <div>
          <a class="name" href="${PATH}/${id}" dir="auto">@${username}</a>
          <small dir="auto">${whereFrom(page, account)}</small>
          ${page.may('own:all') && owner ? html`<small dir="auto">${owner.name ?? ''}</small>` : ''}
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
          ? badge('done', t('allRights'))
          : html`${badge('resting', t('someRights'))}
            ${rights.missing.map((right) => html`<p>${rightText(page, right)}</p>`)}`
      }
    </td>
    <td>
      <small>${t('tokenEnds')}: ${endText(page, account.token_expires_at)}</small>
      ${
        account.data_access_expires_at === null
          ? ''
          : html`<small>${t('accessEnds')}: ${time(page, account.data_access_expires_at)}</small>`
      }
    </td>
    <td data-label="${t('lastSync')}">
      ${account.last_sync_at === null ? html`<small>${t('notYet')}</small>` : time(page, account.last_sync_at)}
    </td>
    <td data-label="${t('usage')}">${usageOf(page, account)}</td>
    <td class="acts">${needsOwner(account) ? authorizeForm(page, account) : ''}</td>
  </tr>`
}

/** The login, and the page of Facebook Login. */
export function whereFrom({ t }: Context, { login, page: facebook }: OwnAccount): string {
  const name = facebook?.name
  return name == null ? t(`login_${login}`) : `${t(`login_${login}`)} · ${name}`
}
