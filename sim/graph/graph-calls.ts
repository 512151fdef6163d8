import { digest } from '../openai/draw.ts'
import { answerBatch } from './batch.ts'
import { authenticate, tokenOf, type Call, type Context } from './call.ts'
import type { CodeStore } from './codes.ts'
import { exchangeAtFacebook, extendAtInstagram, type Exchange } from './endpoints/exchange.ts'
import { GraphProblem, problemBody } from './errors.ts'
import type { FaultBook } from './fault-book.ts'
import type { Login } from './grants.ts'
import { jsonAnswer } from './json.ts'
import { CALLS_PER_IMPRESSION, usageHeaders, type Usage } from './limits.ts'
import { accountOf, findNode, type Node } from './nodes.ts'
import { callOf, exchangeOf } from './read-call.ts'
import { answerCall } from './routes.ts'
import { servedVersion } from './versions.ts'

export type CallServices = { context: Context; codes: CodeStore; faults: FaultBook }

/** Calls to the two hosts of the API. */
export async function answerGraph(
  services: CallServices,
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
    const body = isBatch(call)
      ? await answerItems(services, call, request)
      : (exchangeToken(exchange, call) ?? (await answerWithToken(call, request, usage)))
    return jsonAnswer(body, 200, headersOf(call, usage))
  } catch (thrown) {
    if (!(thrown instanceof GraphProblem)) throw thrown
    const { code, subcode, message } = thrown.problem
    // Before its usage is counted, a call was refused for its token, not for what it asks.
    if (usage.length > 0) context.referee.refused(call, { code, subcode })
    if (code === 190) context.referee.tokenRefused(tokenOf(request, call.params) ?? '')
    const ascii = message.replaceAll(/[^\u0020-\u007e]/g, '?')
    const hint = `OAuth "Facebook Platform" "invalid_request" "${ascii}"`
    const headers = { ...headersOf(call, usage), 'www-authenticate': hint }
    const trace = `A${digest(context.seed, call.at, url.pathname).slice(0, 15)}`
    return jsonAnswer(problemBody(thrown, trace), thrown.status, headers)
  }
}

const isBatch = ({ method, login, path }: Call): boolean =>
  method === 'POST' && login === 'facebook' && path.length === 0

async function answerItems(services: CallServices, call: Call, request: Request) {
  const { context } = services
  return await answerBatch({
    params: call.params,
    base: `${context.url}/facebook/${call.version}`,
    token: tokenOf(request, call.params),
    faults: services.faults,
    answer: async (item) => await answerGraph(services, item, new URL(item.url), 'facebook'),
  })
}

function versionOf({ context, at, login, path, method }: Call, requested: string | null): string {
  if (requested === null) return servedVersion('v19.0', at).version
  const { version, isRetired } = servedVersion(requested, at)
  if (isRetired) {
    context.referee.broken('retired_version', `${method} ${login}/${path.join('/')}`, requested)
  }
  return version
}

/** Returns the answer of the endpoints for tokens; undefined for other paths. */
function exchangeToken(exchange: Exchange, { login, path }: Call): unknown {
  const route = path.join('/')
  if (login === 'facebook') {
    return route === 'oauth/access_token' ? exchangeAtFacebook(exchange) : undefined
  }
  if (route === 'access_token') return extendAtInstagram(exchange, false)
  return route === 'refresh_access_token' ? extendAtInstagram(exchange, true) : undefined
}

async function answerWithToken(call: Call, request: Request, usage: Usage[]): Promise<unknown> {
  const { context } = call
  const caller = authenticate(call, tokenOf(request, call.params))
  const node = findNode(context, nodeIdOf(call, caller), call.at)
  count(call, node, usage)
  context.referee.repeated(call)
  return await answerCall(call, caller, node)
}

/** `me` of Instagram Login is the account of the token. */
function nodeIdOf({ path }: Call, caller: ReturnType<typeof authenticate>): string {
  const [id = ''] = path
  if (id !== 'me' || caller.kind !== 'token') return id
  return caller.token.grant.igId ?? id
}

/** Counts a call, reports its usage, and throws when a limit is used up. */
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
  referee.reportUsage(usage, call.at)
  const full = usage.find(({ percent }) => percent >= 100)
  if (!full) return
  throw new GraphProblem(
    full.scope === 'app'
      ? { message: '(#4) Application request limit reached', code: 4, isTransient: true }
      : {
          message:
            '(#80002) There have been too many calls to this Instagram account. Wait a bit ' +
            'and try again.',
          code: 80_002,
        },
  )
}

const headersOf = ({ version, login }: Call, usage: readonly Usage[]): Record<string, string> => ({
  'facebook-api-version': version,
  ...usageHeaders(login, usage),
})
