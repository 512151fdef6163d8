import type { ESTree } from 'vite'
import { LIMIT_NAMES } from '../../src/ages/platform-limits.ts'
import { isBytes, type Parameter, type Reader } from './find-readers.ts'

const NO_WORDS = { meanings: new Map(), longest: 1, single: new Map() }

/** What a reader needs beside its text, where its types do not say it; a function where a later argument is the text. */
const OTHERS: Readonly<Record<string, (text: string) => unknown[]>> = {
  'src/base/errors.ts invalidField': () => ['is wrong', { code: 'required' }],
  'src/base/suggest.ts nearestNames': () => [['followers', 'following']],
  'src/base/webhook-signature.ts isSigned': (text) => [
    { id: text, timestamp: '1', signature: text },
    { keys: [Buffer.from('key')], now: new Date(0) },
  ],
  'src/console/edit-conflict.ts madeOf': (text) => [{ caption: text }],
  'src/console/kit/save-version.ts storedForm': (text) => [{ caption: text }],
  'src/creators/identity.ts redactMentions': () => [['asel.kz', 'mama']],
  'src/creators/identity.ts isSameButRedacted': (text) => [`${text.slice(0, 1_000)}…`],
  'src/features/analyze/evidence.ts withMentions': () => [{ names: new Set(['asel']) }],
  'src/features/blogs/question/read-question.ts readQuestion': () => [{ categories: NO_WORDS }],
  'src/features/blogs/question/closest.ts closestTo': () => [NO_WORDS],
  'src/features/blogs/question/closest.ts nearestTo': () => [NO_WORDS],
  'src/base/one-edit.ts isOneEdit': (text) => [text.slice(1)],
  'src/places/cities.ts cityIn': (text) => [{ city: text, city_id: null }],
  'src/features/shares/pages/report/campaign-read.ts shotOf': (text) => [
    { picture: null, kind: 'post' },
    text,
  ],
  'src/features/campaign-readings/store/plan.ts planQuery': () => [
    { readingsPerDay: 3, readingRequestsPerDay: 240 },
  ],
  'src/features/watches/store/reads.ts newsQuery': () => [{}, { limit: 1, before: null }],
  'src/mcp/render-answer.ts cutText': () => [{}, true],
  'src/features/campaigns/export-rows.ts rowsOf': () => [
    { blog: { username: 'asel' }, promised: null, results: [] },
  ],
  'src/features/campaigns/money.ts costsOf': () => [
    { paidForViews: 1, views: 1, paid: 1, reactions: 1 },
  ],
  'src/features/campaigns/store/campaigns.ts instantOf': () => [null, 'begin'],
  'src/features/catalog/exports/combinations.ts skuOf': () => [{ key: 'a' }],
  'src/features/catalog/text/words-of.ts hasWordsOf': (text) => [text],
  'src/features/erase/store/key.ts hashesOf': () => [{ platformIds: ['1'], usernames: ['a'] }],
  'src/features/projects/tags.ts tagOf': () => ['k7p2qx'],
  'src/features/projects/advice/numbers-in.ts numbersIn': () => ['en'],
  'src/features/publishing/translations/glossary.ts findTerms': () => [TERMS],
  'src/features/publishing/translations/glossary.ts translateHashtags': () => [{ entries: TERMS }],
  'src/features/publishing/translations/prepare.ts prepare': () => [{ version: 1, entries: TERMS }],
  'src/features/publishing/translations/verify.ts verify': (text) => [
    [{ before: [], body: [text.slice(0, 2_200)], after: [] }],
    { from: 'ru', to: 'kk' },
  ],
  'src/features/ai/store/batch-list.ts batchTasksQuery': () => [{}, { limit: 1 }],
  'src/features/publishing/uploads/mp4/boxes.ts makeBox': () => [Buffer.alloc(8)],
  'src/features/publishing/uploads/mp4/clean.ts cleaned': (text) => [boxOf('stsd', text)],
  'src/features/publishing/uploads/mp4/codec-facts.ts codecFacts': (text) => [boxOf('trak', text)],
  'src/features/publishing/uploads/mp4/samples.ts readSamples': (text) => [boxOf('trak', text)],
  'src/features/blogs/blog-view.ts viewRisk': () => [{}],
  'src/features/blogs/risk-sentence.ts riskSentence': () => [{}],
  'src/features/publishing/uploads/upload-files.ts pathOf': () => [FILE],
  'src/features/publishing/uploads/upload-files.ts previewPathOf': () => [FILE],
  'src/features/publishing/uploads/upload-files.ts reencodedPathOf': () => [FILE],
  'src/platforms/graph/metric-sets.ts asGaps': () => ['refused'],
  'src/platforms/instagram/second-factor.ts readCode': () => ['sms'],
  'src/http/operations/version.ts preconditionOf': () => [() => null, []],
  'src/http/router.ts json': () => [{}],
  'src/http/router.ts invalidInput': () => [{ issues: [] }],
  'src/platforms/instagram/answers/fields.ts identified': () => [{}],
  'src/platforms/translation/google-v3.ts googleV3': () => [{ projectId: 'a' }, {}],
  'src/features/publishing/pages/posts/frame.ts addressOfStep': () => ['files'],
  'src/features/publishing/pages/calendar/address.ts changed': () => [
    { week: '2026-11-30', undo: null },
  ],
  'src/features/publishing/pages/calendar/undo.ts withUndo': () => [
    { id: '1', from: null, to: '2026-11-30T04:00:00.000Z' },
  ],
  'src/features/lists/pages/board.ts withUndo': () => [
    { blog: '1', from: 'candidate', to: 'contacted' },
  ],
  'src/features/tasks/pages/with-time.ts withTime': () => ['12:00'],
}

