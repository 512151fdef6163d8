import { z } from 'zod'
import type { Incoming, ReceiverReply } from '../receivers/receiver-server.ts'
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

const MARK = /<span translate="no" id="\d+">[^<]*<\/span>/g

export type GoogleState = { key: string }

/** Cloud Translation v2, `/language/translate/v2`. */
export function answerGoogle(
  { method, path, headers, text }: Incoming,
  { key }: GoogleState,
  fault: TranslationFaultOrder | undefined,
): ReceiverReply {
  if (headers['x-goog-api-key'] !== key)
    return refuse(400, 'API key not valid. Please pass a valid API key.', 'badRequest', [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
    ])
  const broken = fault && failure(fault)
  if (broken) return broken
  if (method === 'GET' && path === '/language/translate/v2/languages') {
    const languages = LANGUAGES.map((language) => ({ language }))
    return { status: 200, body: { data: { languages } } }
  }
  if (method !== 'POST' || path !== '/language/translate/v2') return refuse(404, 'Not Found')
  return answerText(text, fault)
}

function answerText(text: string, fault: TranslationFaultOrder | undefined): ReceiverReply {
  const { data: body } = Body.safeParse(JSON.parse(text))
  if (!body || ![body.source, body.target].every((code) => LANGUAGES.includes(code)))
    return refuse(400, 'Invalid Value', 'invalid')
  const language = body.target.toLowerCase().split('-')[0] ?? ''
  const translations = body.q.map((each) => ({
    translatedText: translateMarked(
      // In HTML a plain line break is a blank, and quotes come back as entities.
      body.format === 'html' ? each.replaceAll('\n', ' ').replaceAll("'", '&#39;') : each,
      { language, mark: MARK, kind: fault?.kind },
    ),
  }))
  const sent = fault?.kind === 'fewer_texts' ? translations.slice(1) : translations
  return { status: 200, body: { data: { translations: sent } } }
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
