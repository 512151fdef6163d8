import { pseudoTranslate } from './pseudo.ts'

/** Faults of the service, and of what it makes of a text. */
export const TRANSLATION_FAULT_KINDS = [
  'rate_limit',
  'quota',
  'refused_key',
  'bad_request',
  'server_error',
  'hang',
  'reset',
  'unusable',
  'fewer_texts',
  'drop_tags',
  'double_tags',
  'translate_tags',
  'words_in_tags',
  'move_tags',
  'double_blanks',
  'translate_hashtags',
  'lose_breaks',
  'empty',
  'echo',
  'leave_markup',
  'wrong_language',
  'add_hashtag',
  'grow',
] as const
export type TranslationFaultKind = (typeof TRANSLATION_FAULT_KINDS)[number]

export type TranslationFaultOrder = {
  service: 'deepl' | 'google'
  kind: TranslationFaultKind
  /** How many requests; all without it. */
  count?: number | undefined
  retryAfterSeconds?: number | undefined
  /** Requests for languages fail, too. */
  alsoLists?: true | undefined
}

type Active = TranslationFaultOrder & { left: number }

export type TranslationFaults = {
  order(order: TranslationFaultOrder): void
  /** The fault of the next request, counted as used; undefined for none. */
  take(service: 'deepl' | 'google', isList: boolean): TranslationFaultOrder | undefined
  clear(): void
}

export function createTranslationFaults(): TranslationFaults {
  let active: Active[] = []
  return {
    order: (order) => void active.push({ ...order, left: order.count ?? Number.POSITIVE_INFINITY }),
    take(service, isList) {
      const found = active.find((each) => each.service === service && (!isList || each.alsoLists))
      if (!found) return undefined
      found.left -= 1
      active = active.filter(({ left }) => left > 0)
      return found
    },
    clear() {
      active = []
    },
  }
}

/** A word, and the element after it, whose content the word takes the place of. */
const WORD_BEFORE = /([\p{L}\p{M}]+)( *<(?:x|span)\b[^<>]*>)[^<]*(<\/(?:x|span)>)/gu

/**
 * Returns a text in the service's markup, translated; `mark` matches an element that remains
 * unchanged.
 */
export function translateMarked(
  text: string,
  {
    language,
    mark,
    kind,
  }: { language: string; mark: RegExp; kind?: TranslationFaultKind | undefined },
): string {
  if (kind === 'empty') return ''
  if (kind === 'echo') return text
  const spoken = kind === 'wrong_language' ? 'de' : language
  let end = 0
  let translated = ''
  for (const match of text.matchAll(mark)) {
    translated += translatePlain(text.slice(end, match.index), spoken, kind)
    translated += protectedElement(match[0], spoken, kind)
    end = match.index + match[0].length
  }
  translated += translatePlain(text.slice(end), spoken, kind)
  return changed(translated, mark, { kind, spoken })
}

/** Changes the whole text as the fault demands. */
function changed(
  translated: string,
  mark: RegExp,
  { kind, spoken }: { kind: TranslationFaultKind | undefined; spoken: string },
): string {
  switch (kind) {
    case 'words_in_tags':
      return translated.replaceAll(WORD_BEFORE, '$2$1$3')
    case 'move_tags':
      return `${translated.replaceAll(mark, '')} ${(translated.match(mark) ?? []).join(' ')}`
    case 'double_blanks':
      return translated.replaceAll(' ', '  ')
    case 'lose_breaks':
      return translated.replaceAll(/\n|<br>/g, ' ')
    case 'leave_markup':
      return `${translated} &amp;amp; </x>`
    case 'add_hashtag':
      return `${translated} #${pseudoTranslate('more', spoken)}`
    case 'grow':
      return `${translated} ${'ә'.repeat(2_500)}`
    default:
      return translated
  }
}

function protectedElement(element: string, language: string, kind?: TranslationFaultKind): string {
  if (kind === 'drop_tags') return ''
  if (kind === 'double_tags') return `${element}${element}`
  if (kind !== 'translate_tags') return element
  return element.replace(
    />([^<]*)</,
    (_, inner: string) => `>${pseudoTranslate(inner, language, true)}<`,
  )
}

/** Entities and line breaks of the markup stay. */
const translatePlain = (text: string, language: string, kind?: TranslationFaultKind): string =>
  text
    .split(/(&[a-z]+;|<br>)/)
    .map((part, place) =>
      place % 2 === 1 ? part : pseudoTranslate(part, language, kind === 'translate_hashtags'),
    )
    .join('')
