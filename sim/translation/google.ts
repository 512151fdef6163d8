import { z } from 'zod'
import type { Incoming, ReceiverReply } from '../receivers/receiver-server.ts'
import type { ServiceAccounts } from './service-accounts.ts'
import { translateMarked, type TranslationFaultOrder } from './faults.ts'

const LANGUAGES =
  'ar az be bg cs de en es fr he hi hy it iw ja ka kk ko ky no pl pt ru tg tr uk uz zh-CN zh-TW'.split(
    ' ',
  )

const Body = z.object({
  q: z.array(z.string()).min(1).max(128),
  source: z.string(),
  target: z.string(),
  format: z.enum(['text', 'html']),
})

type Body = z.output<typeof Body>

const MARK = /<span translate="no" id="\d+">[^<]*<\/span>/g

export type GoogleState = { key: string; accounts: ServiceAccounts }

const BodyV3 = z
  .object({
    contents: z.array(z.string()).min(1).max(1_024),
    mimeType: z.enum(['text/plain', 'text/html']),
    sourceLanguageCode: z.string(),
    targetLanguageCode: z.string(),
  })
  .transform(({ contents, mimeType, sourceLanguageCode, targetLanguageCode }): Body => ({
    q: contents,
    source: sourceLanguageCode,
    target: targetLanguageCode,
    format: mimeType === 'text/html' ? 'html' : 'text',
  }))

/** Cloud Translation: v2 under `/language/translate/v2`, v3 under `/v3/projects`. */
export function answerGoogle(
  incoming: Incoming,
  state: GoogleState,
  fault: TranslationFaultOrder | undefined,
): ReceiverReply {
  const { path } = incoming
  if (path === '/token') return state.accounts.giveToken(incoming.text)
  const refusal = refusalOf(incoming, state)
  if (refusal) return refusal
  const broken = fault && failure(fault)
  if (broken) return broken
  return path.startsWith('/v3/') ? answerV3(incoming, fault) : answerV2(incoming, fault)
}

/** Version 2 takes a key, version 3 the token of a service account. */
function refusalOf({ path, headers }: Incoming, { key, accounts }: GoogleState) {
  if (path.startsWith('/v3/'))
    return accounts.knows(headers.authorization)
      ? null
      : refuse(401, 'Request had invalid authentication credentials.', 'authError')
  if (headers['x-goog-api-key'] === key) return null
  return refuse(400, 'API key not valid. Please pass a valid API key.', 'badRequest', [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
  ])
}

function answerV2(
  { method, path, text }: Incoming,
  fault: TranslationFaultOrder | undefined,
): ReceiverReply {
  if (method === 'GET' && path === '/language/translate/v2/languages') {
    const languages = LANGUAGES.map((language) => ({ language }))
    return { status: 200, body: { data: { languages } } }
  }
  if (method !== 'POST' || path !== '/language/translate/v2') return refuse(404, 'Not Found')
  const translations = translated(Body.safeParse(JSON.parse(text)).data, fault)
  if (!translations) return refuse(400, 'Invalid Value', 'invalid')
  return { status: 200, body: { data: { translations } } }
}

function answerV3(
  { method, path, text }: Incoming,
  fault: TranslationFaultOrder | undefined,
): ReceiverReply {
  const [, call] = /^\/v3\/projects\/[^/]+\/locations\/global([:/]\w+)$/.exec(path) ?? []
  if (method === 'GET' && call === '/supportedLanguages') {
    const supported = { supportSource: true, supportTarget: true }
    const languages = LANGUAGES.map((languageCode) => ({ languageCode, ...supported }))
    return { status: 200, body: { languages } }
  }
  if (method !== 'POST' || call !== ':translateText') return refuse(404, 'Not Found')
  const translations = translated(BodyV3.safeParse(JSON.parse(text)).data, fault)
  return translations
    ? { status: 200, body: { translations } }
    : refuse(400, 'Invalid Value', 'invalid')
}

function translated(body: Body | undefined, fault: TranslationFaultOrder | undefined) {
  if (!body || ![body.source, body.target].every((code) => LANGUAGES.includes(code)))
    return undefined
  const language = body.target.toLowerCase().split('-')[0] ?? ''
  const all = body.q.map((each) => ({
    translatedText: translateMarked(
      // In HTML a plain line break is a blank, and quotes come back as entities.
      body.format === 'html' ? each.replaceAll('\n', ' ').replaceAll("'", '&#39;') : each,
      { language, mark: MARK, kind: fault?.kind },
    ),
  }))
  return fault?.kind === 'fewer_texts' ? all.slice(1) : all
}

const refuse = (
  code: number,
  message: string,
  reason = 'notFound',
  details: readonly object[] = [],
): ReceiverReply => ({
  status: code,
  body: { error: { code, message, errors: [{ message, domain: 'global', reason }], details } },
})

function failure({ kind }: TranslationFaultOrder): ReceiverReply | undefined {
  switch (kind) {
    case 'rate_limit':
      return refuse(403, 'User Rate Limit Exceeded', 'userRateLimitExceeded')
    case 'quota':
      return refuse(403, 'Daily Limit Exceeded', 'dailyLimitExceeded')
    case 'refused_key':
      return refuse(403, 'The request is missing a valid API key.', 'forbidden')
    case 'bad_request':
      return refuse(400, 'Invalid Value', 'invalid')
    case 'server_error':
      return refuse(500, 'Internal error', 'backendError')
    case 'unusable':
      return { status: 200, body: '<html>gateway</html>' }
    case 'hang':
    case 'reset':
      return { broken: kind }
    default:
      return undefined
  }
}