/** A box as long as the text, whose bytes the reader is given. */
const boxOf = (type: string, text: string) => ({
  type,
  start: 0,
  dataStart: 8,
  end: Buffer.byteLength(text),
})

const FILE = { sha256: Buffer.alloc(32), media_type: 'image/jpeg' }
const TERMS = ['a', '#a', 'я', '1', '字', '🙂'].map((term) => ({ term, translation: 'b' }))

/** The arguments of a call with this text. Undefined when the types do not say what else is needed. */
export function argumentsFor(reader: Reader, text: string): unknown[] | undefined {
  const [first, ...rest] = reader.parameters
  if (first?.type === undefined) return undefined
  const head = valueOf(first.type, { text, isFirst: true })
  const others = OTHERS[`${reader.path} ${reader.name}`]?.(text)
  if (others !== undefined) return [head, ...others]
  const needed = rest.filter(({ isOptional }) => !isOptional)
  const values = needed.map((each) => otherValue(each, text))
  return values.includes(undefined) ? undefined : [head, ...values]
}

const otherValue = ({ type }: Parameter, text: string): unknown =>
  type === undefined ? undefined : valueOf(type, { text, isFirst: false })

type Of = { text: string; isFirst: boolean }

function valueOf(type: ESTree.TSType, of: Of): unknown {
  if (isBytes(type)) return Buffer.from(of.isFirst ? of.text : 'a')
  const plain = PLAIN[type.type]
  if (plain !== undefined) return plain(of)
  switch (type.type) {
    case 'TSUnionType':
      return type.types.map((each) => valueOf(each, of)).find((value) => value !== undefined)
    case 'TSLiteralType':
      return 'value' in type.literal ? type.literal.value : undefined
    case 'TSArrayType':
      return [valueOf(type.elementType, of)].filter((item) => item !== undefined)
    case 'TSTypeOperator':
      return valueOf(type.typeAnnotation, of)
    case 'TSTypeLiteral':
      return Object.fromEntries(type.members.flatMap((member) => fieldOf(member, of)))
    case 'TSTypeReference':
      return type.typeName.type === 'Identifier' ? NAMED.get(type.typeName.name)?.() : undefined
    default:
      return undefined
  }
}

const PLAIN: Readonly<Partial<Record<ESTree.TSType['type'], (of: Of) => unknown>>> = {
  TSStringKeyword: ({ text, isFirst }) => (isFirst ? text : 'KES'),
  TSNumberKeyword: () => 100,
  TSBigIntKeyword: () => 1n,
  TSBooleanKeyword: () => true,
  TSFunctionType: () => (given: unknown) => given,
}

function fieldOf(member: ESTree.TSSignature, of: Of): [string, unknown][] {
  if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') return []
  const type = member.typeAnnotation?.typeAnnotation
  return [[member.key.name, type && valueOf(type, of)]]
}

const NAMED: ReadonlyMap<string, () => unknown> = new Map<string, () => unknown>([
  ['Readonly', () => ({})],
  ['Record', () => ({})],
  ['Pick', () => ({})],
  ['ReadonlySet', () => new Set()],
  ['ReadonlyMap', () => new Map()],
  ['Iterable', () => []],
  ['Date', () => new Date(0)],
  ['PlatformLimits', () => Object.fromEntries(LIMIT_NAMES.map((name) => [name, 30]))],
])
