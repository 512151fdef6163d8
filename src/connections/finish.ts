import { hasHash, hashOf, randomSecret } from '../base/secrets.ts'
import type { GraphPage, GraphToken } from '../platforms/graph-api.ts'
import type { GraphLogin, GraphRequest } from '../platforms/graph-call.ts'
import { GraphError } from '../platforms/graph-error.ts'
import { choicesFor, type Choice } from './choose.ts'
import { connect, connectPage, type Connected } from './connect.ts'
import { getConnection, type Authorized } from './connections-store.ts'
import { storeChoices, takeDialog, type Choices, type Dialog } from './dialogs-store.ts'
import { NotConnectedError } from './errors.ts'
import type { ConnectionParts } from './parts.ts'

export type Ending =
  | { kind: 'connected'; connected: Connected }
  | { kind: 'choices'; grant: string; expiresAt: Date; choices: Choice[] }

export type Return = {
  state: string
  code: string | null
  /** Meta's error instead of a code, such as `access_denied`. */
  error: string | null
  /** The secret of the browser that came back. */
  browser: string | null
}

/** Removes the dialog of a redirect from Meta and returns it: its state cannot be used again. */
export async function takeReturn(
  { db }: Pick<ConnectionParts, 'db'>,
  { state, browser }: Pick<Return, 'state' | 'browser'>,
): Promise<Dialog> {
  const dialog = await takeDialog(db, hashOf(state))
  if (!dialog) throw new NotConnectedError('state_unknown')
  const { browser_hash: expected } = dialog
  if (expected && (browser === null || !hasHash(browser, expected)))
    throw new NotConnectedError('other_browser')
  return dialog
}

/** Finishes a dialog: connects the account, or returns the pages to choose from. */
export async function finishConnecting(
  parts: ConnectionParts,
  dialog: Dialog,
  { code, error }: Pick<Return, 'code' | 'error'>,
  signal: AbortSignal,
): Promise<Ending> {
  if (error !== null || code === null) throw new NotConnectedError('access_denied')
  const { login, redirect_uri: redirectUri } = dialog
  const short = await exchange(parts, { login, code, redirectUri }, { signal })
  return login === 'facebook'
    ? await finishFacebook(parts, dialog, short, signal)
    : await finishInstagram(parts, dialog, short, signal)
}

async function exchange(
  { api }: ConnectionParts,
  reply: { login: GraphLogin; code: string; redirectUri: string },
  request: GraphRequest,
): Promise<GraphToken> {
  try {
    return await api.exchangeCode(reply, request)
  } catch (error) {
    throw asWrongEnd(error, 'code_used')
  }
}

/**
 * Converts an error of Meta into a failed dialog; `invalid` is the code for a call that Meta
 * rejects as malformed.
 */
function asWrongEnd(error: unknown, invalid: 'code_used' | null): unknown {
  if (!(error instanceof GraphError)) return error
  const { kind, httpStatus, metaCode } = error
  if (kind === 'config' && metaCode === null && httpStatus === 200)
    return new NotConnectedError('personal_account', { cause: error })
  if (kind === 'transient' || kind === 'throttled')
    return new NotConnectedError('meta_down', { cause: error })
  if (kind === 'config' || kind === 'permission')
    return new NotConnectedError('app_in_development', { cause: error })
  if (invalid && (kind === 'invalid' || kind === 'reauth'))
    return new NotConnectedError(invalid, { cause: error })
  return error
}

async function finishInstagram(
  parts: ConnectionParts,
  dialog: Dialog,
  short: GraphToken,
  signal: AbortSignal,
): Promise<Ending> {
  const { api, rights, clock } = parts
  const login = 'instagram'
  try {
    const long = await api.extendToken({ login, token: short.token, signal })
    const profile = await api.profile({ login, token: long.token, signal }, null)
    const granted = short.scopes ?? rights[login]
    const authorized: Authorized = {
      platformId: profile.platformId,
      username: profile.username,
      name: profile.name,
      kind: profile.kind,
      login,
      page: null,
      grantedBy: short.userId,
      rightsGranted: granted,
      rightsMissing: rights[login].filter((right) => !granted.includes(right)),
      tokenExpiresAt:
        long.expiresInMs === null ? null : new Date(clock.now().getTime() + long.expiresInMs),
      dataAccessExpiresAt: null,
    }
    const connected = await connect(parts, dialog, authorized, {
      token: long.token,
      userToken: null,
    })
    return { kind: 'connected', connected }
  } catch (error) {
    throw asWrongEnd(error, null)
  }
}

async function finishFacebook(
  parts: ConnectionParts,
  dialog: Dialog,
  short: GraphToken,
  signal: AbortSignal,
): Promise<Ending> {
  const { db, keys } = parts
  const choices = await readChoices(parts, short, signal)
  const { connection_id: again, owner_id: ownerId, purpose } = dialog
  if (again) {
    const { platform_id } = await getConnection(db, null, again)
    const page = choices.pages.find(({ platformId }) => platformId === platform_id)
    if (!page) throw new NotConnectedError('another_account')
    return { kind: 'connected', connected: await connectPage(parts, dialog, choices, page) }
  }
  const [only, ...others] = choices.pages
  if (only && others.length === 0)
    return { kind: 'connected', connected: await connectPage(parts, dialog, choices, only) }
  const grant = randomSecret()
  const expiresAt = await storeChoices(db, keys, {
    secretHash: hashOf(grant),
    ownerId,
    purpose,
    choices,
  })
  return { kind: 'choices', grant, expiresAt, choices: await choicesFor(db, ownerId, choices) }
}

/**
 * Returns the professional accounts of the selected pages. Throws NotConnectedError when there is
 * none.
 */
async function readChoices(
  { api, rights }: ConnectionParts,
  short: GraphToken,
  signal: AbortSignal,
): Promise<Choices> {
  const login = 'facebook'
  try {
    const { token } = await api.extendToken({ login, token: short.token, signal })
    const call = { login, token, signal } as const
    const state = await api.inspectToken(token, { signal })
    const { granted } = await api.permissions(call)
    const pages = await api.pages(call)
    const withAccount = pages.flatMap(({ account, ...page }) =>
      account ? [{ ...page, account }] : [],
    )
    if (pages.length === 0) throw new NotConnectedError('no_page')
    if (withAccount.length === 0) throw new NotConnectedError('page_without_instagram')
    return {
      userToken: token,
      grantedBy: state.userId,
      rightsGranted: [...granted],
      rightsMissing: rights[login].filter((right) => !granted.includes(right)),
      // A page's token does not expire.
      tokenExpiresAt: null,
      dataAccessExpiresAt: state.dataAccessExpiresAt,
      pages: withAccount.map(toChoice),
    }
  } catch (error) {
    throw asWrongEnd(error, null)
  }
}

const toChoice = ({
  id,
  name,
  token,
  account,
}: Omit<GraphPage, 'account'> & { account: NonNullable<GraphPage['account']> }) => ({
  id,
  name,
  token,
  platformId: account.platformId,
  username: account.username ?? account.platformId,
  accountName: account.name,
})
