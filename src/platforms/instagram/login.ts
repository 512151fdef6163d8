import type { IgApiClient } from 'instagram-private-api'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log/log.ts'
import {
  SessionDoubtedError,
  TransientPlatformError,
  TwoFactorRequiredError,
  UnexpectedAnswerError,
} from '../errors.ts'
import type { LoginCredentials } from '../account-session.ts'
import type { AccountClient } from './transport/account-client.ts'
import {
  METHOD,
  pendingText,
  readCode,
  readPending,
  readPrompt,
  totpCode,
  unreadablePending,
  type Prompt,
} from './second-factor.ts'
import { exportSession, clearLogin, isLoggedIn, restoreSession } from './session-state.ts'

export type LoginOptions = {
  username: string
  log: Logger
  clock: Clock
  /** Called after the platform has accepted the login, before the first requests that follow. */
  loggedIn(): Promise<void>
}

/**
 * Logs in with a password: the few requests of the app that matter, in sequence. The library's own
 * flow sends thirty at once. The seed answers a second factor. Throws the platform's refusal; never
 * retries. Returns the error of the first requests after a successful login.
 */
export async function logIn(
  client: AccountClient,
  { password, totpSeed }: LoginCredentials,
  options: LoginOptions,
): Promise<Error | undefined> {
  // An unreadable seed must not cost a login.
  if (totpSeed !== null) totpCode(totpSeed, options.clock.now())
  const ig = await client.ready()
  await clearLogin(ig.state)
  client.updateApp()
  if (!ig.state.passwordEncryptionPubKey) await ig.qe.syncLoginExperiments()
  if (!ig.state.passwordEncryptionPubKey || !ig.state.passwordEncryptionKeyId) {
    const sample = client.sample()
    throw new UnexpectedAnswerError('the platform gave no key to encrypt the password with', {
      sample,
    })
  }
  await ig.launcher.preLoginSync()
  try {
    await ig.account.login(options.username, password)
  } catch (error) {
    if (!(error instanceof TwoFactorRequiredError)) throw error
    await answerPrompt(client, error, totpSeed, options)
  }
  return await enter(client, options)
}

/** Finishes a login that waits for its second factor, on its own device; otherwise like `logIn`. */
export async function finishLogin(
  client: AccountClient,
  { pending, code: typed }: { pending: string; code: string },
  options: LoginOptions,
): Promise<Error | undefined> {
  const { identifier, method: chosenMethod, session } = readPending(pending)
  const { code, method } = readCode(typed, chosenMethod)
  const { state } = await client.ready()
  await clearLogin(state)
  if (!(await restoreSession(state, session))) throw unreadablePending()
  client.updateApp()
  await giveCode(client, { identifier, method }, () => code, options)
  return await enter(client, options)
}

/** Sends the seed's code if the platform asks for one; otherwise the login waits for a person. */
async function answerPrompt(
  client: AccountClient,
  error: TwoFactorRequiredError,
  totpSeed: string | null,
  options: LoginOptions,
): Promise<void> {
  const prompt = readPrompt(error.pending)
  if (!prompt) throw error
  if (totpSeed !== null && prompt.method === METHOD.totp) {
    await giveCode(client, prompt, () => totpCode(totpSeed, options.clock.now()), options)
    return
  }
  const { state } = await client.ready()
  const pending = pendingText({ ...prompt, session: await exportSession(state) })
  throw new TwoFactorRequiredError(error.message, pending, { cause: error.cause })
}

async function giveCode(
  client: AccountClient,
  { identifier, method }: Prompt,
  codeNow: () => string,
  { username }: LoginOptions,
): Promise<void> {
  await client.postSigned('/api/v1/accounts/two_factor_login/', ({ state }) => ({
    verification_code: codeNow(),
    _csrftoken: state.cookieCsrfToken,
    two_factor_identifier: identifier,
    username,
    trust_this_device: '1',
    guid: state.uuid,
    device_id: state.deviceId,
    verification_method: method,
  }))
}

/** Errors that prove nothing about a session just opened: later work will show. */
const PASSING = [TransientPlatformError, UnexpectedAnswerError, SessionDoubtedError]

/**
 * Sends the app's first requests. The login is valid whatever they return: temporary failures are
 * logged, and errors about the account returned.
 */
async function enter(
  client: AccountClient,
  { username, log, loggedIn }: LoginOptions,
): Promise<Error | undefined> {
  const ig: IgApiClient = await client.ready()
  if (!isLoggedIn(ig.state)) {
    const sample = client.sample()
    throw new UnexpectedAnswerError('the platform accepted the login but opened no session', {
      sample,
    })
  }
  await loggedIn()
  try {
    await ig.feed.reelsTray('cold_start').request()
    await ig.feed.timeline('cold_start_fetch').request({ recoveredFromCrash: '1' })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (!PASSING.some((kind) => error instanceof kind)) return error
    log.warn({ account: username, err: error }, 'first requests after the login failed')
  }
  return undefined
}
