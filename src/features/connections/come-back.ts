import { deleteCookie, getCookie } from 'hono/cookie'
import { classify } from '../../base/classify.ts'
import type { AppError } from '../../base/errors.ts'
import { finishConnecting, takeReturn, type Ending } from '../../connections/finish.ts'
import type { Connections } from '../../connections/parts.ts'
import { problemOf } from '../../http/problem.ts'
import type { HttpContext } from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { viewConnected, viewOffer } from './auth-views.ts'
import { consoleAddress, returnPage } from './return-page.ts'

/** Holds the secret of the browser that a dialog was begun in; sent to the callback alone. */
export const BROWSER_COOKIE = 'gramd_connect'
export const CALLBACK_PATH = '/api/ig/auth/callback'
/** Meta's calls of one way back, together. */
const EXCHANGE_MS = 60_000

/** Ends a dialog, and answers whoever came back: a program, a browser, or the console in one. */
export async function comeBack(
  c: HttpContext,
  needed: () => Connections,
  { publicUrl }: Pick<Services['config'], 'publicUrl'>,
): Promise<Response> {
  const browser = getCookie(c, BROWSER_COOKIE) ?? null
  if (browser !== null) deleteCookie(c, BROWSER_COOKIE, { path: CALLBACK_PATH })
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'no-referrer')
  const isBrowser = c.req.header('accept')?.includes('text/html') ?? false
  const outcome = await outcomeOf(c, needed, browser)
  const { ending, error, isOfConsole } = outcome
  if (isBrowser && isOfConsole)
    return c.redirect(consoleAddress(outcome.returnTo, toldBy(outcome)), 303)
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
  needed: () => Connections,
  browser: string | null,
): Promise<Outcome> {
  const { searchParams } = new URL(c.req.url)
  // A dialog that cannot be found any more still began in the browser with the cookie.
  let isOfConsole = browser !== null
  try {
    const parts = needed()
    const dialog = await takeReturn(parts, { state: searchParams.get('state') ?? '', browser })
    isOfConsole = dialog.browser_hash !== null
    const returned = { code: searchParams.get('code'), error: searchParams.get('error') }
    const signal = AbortSignal.timeout(EXCHANGE_MS)
    const ending = await finishConnecting(parts, dialog, returned, signal)
    // Trouble and choices are told where accounts are.
    const returnTo = ending.kind === 'connected' ? dialog.return_to : null
    return { ending, isOfConsole, returnTo }
  } catch (thrown) {
    const error = classify(thrown)
    c.get('log').warn({ err: error, code: error.code }, 'account not connected')
    return { error, isOfConsole, returnTo: null }
  }
}

function toldBy({ ending, error }: Outcome): Record<string, string> {
  if (error) return { problem: error.code }
  return ending.kind === 'connected'
    ? { connected: ending.connected.connectionId }
    : { grant: ending.grant }
}

const viewEnding = (ending: Ending) =>
  ending.kind === 'connected' ? viewConnected(ending.connected) : viewOffer(ending)
