import { describe, expect, test } from 'vitest'
import {
  decrypt,
  encrypt,
  generateEncryptionKey,
  keyIdOf,
  parseEncryptionKeys,
} from '../../src/base/crypto.ts'

const keys = parseEncryptionKeys(`${generateEncryptionKey('new')},${generateEncryptionKey('old')}`)
const place = { table: 'instagram_accounts', row: '1', column: 'secrets' }
const secret = 'pässwörd \u{1F511} "quoted"'

describe('a secret', () => {
  test.for([secret, '', 'x'.repeat(100_000)])('opens where it was stored (%#)', (plaintext) => {
    expect(decrypt(keys, place, encrypt(keys, place, plaintext))).toBe(plaintext)
  })

  test('is encrypted under the first key, with a nonce of its own', () => {
    const one = encrypt(keys, place, secret)
    const other = encrypt(keys, place, secret)

    expect(keyIdOf(one)).toBe('new')
    expect(one.equals(other)).toBe(false)
    expect(one.includes(Buffer.from('quoted'))).toBe(false)
  })

  test('opens under any key that is still known', () => {
    const [first, second] = keys
    const envelope = encrypt([second ?? first], place, secret)

    expect(keyIdOf(envelope)).toBe('old')
    expect(decrypt(keys, place, envelope)).toBe(secret)
  })

  test.for([
    { ...place, row: '2' },
    { ...place, column: 'session' },
    { ...place, table: 'proxies' },
  ])('that was moved to $table.$column of $row does not open', (elsewhere) => {
    const envelope = encrypt(keys, place, secret)

    expect(() => decrypt(keys, elsewhere, envelope)).toThrow(
      `${elsewhere.table}.${elsewhere.column} does not open under key 'new'`,
    )
  })

  test('does not open under another key of the same id', () => {
    const others = parseEncryptionKeys(generateEncryptionKey('new'))

    expect(() => decrypt(others, place, encrypt(keys, place, secret))).toThrow('does not open')
  })

  test('under a key that is gone says which', () => {
    const others = parseEncryptionKeys(generateEncryptionKey('other'))

    expect(() => decrypt(others, place, encrypt(keys, place, secret))).toThrow(
      "instagram_accounts.secrets is encrypted under key 'new', which GRAMD_ENCRYPTION_KEYS does not have",
    )
  })

  test('does not open when any byte of it was changed or is missing', () => {
    const envelope = encrypt(keys, place, 'abc')

    for (let index = 0; index < envelope.length; index++) {
      const changed = Buffer.from(envelope)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(() => decrypt(keys, place, changed), `byte ${index}`).toThrow()
      expect(() => decrypt(keys, place, envelope.subarray(0, index)), `cut at ${index}`).toThrow(
        /does not open|not an encrypted value|is encrypted under key/,
      )
    }
  })

  test('is not what was never encrypted', () => {
    expect(() => keyIdOf(Buffer.from('plain'))).toThrow('not an encrypted value')
    expect(() => keyIdOf(Buffer.alloc(0))).toThrow('not an encrypted value')
  })
})

describe('encryption keys', () => {
  const material = Buffer.alloc(32, 7).toString('base64')

  test('are read newest first, with spaces around them', () => {
    const parsed = parseEncryptionKeys(` b:${material} , a:${material}\n`)

    expect(parsed.map((key) => key.id)).toEqual(['b', 'a'])
    expect(parsed[0].key).toEqual(Buffer.alloc(32, 7))
  })

  const faulty: Record<string, string> = {
    'no id': material,
    'an empty id': `:${material}`,
    'an id with a space': `a b:${material}`,
    'a short key': `a:${Buffer.alloc(16, 7).toString('base64')}`,
    'a long key': `a:${Buffer.alloc(33, 7).toString('base64')}`,
    'a third part': `a:${material}:x`,
    'an empty entry': `a:${material},`,
    'the same id twice': `a:${material},a:${material}`,
    nothing: '',
  }

  test.for(Object.entries(faulty))('with %s are refused, without showing them', ([, text]) => {
    let message = ''
    try {
      parseEncryptionKeys(text)
    } catch (error) {
      message = error instanceof Error ? `${error.message} ${error.stack}` : ''
    }

    expect(message).not.toBe('')
    expect(message).not.toContain('BwcHBwc')
  })
})
