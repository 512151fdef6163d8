import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket, type SecureContext } from 'node:tls'
import { endSession, liveSession, type Account, type Session } from '../account.ts'
import { loginRequired, plain } from '../answer.ts'
import { appVersionIn, isBelow } from '../app-gates.ts'
import { machineCookie, readCookies } from '../endpoints/cookies.ts'
import { textField } from '../endpoints/field.ts'
import { ROUTES } from '../endpoints/index.ts'
import type { EndpointClass } from '../endpoint-class.ts'
import type { ApiRequest, Outcome, Route, Services } from '../endpoints/route.ts'
import { ACCOUNT_FAULTS, outcomeOf } from '../faults.ts'
import { rememberEnd } from '../publishing/watch.ts'
import type { Arrival } from '../referee/referee.ts'
import { takeFault } from '../take-fault.ts'
import { deliver } from './deliver.ts'
import type { Proxy } from './proxy.ts'
import { readRequest, type RawRequest } from './read-request.ts'

export type Api = {
  /** Serves TLS and HTTP on a connection through this proxy (null: direct). */
  serve(socket: Socket, proxy: number | null): void
}

export type ApiOptions = {
  services: Services
  proxies: readonly Proxy[]
  secureContext: SecureContext
}

/** The private API: parses, attributes, judges and answers each request. */
export function createApi({ services, proxies, secureContext }: ApiOptions): Api {
  const origins = new WeakMap<Socket, number | null>()

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = services.clock.now().getTime()
    const raw = await readRequest(incoming, services.uploads)
    const { route, params } = findRoute(raw)
    const request = identify(services, incoming, raw, {
      at,
      params,
      proxy: origins.get(incoming.socket) ?? null,
      endpointClass: route?.endpointClass ?? 'other',
    })
    const visit = services.referee.arrive(request.arrival)
    const leave = isPublishing(request.arrival) ? services.publishingWatch?.entered() : undefined
    response.once('close', () => {
      visit.end()
      leave?.()
    })
    const outcome = greet(services, request, decide(services, proxies, request, route))
    if (route?.endpointClass === 'configure' && request.account) {
      rememberEnd(services, request.account, textField(raw.form, 'upload_id'), outcome)
    }
    // The request ends when its answer is sent: the client cannot know of it earlier.
    if (outcome.delivery !== 'hang') visit.end(outcome)
    deliver(incoming, response, outcome)
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      // The client went away, or this is a defect, which must not look like an answer.
      if (!incoming.socket.destroyed && !incoming.destroyed) console.error(error)
      incoming.socket.destroy()
    })
  })
  return {
    serve(socket, proxy) {
      const secured = new TLSSocket(socket, { isServer: true, secureContext })
      origins.set(secured, proxy)
      server.emit('connection', secured)
    },
  }
}

const isPublishing = ({ endpointClass }: Arrival): boolean =>
  endpointClass === 'upload' || endpointClass === 'configure'

function findRoute({ method, path }: RawRequest): { route: Route | null; params: string[] } {
  for (const route of ROUTES) {
    if (route.method !== 'ANY' && route.method !== method) continue
    const found = route.path.exec(path)
    if (found) return { route, params: found.slice(1).map(decodePart) }
  }
  return { route: null, params: [] }
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return '' // invalid percent-encoding matches nothing
  }
}

function identify(
  services: Services,
  incoming: IncomingMessage,
  raw: RawRequest,
  known: { at: number; params: string[]; proxy: number | null; endpointClass: EndpointClass },
): ApiRequest {
  const { accounts } = services
  const { params, ...place } = known
  const { headers } = incoming
  const cookies = readCookies(headers.cookie)
  const deviceId = headerText(headers['x-ig-android-id'])
  const rawSession = bearerSession(headers.authorization) ?? cookies['sessionid']
  // A session id copied out of a browser may be decoded.
  const sessionId = rawSession?.replaceAll(':', '%3A') ?? ''
  const isLogin = place.endpointClass === 'login'
  const owner = isLogin ? undefined : accounts.ofSession(sessionId)
  const ofDevice = deviceId === null ? undefined : accounts.ofDevice(deviceId)
  const account = isLogin ? accounts.find(textField(raw.form, 'username')) : (owner ?? ofDevice)
  return {
    ...raw,
    headers,
    params,
    cookies,
    account: account ?? null,
    session: owner ? liveSession(owner, sessionId, place.at) : null,
    arrival: { ...place, account: account?.username ?? null, deviceId },
    appVersion: appVersionIn(headers['user-agent']),
  }
}

const headerText = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null

