import { deleteCookie, getCookie } from 'hono/cookie'
import { classify } from '../../base/classify.ts'
import type { AppError } from '../../base/errors.ts'
import { hashOf } from '../../base/secrets.ts'
import { findUnbound, type UnboundDialog } from '../../connections/dialogs-store.ts'
import { NotConnectedError } from '../../connections/errors.ts'
import { finishConnecting, takeReturn, type Ending } from '../../connections/finish.ts'
import type { Connections } from '../../connections/parts.ts'
import { problemOf } from '../../http/problem.ts'
import type { HttpContext } from '../../http/router.ts'
import type { Services } from '../services.ts'
import { viewConnected, viewOffer } from './connecting-view.ts'
import { confirmationPage } from './pages/dialog/confirmation-page.ts'
import { consoleAddress, returnPage } from './pages/dialog/return-page.ts'

/**
 * The cookie with the secret of the browser in which a dialog was begun; sent to the callback
 * alone.
 */
export const BROWSER_COOKIE = 'gramd_connect'
export const CALLBACK_PATH = '/api/ig/auth/callback'
/** Meta's calls of one way back, together. */
const EXCHANGE_MS = 60_000

export type Returned = { state: string; code: string | null; error: string | null }

export type WayBackParts = { connections: Connections | null } & Pick<
  Services['config'],
  'publicUrl'
>

/**
 * Ends a dialog, and answers the program, the browser, or the console in one, that came back. A
 * dialog that a program began is bound to no browser: its address may have been sent to another
 * person, so the person who granted access is asked first who will own the connection.
 */
export async function comeBack(c: HttpContext, parts: WayBackParts, returned: Returned) {
  const unbound = returned.code === null ? undefined : await unboundOf(parts, returned.state)
  if (!unbound) return await endDialog(c, parts, returned)
  keepPrivate(c)
  if (!acceptsPage(c)) return problemOf(c, new NotConnectedError('owner_unconfirmed'))
  return await confirmationPage(c, { ...unbound, state: returned.state, code: returned.code ?? '' })
}

const unboundOf = async (
  { connections }: WayBackParts,
  state: string,
): Promise<UnboundDialog | undefined> =>
  connections ? await findUnbound(connections.db, hashOf(state)) : undefined

const acceptsPage = (c: HttpContext): boolean =>
  c.req.header('accept')?.includes('text/html') ?? false

/** The address of the way back and its page contain secrets. */
function keepPrivate(c: HttpContext): void {
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'no-referrer')
}

/** Ends a dialog that its browser began, or that the person who granted access has confirmed. */
export async function endDialog(
  c: HttpContext,
  { connections, publicUrl }: WayBackParts,
  returned: Returned,
): Promise<Response> {
  const browser = getCookie(c, BROWSER_COOKIE) ?? null
  if (browser !== null) deleteCookie(c, BROWSER_COOKIE, { path: CALLBACK_PATH })
  keepPrivate(c)
  const isBrowser = acceptsPage(c)
  const outcome = await outcomeOf(c, connections, { ...returned, browser })
  const { ending, error, isOfConsole } = outcome
  if (isBrowser && isOfConsole)
    return c.redirect(consoleAddress(outcome.returnTo, outcomeQuery(outcome)), 303)
  if (isBrowser) return await returnPage(c, { ...outcome, publicUrl })
  return error ? problemOf(c, error) : c.json({ success: true, ...viewEnding(ending) }, 200)
}

type Outcome = ({ ending: Ending; error?: never } | { error: AppError; ending?: never }) & {
  isOfConsole: boolean
  /** The page that an account was connected from. */
  returnTo: string | null
}

async function outcomeOf(
  c: HttpContext,
  connections: Connections | null,
  { state, browser, ...returned }: Returned & { browser: string | null },
): Promise<Outcome> {
  // A dialog that cannot be found any more still began in the browser with the cookie.
  let isOfConsole = browser !== null
  try {
    if (!connections) throw new NotConnectedError('login_not_configured')
    const dialog = await takeReturn(connections, { state, browser })
    isOfConsole = dialog.browser_hash !== null
    const signal = AbortSignal.timeout(EXCHANGE_MS)
    const ending = await finishConnecting(connections, dialog, returned, signal)
    // The page with the accounts shows faults and choices.
    const returnTo = ending.kind === 'connected' ? dialog.return_to : null
    return { ending, isOfConsole, returnTo }
  } catch (thrown) {
    const error = classify(thrown)
    c.get('log').warn({ err: error, code: error.code }, 'account not connected')
    return { error, isOfConsole, returnTo: null }
  }
}

function outcomeQuery({ ending, error }: Outcome): Record<string, string> {
  if (error) return { problem: error.code }
  return ending.kind === 'connected'
    ? { connected: ending.connected.connectionId }
    : { grant: ending.grant }
}

const viewEnding = (ending: Ending) =>
  ending.kind === 'connected' ? viewConnected(ending.connected) : viewOffer(ending)
