import { InvalidInputError } from '../../../src/base/errors.ts'
import { parseProxyUrl, proxyUrl } from '../../../src/pool/proxies/proxy-url.ts'
import { describe, expect, test } from '../../fixtures/test.ts'

describe('a proxy URL', () => {
  test.for([
    ['http://gate.example:80', { protocol: 'http', host: 'gate.example', port: 80 }],
    ['HTTPS://Gate.Example:8443/', { protocol: 'https', host: 'gate.example', port: 8443 }],
    ['socks5://gate.example:1080', { protocol: 'socks5', host: 'gate.example', port: 1080 }],
    ['SOCKS5h://gate.example:1080', { protocol: 'socks5', host: 'gate.example', port: 1080 }],
    ['http://[::1]:3128', { protocol: 'http', host: '[::1]', port: 3128 }],
  ] as const)('%s is read without credentials', ([text, expected]) => {
    expect(parseProxyUrl(text)).toEqual({ ...expected, credentials: null })
  })

  test.for([
    ['http://user:pass@gate.example:80', 'user', 'pass'],
    ['http://user:p%40ss%3A@gate.example:80', 'user', 'p@ss:'],
    ['http://user:p@ss:word@gate.example:80', 'user', 'p@ss:word'],
    ['http://user@gate.example:80', 'user', ''],
    ['socks5://user:pass@gate.example:1080', 'user', 'pass'],
  ] as const)('%s is read with its credentials', ([text, username, password]) => {
    expect(parseProxyUrl(text).credentials).toEqual({ username, password })
  })

  test('is written so that it reads back the same', () => {
    const address = parseProxyUrl('http://us%2Fer:p%40:%25@gate.example:8080')
    expect(parseProxyUrl(proxyUrl(address))).toEqual(address)
    expect(new URL(proxyUrl(address)).hostname).toBe('gate.example')
  })

  test.for([
    ['socks4://user:hidden@gate.example:1080', 'http, https or socks5'],
    ['constructor://user:hidden@gate.example:1080', 'http, https or socks5'],
    ['socks5://user:hidden@gate.example', 'port'],
    ['socks5://hidden@gate.example:1080', 'password is empty'],
    [`socks5://user:${'hidden'.repeat(50)}@gate.example:1080`, '255 bytes'],
    ['ftp://user:hidden@gate.example:21', 'scheme'],
    ['http://user:hidden@gate.example', 'port'],
    ['http://user:hidden@gate.example:0', 'port'],
    ['http://user:hidden@gate.example:65536', 'port'],
    ['http://user:hidden@gate.example:8o', 'port'],
    ['http://user:hidden%zz@gate.example:80', '%25'],
    ['gate.example:80', 'not a proxy URL'],
    ['', 'not a proxy URL'],
  ] as const)('%s is refused with the remedy and without repeating it', ([text, reason]) => {
    const thrown = catchError(() => parseProxyUrl(text))
    expect(thrown).toBeInstanceOf(InvalidInputError)
    expect(thrown).toMatchObject({ problems: [{ field: 'url' }] })
    expect(String(thrown)).toContain(reason)
    expect(String(thrown)).not.toContain('hidden')
  })
})

function catchError(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}
