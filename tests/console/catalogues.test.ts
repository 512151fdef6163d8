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
  ['kk-KZ,kk;q=0.9,ru;q=0.8', 'kk'],
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

/** Words that Kazakh shares with Russian: a text that consists of them is the same in both. */
const SHARED_WORDS = new Set(
  (
    'автор аккаунт аниме артикул аудитория бизнес битрейт блогер браузер бриф валюта галерея дизайн импорт карусель код ' +
    'команда контент логин маркетинг маркетолог мб медиа мин модель мс музыка оператор пакет прокси профиль процесс ' +
    'промокод редактор ромб с сервис спорт статистика сторис сценарий телефон файл фитнес формат фото фотография хештег'
  ).split(' '),
)

test('no Kazakh text is the Russian one', () => {
  const same = folders.flatMap((folder) => {
    const russian = read(folder, 'ru')
    return Object.entries(read(folder, 'kk')).flatMap(([key, message]) => {
      const [text, other] = [message, russian[key]].map((each) =>
        typeof each === 'object' ? each['other'] : each,
      )
      const words = text?.toLowerCase().match(/\p{Script=Cyrillic}+/gu) ?? []
      const isCopied = text === other && words.some((word) => !SHARED_WORDS.has(word))
      return isCopied ? [`${folder} ${key}: ${text}`] : []
    })
  })
  expect(same).toEqual([])
})

/** Names of people, beside which a verb in the past would have a gender. */
const PERSON = String.raw`@?\{(?:name|who|by|from|login|user)\}`
const VERB = String.raw`(?<!\p{L})(?!канал|файл|журнал|отдел)\p{L}{2,}(?:л|лся|ла|лась)`
const GENDERED = new RegExp(
  String.raw`\((?:а|ла|лась|на)\)|${PERSON}\s+(?:не\s+)?${VERB}(?!\p{L})|${VERB}\s+${PERSON}`,
  'iu',
)

test('no text gives a person a gender by the name', () => {
  expect(
    ['Остановил(а) {name}.', '{who} переместила карточку', 'Перенёс и закрыл {by}'].map((text) =>
      GENDERED.test(text),
    ),
  ).toEqual([true, true, true])
  const gendered = folders.flatMap((folder) =>
    Object.entries(read(folder, 'ru')).flatMap(([key, message]) =>
      (typeof message === 'string' ? [message] : Object.values(message))
        .filter((text) => GENDERED.test(text))
        .map((text) => `${folder} ${key}: ${text}`),
    ),
  )
  expect(gendered).toEqual([])
})

test('no page says that a text of it is English', () => {
  const pages = globSync('{console,features/*/pages}/**/*.ts', { cwd: SOURCES })
  expect(pages.length).toBeGreaterThan(300)
  const marked = pages.filter((file) =>
    readFileSync(`${SOURCES}/${file}`, 'utf8').includes('lang="en"'),
  )
  expect(marked).toEqual([])
})
