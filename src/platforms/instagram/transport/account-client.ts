import { Readable } from 'node:stream'
import { IgApiClient, type IgResponse } from 'instagram-private-api'
import {
  FORMER_APP,
  newerApp,
  NEWEST_APP,
  type AppProfile,
} from '../../../accounts/app-profiles.ts'
import type { Logger } from '../../../base/log/log.ts'
import { redact } from '../../../base/log/redact.ts'
import { outcomeOf, ProxyFailedError, TransientPlatformError } from '../../errors.ts'
import type { PlatformAccount } from '../../adapter.ts'
import { decodeBody, type Answer } from './answer.ts'
import { classifyAnswer, classifyTransport } from '../classify.ts'
import { DeviceSigner } from '../device-key.ts'
import { endpointOf } from './endpoint.ts'
import { sampleOf, type FaultContext } from '../instagram-fault.ts'
import { ProxyTunnel } from './proxy-tunnel.ts'
import { proxySecrets } from './proxy-url.ts'
import { isRefusal, sentRequest } from './tell-sent.ts'
import { Region } from '../foreign/session-fields.ts'
import {
  digestOf,
  exportSession,
  isLoggedIn,
  keep,
  storedIn,
  loginEndsAt,
  loginSecrets,
  platformIdOf,
  prepareDevice,
  restoreSession,
  useApp,
} from '../session-state.ts'

export type AccountClientOptions = {
  /** The app of new logins, and of accounts without one. */
  app: AppProfile
  /** Real time limit of one request, including the connection to the proxy. */
  timeoutMs: number
  /** PEM of a certificate authority to trust instead of the well-known ones. */
  ca?: string
  log: Logger
  now: () => Date
}

type RequestOptions = Parameters<IgApiClient['request']['send']>[0]
type LibrarySend = (options: RequestOptions, onlyStatus?: boolean) => Promise<unknown>
/** A request that waits for its turn. */
type Order = {
  path: string
  options: () => RequestOptions
  onlyStatus?: boolean | undefined
  /** Replaces the usual time limit, in real ms. */
  timeoutMs?: number | undefined
  /** Awaited when the request is next to be sent; if it throws, nothing is sent. */
  beforeSend?: (() => Promise<void>) | undefined
  /** The error of an answer that concerns neither the account nor its proxy. */
  judge?: ((answer: Answer) => Error | undefined) | undefined
}

/** A request that changes something, or carries a file: its stream is opened when it is sent. */
export type SpecialRequest = Omit<Order, 'options'> & {
  options: (ig: IgApiClient) => RequestOptions
}
type Attempt = {
  endpoint: string
  timeoutMs: number
  judge: Order['judge']
  /** Aborts with the account or at the deadline. */
  signal: AbortSignal
  deadline: AbortSignal
  answer: Answer | null
  receivedBytes: number
}

