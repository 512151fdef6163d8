import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { details } from '../../../../console/parts/details.ts'
import { checkboxField } from '../../../../console/parts/forms/field.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import { time } from '../../../../console/parts/time.ts'
import { notice, layout } from '../../../../console/layout.ts'
import {
  rightText,
  stateBadge,
  stateReason,
  usesText,
} from '../../../../console/parts/own-account.ts'
import { connectForm } from './connect.ts'
import {
  loadStore,
  REFUSALS,
  type Account,
  type Connection,
  type Context,
  type Store,
} from './kit.ts'

const findAccount = async ({ api }: Context, id: string): Promise<Account> =>
  await api.call('getOwnAccount', { params: { account_id: id } })

/** `GET /stores/:id/connection`: the account that a store reads, how it is, and how to end it. */
export async function showConnection(page: Context): Promise<Response> {
  const { t } = page
  const store = await loadStore(page)
  const connection = await page.api.call('getStoreConnection', { query: { store: store.id } })
  const { connectionId: id } = connection
  const body =
    id === null
      ? html`${notice(t('noAccountHint'))} ${await connectForm(page, store)}`
      : account(page, connection, await findAccount(page, id))
  const actions = id === null ? '' : storeActions(page, store)
  const content = {
    title: t('connection.titleOf', { name: store.name }),
    lead: t('connection.lead'),
    body,
    actions,
  }
  return page.c.html(await layout(page, content))
}

function account(page: Context, connection: Connection, found: Account) {
  const { t } = page
  const reason = stateReason(page, found)
  const { lastPolledAt: at, webhookSubscribed: isSubscribed, productsImported: n } = connection
  const { lastValidatedAt: checked } = connection
  return html`${reason === undefined ? '' : notice(reason)}
    ${details([
      [t('field_connection_id'), `@${found.username}`],
      [t('connection.state'), stateBadge(page, found)],
      [t('connection.lookedAt'), at === null ? t('connection.notYet') : time(page, at)],
      [t('connection.checkedAt'), checked === null ? t('connection.notYet') : time(page, checked)],
      [t('connection.webhooks'), isSubscribed ? t('connection.yes') : t('connection.webhooksNo')],
      [t('connection.imported'), page.formats.number(n)],
    ])}
    ${missing(page, found)}
    <p><a class="button" href="/console/own-accounts/${found.id}">${t('connection.account')}</a></p>
    ${authorizeForm(page, found)}`
}

function missing(page: Context, { rights }: Account) {
  const { t } = page
  return html`<section>
    <h2>${t('connection.missing')}</h2>
    ${
      rights.missing.length === 0
        ? html`<p>${t('connection.missingNone')}</p>`
        : html`<p class="hint">${t('connection.missingHint')}</p>
            <ul class="rights">
              ${rights.missing.map(
                (right) =>
                  html`<li>
                    <span>${rightText(page, right)}</span>
                  </li>`,
              )}
            </ul>`
    }
  </section>`
}

/** Leads to Meta's dialog and back to the store. */
function authorizeForm(page: Context, { login }: Account) {
  if (!page.may('own:write')) return ''
  return html`<form method="post" action="/console/own-accounts/connect">
    <input type="hidden" name="store" value="${page.param('id')}" />
    <input type="hidden" name="login" value="${login}" />
    <button>${page.t('connection.authorize')}</button>
  </form>`
}

function storeActions(page: Context, { id }: Store) {
  if (!page.may('own:write')) return ''
  const { t } = page
  const link = (act: 'part' | 'revoke') =>
    html`<a class="button" href="/console/stores/${id}/${act}" data-dialog
      >${t(`connection.${act}`)}</a
    >`
  return html`${link('part')} ${link('revoke')}`
}

export async function confirmDisconnect(page: Context): Promise<Response> {
  const { t } = page
  const { id, name, username } = await loadStore(page)
  return await askFirst(page, {
    title: t('partTitle', { name, username: username ?? '' }),
    body: html`<p>${t('partHint')}</p>`,
    action: `/console/stores/${id}/part`,
    submit: t('partSubmit'),
    isDangerous: true,
    hidden: {},
    back: `/stores/${id}/connection`,
  })
}

export async function part(page: Context): Promise<Response> {
  const id = page.param('id')
  await page.api.call('partStoreConnection', { query: { store: id } })
  return goTo(page, `/stores/${id}`, page.t('parted'))
}

/** `GET /stores/:id/revoke`: what ends with the account, and what else depends on it. */
export const askToRevoke = async (page: Context): Promise<Response> => await revokeCard(page)

async function revokeCard(page: Context, error?: ProblemError): Promise<Response> {
  const { t } = page
  const { id, connection_id: connectionId, username } = await loadStore(page)
  if (connectionId === null) return goTo(page, `/stores/${id}/connection`)
  const { uses } = await findAccount(page, connectionId)
  const others = uses.filter(({ what, count }) => what !== 'stores' && count > 0)
  const name = username ?? ''
  return await formCard(page, {
    title: t('connection.revokeTitle', { username: name }),
    follows: t('connection.revokeHint'),
    fields:
      others.length === 0
        ? ''
        : html`<p>${t('connection.revokeUses', { uses: usesText(page, others) })}</p>
            ${checkboxField({ name: 'confirmed', label: t('connection.revokeConfirm'), isChosen: false })}`,
    action: `/console/stores/${id}/revoke`,
    back: `/stores/${id}/connection`,
    submit: t('connection.revokeSubmit', { username: name }),
    error,
    inlineErrors: false,
  })
}

/**
 * `POST /stores/:id/revoke`: refused while more hangs on the account, unless that was confirmed.
 */
export async function revoke(page: Context): Promise<Response> {
  const isConfirmed = (await readForm(page)).has('confirmed')
  const { id, username } = await loadStore(page)
  const call = page.api.call('partStoreConnection', {
    query: { store: id, revoke: 'true', confirmed: isConfirmed ? 'true' : undefined },
  })
  const { refusal } = await refusable(call, REFUSALS)
  if (refusal) return await revokeCard(page, refusal)
  const flash = page.t('connection.revoked', { username: username ?? '' })
  return goTo(page, `/stores/${id}`, flash)
}
