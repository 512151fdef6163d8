import type { HttpBindings } from '@hono/node-server'
import { tokenOf, type Context } from './call.ts'
import { answerFile } from './cdn.ts'
import type { CodeStore } from './codes.ts'
import type { Dialogs } from './dialogs.ts'
import { exchangeAtInstagram, ExchangeProblem } from './endpoints/exchange.ts'
import { receiveUpload } from './endpoints/uploads.ts'
import { GraphProblem, problemBody } from './errors.ts'
import type { FaultBook, FaultEntry } from './fault-book.ts'
import { FAULTS } from './faults.ts'
import { answerGraph } from './graph-calls.ts'
import { jsonAnswer } from './json.ts'
import { callOf, exchangeOf } from './read-call.ts'
import type { RequestLog } from './request-log.ts'

export type AppServices = {
  context: Context
  codes: CodeStore
  dialogs: Dialogs
  faults: FaultBook
  log: RequestLog
}

const TOKEN_ENDED = 190
/** Subcodes with which Meta stops an account from publishing. */
const BLOCKS = new Set([2_207_051, 2_207_050])

/** All six hosts of Meta behind one address, each below a path of its own. */
export function createApp(services: AppServices) {
  return async (request: Request, env: HttpBindings): Promise<Response> => {
    const url = new URL(request.url)
    const proceed = async (): Promise<Response> => await answer(services, request, url)
    const rule = services.faults.take(request.method, url.pathname)
    const leave = isPublishing(request, url)
      ? services.context.publishingWatch?.entered()
      : undefined
    env.outgoing.once('close', () => leave?.())
    const response = rule
      ? await FAULTS[rule.kind].answer({ proceed, outgoing: env.outgoing, rule })
      : await proceed()
    if (rule?.kind === 'error' || rule?.kind === 'error_after') remember(services, rule, request)
    services.log.add(request.method, url, response.status)
    return response
  }
}

/** A call that makes a container or a post, or brings a part of a file. */
const isPublishing = ({ method }: Request, url: URL): boolean =>
  method === 'POST' && (publisherIn(url) !== undefined || url.pathname.startsWith('/upload/'))

/** Records what the client knows from an error that a rule made. */
function remember(
  { context }: AppServices,
  { code, subcode = 0 }: FaultEntry['rule'],
  request: Request,
): void {
  const url = new URL(request.url)
  if (code === TOKEN_ENDED) {
    context.referee.tokenRefused(tokenOf(request, url.searchParams) ?? '')
  }
  const account = publisherIn(url)
  if (account !== undefined && BLOCKS.has(subcode)) {
    context.publishWatch.reportBlocked(account, context.clock.now().getTime())
  }
}

/** The account that a call publishes on. */
const publisherIn = ({ pathname }: URL): string | undefined =>
  /\/(\d+)\/media(?:_publish)?$/.exec(pathname)?.[1]

type Host = (
  services: AppServices,
  request: Request,
  url: URL,
  path: string,
) => Promise<Response> | undefined

/** Meta's hosts, by the first part of the path. */
const HOSTS: Readonly<Record<string, Host>> = {
  cdn: ({ context }, _request, url, file) =>
    context.switches.lostFiles.includes(file) ? undefined : answerFile(context, url),
  'www.facebook': ({ dialogs }, request, _url, path) =>
    /^v[\d.]+\/dialog\/oauth$/.test(path) ? dialogs.open(request, 'facebook') : undefined,
  'www.instagram': ({ dialogs }, request, _url, path) =>
    path === 'oauth/authorize' ? dialogs.open(request, 'instagram') : undefined,
  'api.instagram': (services, request, url, path) =>
    path === 'oauth/access_token' ? exchangeCode(services, request, url) : undefined,
  facebook: (services, request, url) => answerGraph(services, request, url, 'facebook'),
  instagram: (services, request, url) => answerGraph(services, request, url, 'instagram'),
  upload: ({ context }, request, _url, path) => {
    const id = /^ig-api-upload\/v[\d.]+\/(\d+)$/.exec(path)?.[1]
    return id !== undefined && request.method === 'POST' ? upload(context, request, id) : undefined
  },
}

async function answer(services: AppServices, request: Request, url: URL): Promise<Response> {
  const [, host = '', ...path] = url.pathname.replace(/\/+$/, '').split('/')
  const answered = Object.hasOwn(HOSTS, host)
    ? HOSTS[host]?.(services, request, url, path.join('/'))
    : undefined
  return (await answered) ?? new Response('Not Found', { status: 404 })
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

/** A part of a file; the token is `OAuth …` there. */
async function upload(context: Context, request: Request, id: string): Promise<Response> {
  const number = (name: string): number => Number(request.headers.get(name) ?? Number.NaN)
  try {
    const at = context.clock.now().getTime()
    context.tokens.check(tokenOf(request, new URLSearchParams()) ?? '', at)
    const part = { offset: number('offset'), size: number('file_size'), body: request.body }
    const answer = await receiveUpload(context.containers.find(id), part)
    return jsonAnswer(answer, 'success' in answer ? 200 : 400)
  } catch (thrown) {
    if (!(thrown instanceof GraphProblem)) throw thrown
    return jsonAnswer(problemBody(thrown, 'Aupload'), thrown.status)
  }
}
