import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/** A language that gramd speaks, one of `LANGUAGES`, by its code: `en`. */
export type Language = string

const Message = z.union([
  z.string(),
  z.strictObject({
    zero: z.string().exactOptional(),
    one: z.string().exactOptional(),
    two: z.string().exactOptional(),
    few: z.string().exactOptional(),
    many: z.string().exactOptional(),
    other: z.string(),
  }),
])

/** A text, or one for each plural form of `n`; `{name}` is replaced by a value. */
export type Message = z.output<typeof Message>

const Texts = z.record(z.string(), Message)

/** The texts of a catalogue in one language, by key. */
export type Texts = z.output<typeof Texts>

const SOURCES = new URL('../', import.meta.url)
/** How deep below `src/` a folder of catalogues may be, as in `console/pages/overview/texts/`. */
const DEEPEST = 4

/** Reads a catalogue in one language. */
export const readTexts = (folder: URL, language: Language): Texts =>
  Texts.parse(JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')))

/** Returns the folders of catalogues, each with a file for each language. */
export function textFolders(): URL[] {
  return below(SOURCES, 1).flatMap((folder) =>
    ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]
      .map((path) => new URL(path === '' ? '' : `${path}/`, folder))
      .filter((each) => existsSync(new URL('en.json', each))),
  )
}

/** Returns the folders named `texts`. */
const below = (folder: URL, depth: number): URL[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return []
    const inner = new URL(`${entry.name}/`, folder)
    if (entry.name === 'texts') return [inner]
    return depth < DEEPEST ? below(inner, depth + 1) : []
  })

const OWN_NAMES = new URL('texts/language/', import.meta.url)

/** A language’s own name, and the region that decides its formats. */
const OwnName = z.object({ name: z.string(), locale: z.string() })

/** Returns the languages that say their own name, whether or not all catalogues have them. */
export const namedLanguages = (): Language[] =>
  readdirSync(OWN_NAMES)
    .map((file) => file.replace(/\.json$/, ''))
    .toSorted()

/**
 * The languages of the texts: those that every catalogue has. English, the first, decides the keys.
 */
export const LANGUAGES: readonly [Language, ...Language[]] = ['en', ...othersOf(textFolders())]

function othersOf(folders: readonly URL[]): Language[] {
  const others = namedLanguages().filter((language) => language !== 'en')
  return others.filter((language) =>
    folders.every((folder) => existsSync(new URL(`${language}.json`, folder))),
  )
}

const ownNames = new Map(
  LANGUAGES.map((language) => [language, OwnName.parse(readTexts(OWN_NAMES, language))]),
)

/** The name of a language in itself. */
export const nameOfLanguage = (language: Language): string =>
  ownNames.get(language)?.name ?? language

/** The locale of a language, which decides its formats: en-GB has 24 hours. */
export const localeOf = (language: Language): string => ownNames.get(language)?.locale ?? language

/** Returns the language of that code, if there are texts in it. */
export const findLanguage = (code: string | null | undefined): Language | undefined =>
  LANGUAGES.find((each) => each === code)

/** Returns the language that an `Accept-Language` prefers among those of the texts. */
export const preferredLanguage = (header: string): Language | undefined =>
  header
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().toLowerCase().split(';')
      const weight = options.map((option) => /^\s*q=([\d.]+)$/.exec(option)?.[1]).find(Boolean)
      return { code: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .flatMap(({ code }) => findLanguage(code) ?? [])[0]
