import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { decrypt, encrypt, parseEncryptionKeys } from '../../src/base/crypto.ts'
import { parseProxyUrl } from '../../src/pool/proxies/proxy-url.ts'
import { anAdapter } from '../platforms/instagram/held-account.ts'
import { findLeaks, showError } from './secret-scan.ts'
import { oddPassword } from './secrets-world.ts'

describe('an error about a secret in the wrong place does not show it:', () => {
  const value = oddPassword('misplaced')
  const inUrl = encodeURIComponent(value)
  const key = (): string => `k:${randomBytes(32).toString('base64')}`
  const place = { table: 'proxies', row: '1', column: 'credentials' }
  const open = (file: unknown) =>
    anAdapter({ caPem: '' }).importSession({ kind: 'file', text: JSON.stringify(file) }, 'seed')
  const settings = ['SCRAPER_API_KEY', 'GRAMD_ENCRYPTION_KEYS', 'GRAMD_NOTIFICATION_WEBHOOK_SECRET']
  const others = [
    'DATABASE_URL',
    'GRAMD_TELEGRAM_BOT_TOKEN',
    'GRAMD_NOTIFICATION_WEBHOOK_URL',
    'OPENAI_BASE_URL',
  ]

  const mistakes: Record<string, () => unknown> = {
    'a proxy of an unknown scheme': () => parseProxyUrl(`gopher://user:${inUrl}@127.0.0.1:70`),
    'a proxy with a faulty port': () => parseProxyUrl(`http://user:${inUrl}@127.0.0.1:port`),
    'a proxy that is no URL': () => parseProxyUrl(value),
    'every setting': () =>
      loadConfig(Object.fromEntries([...settings, ...others].map((name) => [name, value]))),
    'a list of keys': () => parseEncryptionKeys(`k:${value}`),
    'a value that another key has encrypted': () =>
      decrypt(parseEncryptionKeys(key()), place, encrypt(parseEncryptionKeys(key()), place, value)),
    'a sessionid': async () =>
      await anAdapter({ caPem: '' }).importSession({ kind: 'sessionid', sessionId: value }, 'seed'),
    'a file with an authorization that is none': async () =>
      await open({
        authorization_data: { sessionid: value, ds_user_id: value },
        cookies: { value },
      }),
    'a file of another program': async () => await open({ authorization: value, cookies: value }),
    'a text that is no file': async () => await open(value),
  }

  test.for(Object.entries(mistakes))('%s', async ([name, mistake]) => {
    const errors: unknown[] = []
    try {
      await mistake()
    } catch (error) {
      errors.push(error)
    }
    expect(errors).toHaveLength(1)
    expect(findLeaks(name, showError(errors[0]), [{ name, value }])).toEqual([])
  })
})
