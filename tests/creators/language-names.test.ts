import { expect, test } from 'vitest'
import { describeUnknownLanguage, isLanguage } from '../../src/creators/language-names.ts'

test.for(['ru', 'kk', 'EN', 'pt-br'])('%s is a language', (code) => {
  expect(isLanguage(code)).toBe(true)
})

test.for([
  ['kz', "there is no language 'kz'; did you mean 'kk' (Kazakh)?"],
  ['russian', "there is no language 'russian'; did you mean 'ru'?"],
  ['kazach', "there is no language 'kazach'; did you mean 'kazakh'?"],
  ['0', "there is no language '0': expected codes such as ru, kk or en (ISO 639-1)"],
] as const)('%s is none', ([code, told]) => {
  expect(isLanguage(code)).toBe(false)
  expect(describeUnknownLanguage(code)).toBe(told)
})

test('only languages that can be chosen are proposed', () => {
  expect(describeUnknownLanguage('kz', ['ru', 'en'])).not.toContain('did you mean')
})
