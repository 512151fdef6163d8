import { IgApiClient, type IgResponse } from 'instagram-private-api'
import {
  FORMER_APP,
  newerApp,
  NEWEST_APP,
  type AppProfile,
} from '../../../accounts/app-profiles.ts'
import { AppError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import { redact } from '../../../base/redact.ts'
import { ProxyFailedError, TransientPlatformError } from '../../errors.ts'
import type { PlatformAccount } from '../../port.ts'
import { decodeBody, type Answer } from './answer.ts'
import { classifyAnswer, classifyTransport } from '../classify.ts'
import { DeviceSigner } from '../device-key.ts'
import { endpointOf } from './endpoint.ts'
import type { FaultContext } from '../instagram-fault.ts'
import { ProxyTunnel } from './proxy-tunnel.ts'
import { proxySecrets } from './proxy-url.ts'
import { sampleOf } from '../sample.ts'
import { Region } from '../foreign/session-fields.ts'
import {
  digestOf,
  exportSession,
  isLoggedIn,
  keep,
  keptIn,
  loginEndsAt,
  loginSecrets,
  platformIdOf,
  prepareDevice,
  restoreSession,
  useApp,
} from '../session-state.ts'

export type AccountClientOptions = {
  /** Of new logins, and of accounts that have none yet. */
  app: AppProfile
  /** Real time that one request may take, the way to the proxy included. */
  timeoutMs: number
  /** PEM of a certificate authority to trust instead of the well-known ones. */
  ca?: string
  log: Logger
  now: () => Date
}

type RequestOptions = Parameters<IgApiClient['request']['send']>[0]
type LibrarySend = (options: RequestOptions, onlyStatus?: boolean) => Promise<unknown>
/** A request that waits for its turn. */
type Order = { path: string; options: () => RequestOptions; onlyStatus?: boolean | undefined }
type Attempt = {
  endpoint: string
  /** Aborts with the account or at the deadline. */
  signal: AbortSignal
  deadline: AbortSignal
  answer: Answer | null
}

/**
 * The library's client of one account with every request of it led through one gate: reserved before it is sent, one at
 * a time, only through the account's proxy, with verified TLS, an end in time and no redirects; afterwards the session
 * is saved, a failure is named in our own words, and the reservation ends when no socket is left.
 */
export class AccountClient {
  readonly #ig = new IgApiClient()
  readonly #account: PlatformAccount
  readonly #options: AccountClientOptions
  readonly #librarySend: LibrarySend
  readonly #secrets: Set<string>
  #app: AppProfile
  #signer: DeviceSigner | null | undefined
  #savedDigest: string
  #lastTurn: Promise<unknown> = Promise.resolve()
  #lastAnswer: Answer | null = null
  #restored: Promise<IgApiClient> | undefined

  constructor(account: PlatformAccount, options: AccountClientOptions) {
    this.#account = account
    this.#options = options
    this.#secrets = new Set(proxySecrets(account.proxyUrl))
    this.#app = appOf(account, options.app)
    // A session without its app is saved once more: from then on it keeps this one.
    const isKept = account.session !== null && account.app !== null
    this.#savedDigest = isKept ? digestOf(account.session) : ''
    const { request, state } = this.#ig
    prepareDevice(state, this.#app, account.deviceSeed)
    this.#librarySend = request.send.bind(request)
    // The library's repositories and feeds all call this one method of this one object. It types an answer as its
    // caller wishes it to be; whoever reads an answer parses it.
    request.send = async <T>(userOptions: RequestOptions, onlyStatus?: boolean) =>
      (await this.#takeTurn({
        path: pathOf(userOptions),
        options: () => userOptions,
        onlyStatus,
      })) as IgResponse<T>
  }

  /** The app that this client says it is. */
  get app(): AppProfile {
    return this.#app
  }

  /** Before a login: the app of the configuration, unless the account's device has a newer one. */
  updateApp(): void {
    this.#app = newerApp(this.#app, this.#options.app)
    useApp(this.#ig.state, this.#app)
  }

  /** The library's client with the stored session; without any login when that cannot be read. */
  ready(): Promise<IgApiClient> {
    return (this.#restored ??= this.#restore())
  }

  /** A signed form that is made when it is sent, after the wait for its turn: a one-time password does not keep. */
  async postSigned(path: string, form: (ig: IgApiClient) => object): Promise<void> {
    const ig = await this.ready()
    const options = (): RequestOptions => ({
      url: path,
      method: 'POST',
      form: ig.request.sign(form(ig)),
    })
    await this.#takeTurn({ path, options })
  }

  /** Keeps values out of errors and logs while `work` runs. */
  async hiding<T>(secrets: string[], work: () => Promise<T>): Promise<T> {
    const added = secrets.filter((secret) => !this.#secrets.has(secret))
    for (const secret of added) this.#secrets.add(secret)
    try {
      return await work()
    } finally {
      for (const secret of added) this.#secrets.delete(secret)
    }
  }

  /** The beginning of the last answer, without secrets. */
  sample(): string {
    return sampleOf(this.#lastAnswer?.body ?? null, this.redact)
  }

  readonly redact = (text: string): string =>
    redact(text, [...this.#secrets, ...loginSecrets(this.#ig.state)])

  async #restore(): Promise<IgApiClient> {
    const { session, username } = this.#account
    if (session !== null && !(await restoreSession(this.#ig.state, session))) {
      this.#options.log.warn({ account: username }, 'stored session cannot be read')
    }
    return this.#ig
  }

  async #takeTurn(order: Order): Promise<unknown> {
    const turn = this.#lastTurn.then(() => this.#attempt(order))
    this.#lastTurn = turn.catch(() => undefined)
    return await turn
  }

  async #attempt(order: Order): Promise<unknown> {
    const { signal, proxyUrl, username } = this.#account
    signal.throwIfAborted()
    // Before the reservation: what cannot be sent takes nothing of the budget.
    if (URL.parse(proxyUrl) === null) {
      throw new ProxyFailedError('the account has no proxy, and no request goes without one')
    }
    const endpoint = endpointOf(order.path)
    const end = await this.#account.reserve(endpoint)
    const startedAt = performance.now()
    const finish = async (outcome: string): Promise<void> => {
      const duration_ms = Math.round(performance.now() - startedAt)
      const fields = { account: username, endpoint, outcome, duration_ms }
      this.#options.log.debug(fields, 'instagram request')
      await end(outcome)
    }
    let response: unknown
    try {
      signal.throwIfAborted()
      response = await this.#send(order, endpoint)
    } catch (error) {
      const outcome = error instanceof AppError ? error.code : 'interrupted'
      // What the platform has said is the greater news.
      await finish(outcome).catch((fault: unknown) => this.#warn(fault, 'request end not recorded'))
      throw error
    }
    await finish('ok')
    return response
  }

  async #send(order: Order, endpoint: string): Promise<unknown> {
    // An answer may end what it repeats.
    for (const secret of loginSecrets(this.#ig.state)) this.#secrets.add(secret)
    const deadline = AbortSignal.timeout(this.#options.timeoutMs)
    const signal = AbortSignal.any([this.#account.signal, deadline])
    const attempt: Attempt = { endpoint, signal, deadline, answer: null }
    let response: unknown
    try {
      response = await this.#sendThroughTunnel(order, attempt)
    } catch (thrown) {
      const failure = this.#named(thrown, attempt)
      // A refusal may change the session too. If that cannot be stored, the refusal is still the greater news.
      if (attempt.answer)
        await this.#saveSession().catch((error: unknown) => this.#warn(error, 'session not saved'))
      throw failure
    }
    await this.#saveSession()
    return response
  }

  async #sendThroughTunnel(order: Order, attempt: Attempt): Promise<unknown> {
    const { proxyUrl } = this.#account
    const tunnel = new ProxyTunnel({ proxyUrl, ca: this.#options.ca, signal: attempt.signal })
    const options = order.options()
    const gated = {
      ...options,
      headers: { ...this.#keptHeaders(), ...options.headers },
      agent: tunnel,
      // The tunnel knows the way. Undefined would make the library look for a proxy in the environment.
      proxy: null,
      strictSSL: true,
      followRedirect: false,
      transform: (body: unknown, response: LibraryResponse) => {
        keepRegion(this.#ig.state, response)
        return receive(body, response, attempt)
      },
    }
    try {
      return await this.#librarySend(gated, order.onlyStatus)
    } finally {
      this.#lastAnswer = attempt.answer
      await tunnel.close()
    }
  }

  /** What the app sends of the session that the library does not know. */
  #keptHeaders(): Record<string, string> {
    const { igURur, deviceKey } = keptIn(this.#ig.state)
    this.#signer ??= deviceKey ? new DeviceSigner(deviceKey) : null
    const usdid = this.#signer?.header(this.#options.now()) ?? null
    return {
      ...(igURur !== undefined && isLoggedIn(this.#ig.state) && { 'IG-U-RUR': igURur }),
      ...(usdid !== null && { 'X-Meta-Usdid': usdid }),
    }
  }

  /** Throws the signal's reason when the account was aborted: then whatever the library threw is its consequence. */
  #named(thrown: unknown, { answer, deadline, endpoint }: Attempt): Error {
    this.#account.signal.throwIfAborted()
    const context: FaultContext = {
      endpoint,
      now: this.#options.now(),
      redact: this.redact,
      appVersion: this.#app.version,
    }
    const error = answer ? classifyAnswer(answer, context) : classifyTransport(thrown, context)
    if (!deadline.aborted || !(error instanceof TransientPlatformError)) return error
    return new TransientPlatformError(
      `no answer at ${endpoint} within ${this.#options.timeoutMs} ms`,
      { cause: error.cause },
    )
  }

  async #saveSession(): Promise<void> {
    // What a login leaves behind before it succeeds is no session.
    if (!isLoggedIn(this.#ig.state)) return
    const session = await exportSession(this.#ig.state)
    const digest = digestOf(session)
    if (digest === this.#savedDigest) return
    const { state } = this.#ig
    await this.#account.saveSession(session, {
      platformId: platformIdOf(state),
      expiresAt: loginEndsAt(state, this.#options.now(), new Date()),
      app: this.#app,
    })
    this.#savedDigest = digest
  }

  #warn(error: unknown, message: string): void {
    this.#options.log.warn({ account: this.#account.username, err: error }, message)
  }
}

type LibraryResponse = { statusCode: number; headers: Record<string, unknown>; body: unknown }

/** Decodes an answer in place of the library, which stumbles over some bodies and loses their status with them. */
function receive(body: unknown, response: LibraryResponse, attempt: Attempt): LibraryResponse {
  const decoded = decodeBody(typeof body === 'string' ? body : '')
  const { location } = response.headers
  attempt.answer = {
    status: response.statusCode,
    body: decoded,
    location: typeof location === 'string' ? location : null,
  }
  response.body = decoded ?? {}
  return response
}

/** Keeps where the platform says that the account's data lives now. */
function keepRegion(state: IgApiClient['state'], { headers }: LibraryResponse): void {
  const region = headers['ig-set-ig-u-rur']
  if (typeof region === 'string' && Region.safeParse(region).success)
    keep(state, { igURur: region })
}

/** The app on the device of a session that does not say it: see FORMER_APP. */
function appOf({ app, session }: PlatformAccount, configured: AppProfile): AppProfile {
  if (app !== null) return app
  const isFormer = session !== null && configured.version === NEWEST_APP.version
  return isFormer ? FORMER_APP : configured
}

function pathOf(options: RequestOptions): string {
  return 'url' in options && typeof options.url === 'string' ? options.url : 'unknown'
}
