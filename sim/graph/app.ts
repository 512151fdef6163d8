import type { HttpBindings } from '@hono/node-server'
import { digest } from '../openai/draw.ts'
import { authenticate, tokenOf, type Call, type Context } from './call.ts'
import { answerFile } from './cdn.ts'
import type { CodeStore } from './codes.ts'
import type { Dialogs } from './dialogs.ts'
import {
  exchangeAtFacebook,
  exchangeAtInstagram,
  ExchangeProblem,
  extendAtInstagram,
  type Exchange,
} from './endpoints/exchange.ts'
import { GraphProblem, problemBody } from './errors.ts'
import type { FaultBook } from './fault-book.ts'
import { FAULTS } from './faults.ts'
import { jsonAnswer } from './json.ts'
import { usageHeaders, CALLS_PER_IMPRESSION, type Usage } from './limits.ts'
import { accountOf, findNode, type Node } from './nodes.ts'
import type { RequestLog } from './request-log.ts'
import { answerCall } from './routes.ts'
import type { Login } from './grants.ts'
import { servedVersion } from './versions.ts'

export type AppServices = {
  context: Context
  codes: CodeStore
  dialogs: Dialogs
  faults: FaultBook
  log: RequestLog
}

/** All six hosts of Meta behind one address, each below a path of its own. */
export function createApp(services: AppServices) {
  return async (request: Request, env: HttpBindings): Promise<Response> => {
    const url = new URL(request.url)
    const proceed = async (): Promise<Response> => await answer(services, request, url)
    const rule = services.faults.take(request.method, url.pathname)
    const response = rule
      ? await FAULTS[rule.kind].answer({ proceed, outgoing: env.outgoing, rule })
      : await proceed()
    services.log.add(request.method, url, response.status)
    return response
  }
}

async function answer(services: AppServices, request: Request, url: URL): Promise<Response> {
  const { context, dialogs } = services
  const [, host, ...path] = url.pathname.replace(/\/+$/, '').split('/')
  switch (host) {
    case 'cdn':
      return await answerFile(url, context.clock.now().getTime())
    case 'www.facebook':
      if (path.slice(1).join('/') === 'dialog/oauth') return await dialogs.open(request, 'facebook')
      break
    case 'www.instagram':
      if (path.join('/') === 'oauth/authorize') return await dialogs.open(request, 'instagram')
      break
    case 'api.instagram':
      if (path.join('/') === 'oauth/access_token') return await exchangeCode(services, request, url)
      break
    case 'facebook':
    case 'instagram':
      return await answerGraph(services, request, url, host)
    default:
  }
  return new Response('Not Found', { status: 404 })
}

/** Parameters of the query and of a form. */
async function paramsOf(request: Request, url: URL): Promise<URLSearchParams> {
  const params = new URLSearchParams(url.searchParams)
  if (request.method === 'GET' || request.body === null) return params
  const isForm = /multipart|urlencoded/.test(request.headers.get('content-type') ?? '')
  if (!isForm) return params
  for (const [name, value] of await request.formData()) {
    if (typeof value === 'string') params.set(name, value)
  }
  return params
}

async function exchangeCode(services: AppServices, request: Request, url: URL): Promise<Response> {
  const exchange = await exchangeOf(services, request, url)
  const { context } = services
  context.referee.received({ ...callOf(context, request, 'instagram'), path: ['oauth'] }, url)
  try {
    return jsonAnswer(exchangeAtInstagram(exchange))
  } catch (thrown) {
    if (!(thrown instanceof ExchangeProblem)) throw thrown
    const body = { error_type: 'OAuthException', code: 400, error_message: thrown.message }
    return jsonAnswer(body, 400)
  }
}

async function exchangeOf(services: AppServices, request: Request, url: URL): Promise<Exchange> {
  const { context, codes } = services
  const params = await paramsOf(request, url)
  return { context, codes, params, method: request.method, at: context.clock.now().getTime() }
}

const callOf = (context: Context, { method }: Request, login: Login): Call => ({
  context,
  method,
  login,
  version: '',
  path: [],
  params: new URLSearchParams(),
  at: context.clock.now().getTime(),
})

