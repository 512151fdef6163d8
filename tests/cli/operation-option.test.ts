import { describe, expect, test } from 'vitest'
import type { FieldInfo } from '../../src/cli/operation-info.ts'
import { optionOf, wordReader, type FieldOption } from '../../src/cli/operation-option.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const ID = '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44'

const make = (field: FieldInfo, given: FieldOption = {}, canClear = false) =>
  optionOf('field', { about: 'of it', ...field }, given, canClear)

describe('a reference', () => {
  const store = { type: 'text', reference: 'store' } as const

  test.for([
    ['2e44', '…2e44'],
    ['7b1f-2e44', '…7b1f-2e44'],
    // The API takes a name before the end of an id.
    ['cafe', '…cafe'],
    [ID, ID],
    ['e44', 'e44'],
    ['Coffee at home', 'Coffee at home'],
    ['@qahwa.co', '@qahwa.co'],
  ] as const)('%s is sent as %s', ([typed, sent]) => {
    expect(wordReader(store)?.(typed)).toBe(sent)
    expect(make(store).read(typed, NOW)).toBe(sent)
  })

  test('has its noun as placeholder, and each of a list may be an end', () => {
    expect(make(store).value).toBe('STORE')
    const accounts = { type: 'text', reference: 'connected account', isList: true } as const
    expect(make(accounts).value).toBe('ACCOUNT,…')
    expect(make(accounts).read('2e44,qahwa.co', NOW)).toEqual(['…2e44', 'qahwa.co'])
  })

  test('to a creator has no ends: they are too many', () => {
    const creator = { type: 'text', reference: 'creator' } as const
    expect(wordReader(creator)?.('cafe')).toBe('cafe')
  })

  test('may be taken away where something is stored', () => {
    const option = make({ ...store, nullable: true }, {}, true)
    expect(option.read('', NOW)).toBeNull()
    expect(option.about).toBe("of it; '' takes it away")
  })
})

describe('an option', () => {
  test('reads what its type is', () => {
    expect(make({ type: 'whole', min: 1, max: 9 }).read('7', NOW)).toBe(7)
    expect(() => make({ type: 'whole', min: 1, max: 9 }).read('10', NOW)).toThrow('1 to 9')
    expect(make({ type: 'number' }).read('4.5%', NOW)).toBe(0.045)
    expect(make({ type: 'switch' }).read('off', NOW)).toBe(false)
    expect(make({ type: 'day' }).read('yesterday', NOW)).toBe('2026-11-20')
    expect(make({ type: 'money' }).value).toBe('AMOUNT')
    expect(make({ type: 'id', isList: true }).read('a, b', NOW)).toEqual(['a', 'b'])
  })

  test('of a moment that ends something is the end of a day', () => {
    const begin = make({ type: 'moment' }).read('2026-11-20', NOW)
    const end = make({ type: 'moment' }, { edge: 'end' }).read('2026-11-20', NOW)
    expect(Date.parse(String(end)) - Date.parse(String(begin))).toBe(86_400_000)
  })

  test('names what may be chosen, unless that is too much for a help', () => {
    const few = { type: 'choice', choices: ['open', 'closed'] } as const
    expect(make(few).value).toBe('open|closed')
    const many = { type: 'choice', choices: Array.from({ length: 40 }, (_, at) => `c${at}`) }
    expect(make(many).about).toBe('of it')
    expect(() => make(many).read('c4o', NOW)).toThrow(
      "expected one of 40 names, not 'c4o'; did you mean",
    )
  })

  test('is required as the field is, unless the command has a value for it', () => {
    expect(make({ type: 'text', required: true }).required).toBe(true)
    expect(make({ type: 'text', required: true }, { required: false }).required).toBeUndefined()
  })
})
