import { z } from 'zod'
import type { ApiClient } from '../../cli/api-client.ts'
import { command, query, type Command } from '../../cli/command.ts'
import { choice, flag, text, texts } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { printable } from '../../base/terminal-text.ts'
import { UsageError } from '../../cli/usage-error.ts'

const FROM = text('CODE', 'the language of the text, as in ru; gramd guesses without it', 'from')
const PAIR = {
  from: { ...text('CODE', 'the language of the term, as in ru', 'from'), required: true },
  to: { ...text('CODE', 'the language of its translation, as in kk', 'to'), required: true },
} as const

const Glossaries = z.object({
  data: z.array(
    z.object({
      version: z.number(),
      entries: z.array(z.object({ term: z.string(), translation: z.string() })),
    }),
  ),
})

/** Each language under its code, and what to look at below. */
function describeTranslations(answer: unknown): string {
  const list = fieldAt(answer, 'data')
  return (Array.isArray(list) ? list : [])
    .map((each) => {
      const said = fieldAt(each, 'text') ?? fieldAt(each, 'error.detail')
      const flags = fieldAt(each, 'flags')
      const notes = (Array.isArray(flags) ? flags : []).map(
        (flagged) => `! ${printable(String(fieldAt(flagged, 'reason')))}`,
      )
      const lines = String(said).split('\n').map(printable)
      return [`${String(fieldAt(each, 'language'))} (${originOf(each)})`, ...lines, ...notes].join(
        '\n',
      )
    })
    .join('\n\n')
}

function originOf(translation: unknown): string {
  if (fieldAt(translation, 'error') !== null) return String(fieldAt(translation, 'error.code'))
  if (fieldAt(translation, 'corrected') === true) return 'corrected by a person'
  if (fieldAt(translation, 'service') === null) return 'nothing to translate'
  const service = String(fieldAt(translation, 'service'))
  return fieldAt(translation, 'cached') === true
    ? `${service}, from the cache`
    : `${service}, $${String(fieldAt(translation, 'cost_usd'))}`
}

async function setEntry(
  api: ApiClient,
  pair: { from: string; to: string },
  term: string,
  translation: string | null,
): Promise<unknown> {
  const [{ version, entries } = { version: 0, entries: [] }] = Glossaries.parse(
    await api.send('GET', query('/api/glossary', pair)),
  ).data
  const others = entries.filter((entry) => entry.term !== term)
  if (translation === null && others.length === entries.length)
    throw new UsageError(`the glossary has no '${term}'; see gramd glossary list`)
  const changed = translation === null ? others : [...others, { term, translation }]
  return await api.send('PUT', '/api/glossary', { ...pair, entries: changed, version })
}

export const TRANSLATION_COMMANDS: readonly Command[] = [
  command({
    name: 'translate',
    summary: 'translate a caption as gramd would before it is published',
    words: [{ name: 'TEXT', about: 'the caption', field: 'text' }],
    options: {
      to: { ...texts('CODE', 'languages, as in kk,ru'), required: true },
      from: FROM,
      formality: choice(['default', 'formal', 'informal'], 'how readers are addressed'),
    },
    view: { says: describeTranslations, fields: [] },
    run: async (api, { words: [caption], options: { to, from, formality } }) =>
      await api.send('POST', '/api/translations', { text: caption, to, from, formality }),
  }),
  command({
    name: 'translate services',
    summary: 'which services translate, and the characters of this month',
    view: {
      columns: [
        'service',
        'place',
        'is_set_up',
        'characters',
        'monthly_limit',
        'cost_usd',
        'trouble.detail',
      ],
    },
    run: async (api) => await api.send('GET', '/api/translations/services'),
  }),
  command({
    name: 'glossary list',
    summary: 'how terms and hashtags are said in other languages',
    options: {
      from: text('CODE', 'only from this language'),
      to: text('CODE', 'only to this one'),
    },
    view: {
      says: describeGlossary,
      fields: [],
    },
    run: async (api, { options }) => await api.send('GET', query('/api/glossary', options)),
  }),
  command({
    name: 'glossary set',
    summary: 'say how a term or a hashtag is translated',
    words: [
      { name: 'TERM', about: 'a word, a name or a hashtag', field: 'term' },
      { name: 'TRANSLATION', about: 'what stands for it', field: 'translation', optional: true },
    ],
    options: { ...PAIR, remove: flag('take the term out of the glossary') },
    view: {
      says: (answer) => `The glossary has version ${String(fieldAt(answer, 'version'))} now.`,
      fields: [],
    },
    run: async (
      api,
      { words: [term = '', translation], options: { from = '', to = '', remove } },
    ) => {
      if (remove === (translation !== undefined))
        throw new UsageError('give a translation, or --remove')
      return await setEntry(api, { from, to }, term, translation ?? null)
    },
  }),
]

function describeGlossary(answer: unknown): string {
  const pairs = fieldAt(answer, 'data')
  const lines = (Array.isArray(pairs) ? pairs : []).flatMap((pair) => {
    const entries = fieldAt(pair, 'entries')
    return (Array.isArray(entries) ? entries : []).map((entry) =>
      printable(
        `${String(fieldAt(pair, 'from'))} → ${String(fieldAt(pair, 'to'))}: ${String(fieldAt(entry, 'term'))} = ${String(fieldAt(entry, 'translation'))}`,
      ),
    )
  })
  return lines.length === 0
    ? 'The glossary is empty. gramd glossary set TERM TRANSLATION --from CODE --to CODE fills it.'
    : lines.join('\n')
}
