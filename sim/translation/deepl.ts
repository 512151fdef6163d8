import { z } from 'zod'
import type { Incoming, ReceiverReply } from '../receivers/receiver-server.ts'
import { translateMarked, type TranslationFaultOrder } from './faults.ts'

/** Languages with tags and glossaries; formality is for some. */
const WITH_TAGS = 'de en es fr it ja ko pl pt ru tr uk zh ar bg cs'
const WITH_FORMALITY = new Set(['de', 'es', 'fr', 'it', 'ja', 'pl', 'pt-BR', 'pt-PT', 'ru'])
const WITHOUT_TAGS = 'kk ky uz az tg be ka hy he hi'
const VARIANTS = ['en-US', 'en-GB', 'pt-BR', 'pt-PT', 'zh-Hans']

const Body = z.object({
  text: z.array(z.string()).min(1).max(50),
  source_lang: z.string(),
  target_lang: z.string(),
  formality: z.enum(['more', 'less', 'default', 'prefer_more', 'prefer_less']).optional(),
  tag_handling: z.enum(['xml', 'html']).optional(),
})
type Body = z.output<typeof Body>

const hasFormality = (lang: string): string[] => (WITH_FORMALITY.has(lang) ? ['formality'] : [])

const LANGUAGES: readonly { lang: string; source: boolean; target: boolean; features: string[] }[] =
  [
    ...WITH_TAGS.split(' ').map((lang) => ({
      lang,
      source: true,
      // These are targets in a variant alone.
      target: lang !== 'en' && lang !== 'pt',
      features: ['tag_handling', 'glossary', ...hasFormality(lang)],
    })),
    ...VARIANTS.map((lang) => ({
      lang,
      source: false,
      target: true,
      features: ['tag_handling', ...hasFormality(lang)],
    })),
    ...WITHOUT_TAGS.split(' ').map((lang) => ({ lang, source: true, target: true, features: [] })),
  ]

const MARK = /<x id="\d+">[^<]*<\/x>/g
/** Tag handling v2 reads strict XML. */
const LOOSE = /&(?![a-z]+;)|<(?!\/?x\b)/i

export type DeeplState = { key: string; characters: number }

/** `/v2/translate`, `/v2/usage` and `/v3/languages` as DeepL speaks them. */
export function answerDeepl(
  { method, path, headers, text }: Incoming,
  state: DeeplState,
  fault: TranslationFaultOrder | undefined,
): ReceiverReply {
  if (headers.authorization !== `DeepL-Auth-Key ${state.key}`)
    return { status: 403, body: { message: 'Forbidden' } }
  const broken = fault && failure(fault)
  if (broken) return broken
  if (method === 'GET' && path === '/v3/languages?resource=translate_text')
    return { status: 200, body: LANGUAGES.map(listed) }
  if (method === 'GET' && path === '/v2/usage') {
    const body = { character_count: state.characters, character_limit: 500_000 }
    return { status: 200, body }
  }
  if (method !== 'POST' || path !== '/v2/translate') return { status: 404, body: {} }
  return answerText(text, state, fault)
}

function answerText(
  text: string,
  state: DeeplState,
  fault: TranslationFaultOrder | undefined,
): ReceiverReply {
  const { data: body } = Body.safeParse(JSON.parse(text))
  const problem = body ? problemOf(body) : 'malformed'
  if (!body || problem !== null)
    return { status: 400, body: { message: `Bad request. Reason: ${problem}` } }
  return { status: 200, body: { translations: translated(body, state, fault) } }
}

const listed = ({ lang, source, target, features }: (typeof LANGUAGES)[number]) => ({
  lang,
  name: lang,
  status: 'stable',
  usable_as_source: source,
  usable_as_target: target,
  features: Object.fromEntries(features.map((name) => [name, { status: 'stable' }])),
})

function translated(body: Body, state: DeeplState, fault: TranslationFaultOrder | undefined) {
  const language = body.target_lang.toLowerCase().split('-')[0] ?? ''
  const isInformal =
    WITH_FORMALITY.has(language) && ['less', 'prefer_less'].includes(body.formality ?? '')
  const all = body.text.map((text) => {
    const billed = Array.from(text.replaceAll(/<[^>]*>/g, '')).length
    state.characters += billed
    return {
      detected_source_language: body.source_lang,
      text: `${translateMarked(text, { language, mark: MARK, kind: fault?.kind })}${isInformal ? ' (informal)' : ''}`,
      billed_characters: billed,
    }
  })
  return fault?.kind === 'fewer_texts' ? all.slice(1) : all
}

function problemOf({ source_lang, target_lang, tag_handling, text }: Body): string | null {
  const find = (code: string) =>
    LANGUAGES.find(({ lang }) => lang.toLowerCase() === code.toLowerCase())
  const [source, target] = [find(source_lang), find(target_lang)]
  if (source?.source !== true) return "Value for 'source_lang' not supported."
  if (target?.target !== true) return "Value for 'target_lang' not supported."
  if (tag_handling === undefined) return null
  const hasTags = [source, target].every(({ features }) => features.includes('tag_handling'))
  if (!hasTags) return 'Tag handling is not supported for this language pair.'
  const isLoose = text.some((each) => LOOSE.test(each))
  return isLoose ? 'Tag handling parsing failed, please check input.' : null
}

function failure({ kind, retryAfterSeconds }: TranslationFaultOrder): ReceiverReply | undefined {
  const refuse = (status: number, message: string) => ({ status, body: { message } })
  switch (kind) {
    case 'rate_limit':
      return {
        ...refuse(429, 'Too many requests'),
        ...(retryAfterSeconds !== undefined && {
          headers: { 'retry-after': String(retryAfterSeconds) },
        }),
      }
    case 'quota':
      return refuse(456, 'Quota Exceeded')
    case 'refused_key':
      return refuse(403, 'Forbidden')
    case 'bad_request':
      return refuse(400, 'Bad request')
    case 'server_error':
      return refuse(503, 'Service unavailable')
    case 'unusable':
      return { status: 200, body: '<html>gateway</html>' }
    case 'hang':
    case 'reset':
      return { broken: kind }
    default:
      return undefined
  }
}