/** Calls to the two hosts of the API. */
async function answerGraph(
  services: AppServices,
  request: Request,
  url: URL,
  login: Login,
): Promise<Response> {
  const { context } = services
  const parts = url.pathname.split('/').slice(2).filter(Boolean)
  const hasVersion = /^v\d+\.\d+$/.test(parts[0] ?? '')
  const exchange = await exchangeOf(services, request, url)
  const call: Call = {
    ...callOf(context, request, login),
    path: hasVersion ? parts.slice(1) : parts,
    params: exchange.params,
  }
  const usage: Usage[] = []
  try {
    call.version = versionOf(call, hasVersion ? (parts[0] ?? '') : null)
    context.referee.received(call, url)
    const body = exchangeToken(exchange, call) ?? answerWithToken(call, request, usage)
    return jsonAnswer(body, 200, headersOf(call, usage))
  } catch (thrown) {
    if (!(thrown instanceof GraphProblem)) throw thrown
    const { code, subcode, message } = thrown.problem
    // Before its usage is counted, a call was refused for its token, not for what it asks.
    if (usage.length > 0) context.referee.refused(call, { code, subcode })
    if (code === 190) context.referee.tokenRefused(tokenOf(request, call.params) ?? '')
    const authenticateHeader = `OAuth "Facebook Platform" "invalid_request" "${message}"`
    const headers = { ...headersOf(call, usage), 'www-authenticate': authenticateHeader }
    const trace = `A${digest(context.seed, call.at, url.pathname).slice(0, 15)}`
    return jsonAnswer(problemBody(thrown, trace), thrown.status, headers)
  }
}

function versionOf({ context, at, login, path, method }: Call, asked: string | null): string {
  if (asked === null) return servedVersion('v19.0', at).version
  const { version, isRetired } = servedVersion(asked, at)
  if (isRetired) {
    context.referee.broken('retired_version', `${method} ${login}/${path.join('/')}`, asked)
  }
  return version
}

/** What the endpoints for tokens answer; undefined for other paths. */
function exchangeToken(exchange: Exchange, { login, path }: Call): unknown {
  const route = path.join('/')
  if (login === 'facebook') {
    return route === 'oauth/access_token' ? exchangeAtFacebook(exchange) : undefined
  }
  if (route === 'access_token') return extendAtInstagram(exchange, false)
  return route === 'refresh_access_token' ? extendAtInstagram(exchange, true) : undefined
}

function answerWithToken(call: Call, request: Request, usage: Usage[]): unknown {
  const { context } = call
  const caller = authenticate(call, tokenOf(request, call.params))
  const node = findNode(context, nodeIdOf(call, caller), call.at)
  count(call, node, usage)
  context.referee.repeated(call)
  return answerCall(call, caller, node)
}

/** `me` of Instagram Login is the account of the token. */
function nodeIdOf({ path }: Call, caller: ReturnType<typeof authenticate>): string {
  const [id = ''] = path
  if (id !== 'me' || caller.kind !== 'token') return id
  return caller.token.grant.igId ?? id
}

/** Counts a call, tells its usage, and throws when a limit is used up. */
function count({ context, login, ...call }: Call, node: Node | undefined, usage: Usage[]): void {
  const { limits, switches, referee, apps } = context
  const account = accountOf(node)
  const perHour = 200 * switches.dailyUsers
  const app = limits[account ? 'usage' : 'count']('app', apps[login].id, perHour)
  usage.push(app)
  const scopes = [`app ${app.key}`]
  if (account) {
    const impressions = Math.ceil(account.followers * 0.3)
    const allowed = switches.callsPerDay ?? CALLS_PER_IMPRESSION * impressions
    const key = login === 'facebook' ? (account.pageId ?? account.igId) : account.igId
    usage.push(limits.count('account', key, allowed))
    scopes.push(`account ${key}`)
  }
  referee.limited({ context, login, ...call }, scopes)
  referee.told(usage, call.at)
  const full = usage.find(({ percent }) => percent >= 100)
  if (!full) return
  throw new GraphProblem(
    full.scope === 'app'
      ? { message: '(#4) Application request limit reached', code: 4, isTransient: true }
      : {
          message:
            '(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.',
          code: 80_002,
        },
  )
}

const headersOf = ({ version }: Call, usage: readonly Usage[]): Record<string, string> => ({
  'facebook-api-version': version,
  ...usageHeaders(usage),
})
