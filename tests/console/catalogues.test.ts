import { existsSync, globSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  LANGUAGES,
  localeOf,
  namedLanguages,
  preferredLanguage,
  textFolders,
  type Language,
} from '../../src/base/languages.ts'
import { translator, withShared, type Messages } from '../../src/console/messages.ts'
import { placeholdersOf, readCatalogue, type Catalogue } from './placeholders.ts'

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url))

const read = (folder: string, language: Language): Catalogue =>
  readCatalogue(SOURCES, `${folder}/${language}.json`)

const folders = textFolders().map((folder) => relative(SOURCES, fileURLToPath(folder)))

/** The plural forms that whole numbers need: `other` stands for `many` where a language needs no other `other`. */
const formsOf = (language: Language): string[] => {
  const rules = new Intl.PluralRules(localeOf(language))
  const forms = Array.from({ length: 200 }, (_, n) => rules.select(n))
  return [...new Set(forms.map((form) => (form === 'many' ? 'other' : form)))].toSorted()
}

test('every catalogue is found, and has every language that says its own name', () => {
  const files = globSync('**/texts/**/en.json', { cwd: SOURCES })
  expect(folders.toSorted()).toEqual(files.map((file) => file.replace('/en.json', '')).toSorted())
  const lacking = folders.flatMap((folder) =>
    namedLanguages()
      .filter((language) => !existsSync(`${SOURCES}/${folder}/${language}.json`))
      .map((language) => `${folder}/${language}.json`),
  )
  expect(lacking).toEqual([])
  expect(LANGUAGES.toSorted()).toEqual(namedLanguages())
})

test('texts in other languages are read from the folder of the English ones', () => {
  const astray = globSync('**/*.ts', { cwd: SOURCES }).flatMap((file) => {
    const source = readFileSync(`${SOURCES}/${file}`, 'utf8')
    const defined = source.matchAll(/defineMessages\(\s*(\w+),\s*new URL\('([^']*)'/g)
    return [...defined]
      .filter(([, name = '', folder = '']) => !isFromFolder(source, name, folder))
      .map(([call]) => `${file}: ${call}`)
  })
  expect(astray).toEqual([])
})

/** The English texts of refusals come from `src/base/`, which answers of the API quote, too. */
const isFromFolder = (source: string, name: string, folder: string): boolean =>
  source.includes(`import ${name} from '${folder}en.json'`) || name === 'REFUSAL_TEXTS'

test.for([
  ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
  ['xx, en;q=0.2, ru;q=0.7', 'ru'],
  ['ru;q=0, en', 'en'],
  ['xx', undefined],
  ['', undefined],
] as const)('a browser that prefers “%s” gets %s', ([header, language]) => {
  expect(preferredLanguage(header)).toBe(language)
})

describe.for(folders)('the texts in %s', (folder) => {
  const english = read(folder, 'en')

  test.for(LANGUAGES)('have every key and placeholder in %s', (language) => {
    const texts = read(folder, language)
    expect(Object.keys(texts).toSorted()).toEqual(Object.keys(english).toSorted())
    const placeholders = (catalogue: Catalogue) =>
      Object.fromEntries(
        Object.entries(catalogue).map(([key, message]) => [key, placeholdersOf(message)]),
      )
    expect(placeholders(texts)).toEqual(placeholders(english))
  })

  test.for(LANGUAGES)('have every plural form in %s', (language) => {
    const lacking = Object.entries(read(folder, language)).flatMap(([key, message]) =>
      typeof message === 'string'
        ? []
        : formsOf(language)
            .filter((form) => !Object.hasOwn(message, form))
            .map((form) => `${key}: ${form}`),
    )
    expect(lacking).toEqual([])
  })
})

test('a text that a language lacks is the English one; shared ones have a name before them', () => {
  const en = { title: 'Lists', n: { one: '{n} list', other: '{n} lists' } }
  const own: Messages = { en, ru: {} }
  const common = { en: { save: 'Save' }, ru: { save: 'Сохранить' } }
  const t = translator<string>('ru', withShared(own, { common }))

  expect([t('title'), t('common.save'), t('n', { n: 1 })]).toEqual(['Lists', 'Сохранить', '1 list'])
})
