import { globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  LANGUAGES,
  LOCALES,
  translator,
  withShared,
  type Messages,
} from '../../src/console/messages.ts'
import { placeholdersOf, readCatalogue, type Catalogue } from './placeholders.ts'

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url))

const read = (folder: string, language: string): Catalogue =>
  readCatalogue(SOURCES, join(folder, `${language}.json`))

const folders = [
  ...new Set(globSync('**/texts/**/en.json', { cwd: SOURCES }).map((path) => dirname(path))),
]

/** The plural forms that whole numbers need: `other` stands for `many` where a language needs no other `other`. */
const formsOf = (language: (typeof LANGUAGES)[number]): string[] => {
  const rules = new Intl.PluralRules(LOCALES[language])
  const forms = Array.from({ length: 200 }, (_, n) => rules.select(n))
  return [...new Set(forms.map((form) => (form === 'many' ? 'other' : form)))].toSorted()
}

test('there are catalogues, each in every language', () => {
  expect(folders).not.toEqual([])
  const languages = folders.map((folder) =>
    globSync('*.json', { cwd: join(SOURCES, folder) })
      .map((file) => basename(file, '.json'))
      .toSorted(),
  )
  expect(languages).toEqual(folders.map(() => LANGUAGES.toSorted()))
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
    const missing = Object.entries(read(folder, language)).flatMap(([key, message]) =>
      typeof message === 'string'
        ? []
        : formsOf(language)
            .filter((form) => !Object.hasOwn(message, form))
            .map((form) => `${key}: ${form}`),
    )
    expect(missing).toEqual([])
  })
})

test('a text that a language lacks is the English one; shared ones have a name before them', () => {
  const en = { title: 'Lists', n: { one: '{n} list', other: '{n} lists' } }
  const own: Messages = { en, ru: {} }
  const common = { en: { save: 'Save' }, ru: { save: 'Сохранить' } }
  const t = translator<string>('ru', withShared(own, { common }))

  expect([t('title'), t('common.save'), t('n', { n: 1 })]).toEqual(['Lists', 'Сохранить', '1 list'])
})
