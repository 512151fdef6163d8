import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { AnswerOf } from '../../api.ts'
import type { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { details } from '../../parts/details.ts'
import { tickField } from '../../parts/field.ts'
import { formCard } from '../../parts/form-card.ts'
import { time } from '../../parts/time.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { rightText, stateBadge, stateReason, usesText } from '../../parts/own-account.ts'
import { connectForm } from './connect.ts'
import { connectionWords } from './connection-words.ts'
import { Connection, Store } from './data.ts'
import { isFault, storeId } from './edit.ts'
import { storesWords } from './words.ts'

type OwnAccount = AnswerOf<'getOwnAccount'>

const findOwnAccount = async ({ api }: Page, id: string): Promise<OwnAccount> =>
  await api.call('getOwnAccount', { params: { accountId: id } })

const loadStore = async (page: Page): Promise<Store> =>
  await page.ask(`GET /api/stores/${storeId(page)}`, Store)

/** `GET /stores/:id/connection`: the account that a store reads, how it is, and how to end it. */
export async function showConnection(page: Page): Promise<Response> {
  const say = sayIn(page.language, connectionWords)
  const store = await loadStore(page)
  const connection = await page.ask('GET /api/instagram/connection', Connection, {
    query: { store: store.id },
  })
  const { connection_id: id } = connection
  const body =
    id === null
      ? html`${notice(sayIn(page.language, storesWords)('noAccountHint'))}
        ${await connectForm(page, store)}`
      : account(page, connection, await findOwnAccount(page, id))
  const actions = id === null ? '' : acts(page, store)
  const content = { title: say('titleOf', { name: store.name }), lead: say('lead'), body, actions }
  return page.c.html(await shell(page, content))
}

function account(page: Page, connection: Connection, found: OwnAccount) {
  const say = sayIn(page.language, connectionWords)
  const reason = stateReason(page, found)
  const { lastLookedAt: at, webhookSubscribed: isTold, productsImported: n } = connection
  const { lastValidatedAt: checked } = connection
  return html`${reason === undefined ? '' : notice(reason)}
    ${details([
      [sayIn(page.language, storesWords)('account'), `@${found.username}`],
      [say('state'), stateBadge(page, found)],
      [say('lookedAt'), at === null ? say('notYet') : time(page, at)],
      [say('checkedAt'), checked === null ? say('notYet') : time(page, checked)],
      [say('webhooks'), isTold ? say('yes') : say('webhooksNo')],
      [say('imported'), page.formats.number(n)],
    ])}
    ${missing(page, found)}
    <p><a class="button" href="/console/own-accounts/${found.id}">${say('account')}</a></p>
    ${authorizeForm(page, found)}`
}

function missing(page: Page, { rights }: OwnAccount) {
  const say = sayIn(page.language, connectionWords)
  return html`<section>
    <h2>${say('missing')}</h2>
    ${
      rights.missing.length === 0
        ? html`<p>${say('missingNone')}</p>`
        : html`<p class="hint">${say('missingHint')}</p>
            <ul class="rights">
              ${rights.missing.map(
                (right) =>
                  html`<li>
                    <span>${rightText(page, right)} <small>${right}</small></span>
                  </li>`,
              )}
            </ul>`
    }
  </section>`
}

/** Leads to Meta's dialog and back to the store. */
function authorizeForm(page: Page, { login }: OwnAccount) {
  if (!page.may('own:write')) return ''
  return html`<form method="post" action="/console/own-accounts/connect">
    <input type="hidden" name="store" value="${storeId(page)}" />
    <input type="hidden" name="login" value="${login}" />
    <button>${sayIn(page.language, connectionWords)('authorize')}</button>
  </form>`
}

function acts(page: Page, { id }: Store) {
  if (!page.may('own:write')) return ''
  const say = sayIn(page.language, connectionWords)
  const link = (act: 'part' | 'revoke') =>
    html`<a class="button" href="/console/stores/${id}/${act}" data-dialog>${say(act)}</a>`
  return html`${link('part')} ${link('revoke')}`
}

export async function askToPart(page: Page): Promise<Response> {
  const say = sayIn(page.language, storesWords)
  const { id, name, username } = await loadStore(page)
  return await askFirst(page, {
    title: say('partTitle', { name, username: username ?? '' }),
    body: html`<p>${say('partHint')}</p>`,
    action: `/console/stores/${id}/part`,
    submit: say('partSubmit'),
    hidden: {},
    back: `/stores/${id}/connection`,
  })
}

export async function part(page: Page): Promise<Response> {
  const id = storeId(page)
  await page.ask('DELETE /api/instagram/connection', z.unknown(), { query: { store: id } })
  return goTo(page, `/stores/${id}`, sayIn(page.language, storesWords)('parted'))
}

/** `GET /stores/:id/revoke`: what ends with the account, and what hangs on it besides. */
export const askToRevoke = async (page: Page): Promise<Response> => await revokeCard(page)

async function revokeCard(page: Page, error?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, connectionWords)
  const { id, connection_id: connectionId, username } = await loadStore(page)
  if (connectionId === null) return goTo(page, `/stores/${id}/connection`)
  const { uses } = await findOwnAccount(page, connectionId)
  const others = uses.filter(({ what, count }) => what !== 'stores' && count > 0)
  const name = username ?? ''
  return await formCard(page, {
    title: say('revokeTitle', { username: name }),
    follows: say('revokeHint'),
    fields:
      others.length === 0
        ? ''
        : html`<p>${say('revokeUses', { uses: usesText(page, others) })}</p>
            ${tickField({ name: 'confirmed', label: say('revokeConfirm'), isChosen: false })}`,
    action: `/console/stores/${id}/revoke`,
    back: `/stores/${id}/connection`,
    submit: say('revokeSubmit', { username: name }),
    error,
    saysFaults: false,
  })
}

/** `POST /stores/:id/revoke`: refused while more hangs on the account, unless that was confirmed. */
export async function revoke(page: Page): Promise<Response> {
  const isConfirmed = (await readForm(page)).has('confirmed')
  const { id, username } = await loadStore(page)
  try {
    await page.ask('DELETE /api/instagram/connection', z.unknown(), {
      query: { store: id, revoke: 'true', confirmed: isConfirmed ? 'true' : undefined },
    })
  } catch (error) {
    if (!isFault(error)) throw error
    return await revokeCard(page, error)
  }
  const flash = sayIn(page.language, connectionWords)('revoked', { username: username ?? '' })
  return goTo(page, `/stores/${id}`, flash)
}
