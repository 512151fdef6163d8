import { describe, expect, test } from 'vitest'
import { findReaders, ROOT } from './find-readers.ts'
import { slownessOn } from './measure.ts'
import { SHAPES } from './shapes.ts'
import { timesOfReaders } from './times-of-readers.ts'

const readers = findReaders(ROOT)

test('the rule finds readers in every folder that reads from outside, and at least 60 shapes are tried', () => {
  const found = new Set(readers.map(({ path, name }) => `${path} ${name}`))
  for (const known of [
    'src/base/log/redact.ts redact',
    'src/creators/caption.ts hashtagsOf',
    'src/creators/address.ts splitPasted',
    'src/features/accounts/import-file.ts readImportFile',
    'src/features/catalog/text/prices.ts readPrices',
    'src/creators/caption-tokens.ts tokensOf',
    'src/features/publishing/translations/caption-flags.ts captionFlags',
    'src/features/publishing/uploads/formats.ts formatOf',
    'src/platforms/sent-request.ts loggedText',
    'src/platforms/ports/translation/translation-markup.ts fromHtml',
    'src/pool/proxies/proxy-url.ts parseProxyUrl',
  ])
    expect(found).toContain(known)
  expect(SHAPES.length).toBeGreaterThanOrEqual(60)
})

timesOfReaders(readers, 12_500)

describe('the measurement', () => {
  const BLANKS = SHAPES.filter(({ name }) => name.startsWith('"\\t"'))

  test('finds an expression that is tried from each blank', () => {
    const trim = (text: string) => `${text}x`.replace(/\s+$/, '')
    expect(slownessOn(trim, BLANKS, 6_000)).toMatch(/ms for 6000 characters of "\\t"/)
  })

  test('finds a loop that copies what it has read', () => {
    const copy = (text: string) => Array.from(text, (_, at) => text.slice(0, at).split('').length)
    expect(slownessOn(copy, BLANKS, 6_000)).toMatch(/ms for \d+ characters of "\\t"/)
  })

  test('lets a reader pass that takes long for each character', () => {
    const slow = (text: string) => Array.from(text, (each) => each.normalize('NFKC').repeat(20))
    expect(slownessOn(slow, BLANKS, 20_000)).toBeUndefined()
  })
})