/** The session id of `Authorization: Bearer IGT:2:<base64 of JSON>`. */
function bearerSession(authorization: string | undefined): string | null {
  const encoded = /^Bearer IGT:2:(.+)$/.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString()
  return /"sessionid":"([^"]+)"/.exec(text)?.[1] ?? null
}

/** The platform's own refusals come first, then the endpoint's answer. */
function decide(
  services: Services,
  proxies: readonly Proxy[],
  request: ApiRequest,
  route: Route | null,
): Outcome {
  const { account, session, arrival } = request
  const unsupported = services.gates.refuseRequest(request.appVersion)
  if (unsupported) return unsupported
  if (account && session) {
    if (!isOwnDevice(services, account, session, arrival)) return loginRequired()
    judgeApp(services, session, request)
    judgeProxy(services, proxies, request)
    session.usedAt = arrival.at
  }
  if (isBlocked(proxies, arrival)) return ACCOUNT_FAULTS.sentry_block.answer(services.clock.now())
  const objection = account && objectionTo(services, request, account)
  if (objection) {
    // The bytes of an upload that is not looked at count for nothing.
    if (arrival.endpointClass === 'upload') services.uploads.forget(request.path)
    return objection
  }
  if (!route) return plain(404, 'Not Found')
  if (route.needsSession && !session) return refuseSession(services, account)
  return route.answer(request, services)
}

const isBlocked = (proxies: readonly Proxy[], { proxy }: Arrival): boolean =>
  proxies[proxy ?? -1]?.condition.fault()?.kind === 'ip_blocked'

/** A dead session gets the fault that ended it, else `login_required`. */
const refuseSession = ({ clock }: Services, account: Account | null): Outcome =>
  account?.refusedWith ? ACCOUNT_FAULTS[account.refusedWith].answer(clock.now()) : loginRequired()

/** A session of another device ends; one without a device belongs to this one now. */
function isOwnDevice(
  { accounts, referee }: Services,
  account: Account,
  session: Session,
  arrival: Arrival,
): boolean {
  if (session.deviceId === arrival.deviceId) return true
  if (session.deviceId === null && arrival.deviceId !== null) {
    accounts.adopt(account, session, arrival.deviceId)
    return true
  }
  referee.judgeDeviceChange(arrival, session.deviceId ?? 'none')
  endSession(account, session)
  return false
}

/** A session continues with its app version or a newer one. */
function judgeApp({ referee }: Services, session: Session, request: ApiRequest): void {
  const { appVersion, arrival } = request
  if (appVersion === null) return
  const from = session.appVersion
  if (from !== null && isBelow(appVersion, from)) referee.judgeOlderApp(arrival, from, appVersion)
  session.appVersion = appVersion
}

function judgeProxy(services: Services, proxies: readonly Proxy[], request: ApiRequest): void {
  const { session, arrival } = request
  if (!session || arrival.proxy === null || session.proxy === arrival.proxy) return
  const from = session.proxy
  session.proxy = arrival.proxy
  if (from === 'first') return
  const old = from === null ? undefined : proxies[from]
  // The old proxy may work again; only a failure since the last use counts.
  services.referee.judgeProxyChange(
    arrival,
    from,
    old?.condition.failedSince(session.usedAt) ?? false,
  )
}

/** The active fault of the account, for requests with a login or a live session. */
function objectionTo(services: Services, request: ApiRequest, account: Account): Outcome | null {
  const { endpointClass } = request.arrival
  const isLogin = endpointClass === 'login'
  if (!isLogin && !request.session) return null
  if (account.isKilled && !isLogin) {
    return outcomeOf(ACCOUNT_FAULTS.challenge_required, 'challenge_required', services.clock.now())
  }
  // Drawn even if an ordered fault comes first, so that orders do not change later draws.
  const struck = services.randomFaults.storm?.strike(account.username, endpointClass) ?? null
  const kind = takeFault(account.faults, endpointClass) ?? struck
  if (kind === null) return null
  const outcome = outcomeOf(ACCOUNT_FAULTS[kind], kind, services.clock.now())
  if (outcome.consequence === 'end_session' && request.session) {
    endSession(account, request.session)
    account.refusedWith = kind
  }
  return outcome
}

/** The first answer sets the cookie of the device. */
function greet(services: Services, request: ApiRequest, outcome: Outcome): Outcome {
  const { deviceId } = request.arrival
  if (deviceId === null || request.cookies['mid'] !== undefined) return outcome
  const cookies = outcome.headers['set-cookie']
  const all = [machineCookie(services.seed, deviceId), ...(Array.isArray(cookies) ? cookies : [])]
  return { ...outcome, headers: { ...outcome.headers, 'set-cookie': all } }
}