/**
 * The library's client of one account, with one gate for every request: reserved first, one at a
 * time, only through the account's proxy, with verified TLS, a deadline and no redirects; then the
 * session is saved, a failure is classified, and the reservation ends when no socket is left.
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
    // A session without its app is saved again, with this app.
    const isRestored = account.session !== null && account.app !== null
    this.#savedDigest = isRestored ? digestOf(account.session) : ''
    const { request, state } = this.#ig
    prepareDevice(state, this.#app, account.deviceSeed)
    this.#librarySend = request.send.bind(request)
    // All repositories and feeds of the library call this one method. It types an answer as its
    // caller asks; the reader of an answer parses it.
    request.send = async <T>(requestOptions: RequestOptions, onlyStatus?: boolean) => {
      const order = { path: pathOf(requestOptions), options: () => requestOptions, onlyStatus }
      return (await this.#takeTurn(order)) as IgResponse<T>
    }
  }

  get app(): AppProfile {
    return this.#app
  }

  /** Before a login: uses the configured app, unless the account's device has a newer one. */
  updateApp(): void {
    this.#app = newerApp(this.#app, this.#options.app)
    useApp(this.#ig.state, this.#app)
  }

  /** The library's client with the stored session; without a login when that is unreadable. */
  ready(): Promise<IgApiClient> {
    return (this.#restored ??= this.#restore())
  }

  /** Posts a signed form that is built after the wait for its turn: a one-time password expires. */
  async postSigned(url: string, form: (ig: IgApiClient) => object): Promise<void> {
    const ig = await this.ready()
    const options = () => ({ url, method: 'POST', form: ig.request.sign(form(ig)) })
    await this.#takeTurn({ path: url, options })
  }

  /** Sends a request that is not a reader's; returns the body of the answer. */
  async send({ options, ...order }: SpecialRequest): Promise<unknown> {
    const ig = await this.ready()
    const response = await this.#takeTurn({ ...order, options: () => options(ig) })
    return (response as IgResponse<unknown>).body
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
    // Before the reservation: a request that cannot be sent costs no budget.
    if (URL.parse(proxyUrl) === null) {
      throw new ProxyFailedError('the account has no proxy, and no request goes without one')
    }
    const endpoint = endpointOf(order.path)
    const end = await this.#account.reserve(endpoint)
    const startedAt = performance.now()
    const finish = async (error?: unknown): Promise<void> => {
      const duration_ms = Math.round(performance.now() - startedAt)
      const fields = { account: username, endpoint, outcome: outcomeOf(error), duration_ms }
      this.#options.log.debug(fields, 'instagram request')
      await end(error)
    }
    const response = await this.#send(order, endpoint).catch(async (error: unknown) => {
      // The platform's error matters more than a failed write.
      await finish(error).catch((fault: unknown) => this.#warn(fault, 'request end not recorded'))
      throw error
    })
    await finish()
    return response
  }

  async #send(order: Order, endpoint: string): Promise<unknown> {
    this.#account.signal.throwIfAborted()
    // An answer may repeat a secret that it also replaces.
    for (const secret of loginSecrets(this.#ig.state)) this.#secrets.add(secret)
    await order.beforeSend?.()
    const { timeoutMs = this.#options.timeoutMs, judge } = order
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = AbortSignal.any([this.#account.signal, deadline])
    const attempt: Attempt = {
      endpoint,
      timeoutMs,
      judge,
      signal,
      deadline,
      answer: null,
      receivedBytes: 0,
    }
    const response = await this.#sendThroughTunnel(order, attempt).catch(
      async (thrown: unknown) => {
        const failure = this.#named(thrown, attempt)
        // A refusal may change the session too; it matters more than a failure to save it.
        if (attempt.answer)
          await this.#saveSession().catch((error: unknown) =>
            this.#warn(error, 'session not saved'),
          )
        throw failure
      },
    )
    await this.#saveSession()
    return response
  }

  async #sendThroughTunnel(order: Order, attempt: Attempt): Promise<unknown> {
    const { proxyUrl } = this.#account
    const options = order.options()
    const signal = AbortSignal.any([attempt.signal, failureOfBody(options)])
    const tunnel = new ProxyTunnel({ proxyUrl, ca: this.#options.ca, signal })
    const gated = {
      ...options,
      headers: { ...this.#sessionHeaders(), ...options.headers },
      agent: tunnel,
      // The tunnel is the proxy. Undefined would make the library look for one in the environment.
      proxy: null,
      strictSSL: true,
      followRedirect: false,
      transform: (body: unknown, response: LibraryResponse) => {
        keepRegion(this.#ig.state, response)
        return receive(body, response, attempt)
      },
    }
    const startedAt = performance.now()
    try {
      return await this.#librarySend(gated, order.onlyStatus)
    } finally {
      closeBody(options)
      this.#lastAnswer = attempt.answer
      const durationMs = performance.now() - startedAt
      this.#reportSent({ ...attempt, path: order.path, options, durationMs })
      await tunnel.close()
    }
  }

  #reportSent({
    judge,
    ...sent
  }: Attempt & { path: string; options: RequestOptions; durationMs: number }): void {
    const { answer } = sent
    const isRefused = answer !== null && (isRefusal(answer) || judge?.(answer) !== undefined)
    this.#account.onSent?.(sentRequest({ ...sent, isRefused, redact: this.redact }))
  }

  /** Headers of the session that the library does not know. */
  #sessionHeaders(): Record<string, string> {
    const { igURur, deviceKey } = storedIn(this.#ig.state)
    this.#signer ??= deviceKey ? new DeviceSigner(deviceKey) : null
    const usdid = this.#signer?.header(this.#options.now()) ?? null
    return {
      ...(igURur !== undefined && isLoggedIn(this.#ig.state) && { 'IG-U-RUR': igURur }),
      ...(usdid !== null && { 'X-Meta-Usdid': usdid }),
    }
  }

  /** Throws the signal's reason when the account was aborted: that causes any other error. */
  #named(thrown: unknown, attempt: Attempt): Error {
    const { answer, deadline, endpoint, timeoutMs, judge } = attempt
    this.#account.signal.throwIfAborted()
    const judged = answer && judge?.(answer)
    if (judged) return judged
    const context: FaultContext = {
      endpoint,
      now: this.#options.now(),
      redact: this.redact,
      appVersion: this.#app.version,
    }
    const error = answer ? classifyAnswer(answer, context) : classifyTransport(thrown, context)
    if (!deadline.aborted || !(error instanceof TransientPlatformError)) return error
    return new TransientPlatformError(`no answer at ${endpoint} within ${timeoutMs} ms`, {
      cause: error.cause,
    })
  }

  async #saveSession(): Promise<void> {
    // An unfinished login is not a session.
    if (!isLoggedIn(this.#ig.state)) return
    const { state } = this.#ig
    const session = await exportSession(state)
    const digest = digestOf(session)
    if (digest === this.#savedDigest) return
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

/** Decodes an answer instead of the library, which fails on some bodies and loses their status. */
function receive(text: unknown, response: LibraryResponse, attempt: Attempt): LibraryResponse {
  const received = typeof text === 'string' ? text : ''
  attempt.receivedBytes = Buffer.byteLength(received)
  const body = decodeBody(received)
  const { location } = response.headers
  const at = typeof location === 'string' ? location : null
  attempt.answer = { status: response.statusCode, body, location: at }
  response.body = body ?? {}
  return response
}

/** Stores the region of the account's data. */
function keepRegion(state: IgApiClient['state'], { headers }: LibraryResponse): void {
  const region = headers['ig-set-ig-u-rur']
  if (typeof region === 'string' && Region.safeParse(region).success)
    keep(state, { igURur: region })
}

/** The app on the device of a session without one: see FORMER_APP. */
function appOf({ app, session }: PlatformAccount, configured: AppProfile): AppProfile {
  if (app !== null) return app
  const isFormer = session !== null && configured.version === NEWEST_APP.version
  return isFormer ? FORMER_APP : configured
}

/** Aborts when the file that is being sent cannot be read: no other listener exists for that. */
function failureOfBody(options: RequestOptions): AbortSignal {
  const failed = new AbortController()
  const { body }: { body?: unknown } = options
  if (body instanceof Readable) body.once('error', (error) => failed.abort(error))
  return failed.signal
}

/** Closes a stream that is no longer read. */
function closeBody(options: RequestOptions): void {
  const { body }: { body?: unknown } = options
  if (body instanceof Readable) body.destroy()
}

function pathOf(options: RequestOptions): string {
  return 'url' in options && typeof options.url === 'string' ? options.url : 'unknown'
}
