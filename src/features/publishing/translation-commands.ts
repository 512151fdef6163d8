import { z } from 'zod'
import type { ApiClient } from '../../cli/api-client.ts'
import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { callOperation } from '../../cli/operation-request.ts'
import { flag } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { printable } from '../../base/terminal-text.ts'
import { UsageError } from '../../cli/usage-error.ts'

const Glossaries = z.object({
  data: z.array(
    z.object({
      version: z.number(),
      entries: z.array(z.object({ term: z.string(), translation: z.string() })),
    }),
  ),
})

/** Shows each language under its code, with points to check below. */
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

/**
 * The entries of a pair of languages with one that is changed, or taken out where it has no
 * translation.
 */
async function changedEntries(
  api: ApiClient,
  pair: { from: unknown; to: unknown },
  term: string,
  translation: string | null,
): Promise<{ version: number; entries: { term: string; translation: string }[] }> {
  const [{ version, entries } = { version: 0, entries: [] }] = Glossaries.parse(
    await callOperation(api, 'getGlossary', pair),
  ).data
  const others = entries.filter((entry) => entry.term !== term)
  if (translation === null && others.length === entries.length)
    throw new UsageError(`the glossary has no '${term}'; see gramd glossary list`)
  return { version, entries: translation === null ? others : [...others, { term, translation }] }
}

export const TRANSLATION_COMMANDS: readonly Command[] = [
  operationCommand('translateCaption', {
    name: 'translate',
    summary: 'translate a caption as gramd would before it is published',
    words: { text: { about: 'the caption' } },
    options: {
      to: { value: 'CODE', about: 'languages, as in kk,ru' },
      from: {
        value: 'CODE',
        about: 'the language of the text, as in ru; gramd guesses without it',
      },
      formality: 'how readers are addressed',
    },
    view: { says: describeTranslations, fields: [] },
  }),
  operationCommand('listTranslationServices', {
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
  }),
  operationCommand('getGlossary', {
    name: 'glossary list',
    summary: 'how terms and hashtags are said in other languages',
    options: {
      from: { value: 'CODE', about: 'only from this language' },
      to: { value: 'CODE', about: 'only to this one' },
    },
    view: { says: describeGlossary, fields: [] },
  }),
  operationCommand('putGlossary', {
    name: 'glossary set',
    summary: 'say how a term or a hashtag is translated',
    ownWords: [
      { name: 'TERM', about: 'a word, a name or a hashtag', field: 'term' },
      { name: 'TRANSLATION', about: 'its translation', field: 'translation', optional: true },
    ],
    options: {
      from: { value: 'CODE', about: 'the language of the term, as in ru' },
      to: { value: 'CODE', about: 'the language of its translation, as in kk' },
      entries: false,
      version: false,
    },
    own: { remove: flag('take the term out of the glossary') },
    view: {
      says: (answer) => `The glossary has version ${String(fieldAt(answer, 'version'))} now.`,
      fields: [],
    },
    async values({ words: [term = '', translation], fields: { from, to }, options }, api) {
      if (options.remove === (translation !== undefined))
        throw new UsageError('give a translation, or --remove')
      return await changedEntries(api, { from, to }, term, translation ?? null)
    },
  }),
]

function describeGlossary(answer: unknown): string {
  const pairs = fieldAt(answer, 'data')
  const lines = (Array.isArray(pairs) ? pairs : []).flatMap((pair) => {
    const entries = fieldAt(pair, 'entries')
    return (Array.isArray(entries) ? entries : []).map((entry) =>
      printable(
        `${String(fieldAt(pair, 'from'))} → ${String(fieldAt(pair, 'to'))}: ` +
          `${String(fieldAt(entry, 'term'))} = ${String(fieldAt(entry, 'translation'))}`,
      ),
    )
  })
  return lines.length === 0
    ? 'The glossary is empty. gramd glossary set TERM TRANSLATION --from CODE --to CODE fills it.'
    : lines.join('\n')
}
