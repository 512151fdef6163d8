import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { generateEncryptionKey } from '../src/base/crypto.ts'
import { aFolder, ended } from './starts.ts'

const KEYS = generateEncryptionKey('k1')
const LINES = [
  'SCRAPER_API_KEY="a-key-of-many-letters"',
  `GRAMD_ENCRYPTION_KEYS='${KEYS}'`,
  'GRAMD_PORT=4711 # ours',
]

describe('an .env of another system', () => {
  test.for([
    ['with a byte order mark and line ends of Windows', `\uFEFF${LINES.join('\r\n')}\r\n`],
    [
      'with what docker --env-file keeps',
      LINES.map((line) => line.replace(' # ours', '')).join('\n'),
    ],
  ] as const)('is read %s', async ([, text]) => {
    const { code, out, err } = await ended(['config', '--json'], {
      folder: await aFolder({ '.env': text }),
    })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({ GRAMD_PORT: 4711, SCRAPER_API_KEY: '(hidden)' })
  })

  test('is refused in UTF-16 with one sentence and 78', async () => {
    const folder = await aFolder({ '.env': Buffer.from(`\uFEFF${LINES.join('\r\n')}`, 'utf16le') })
    expect(await ended(['start'], { folder })).toEqual({
      code: 78,
      out: '',
      err: '.env is UTF-16, as some Windows programs write it: save it as UTF-8\n',
    })
  })
})

test('a command for a running gramd reads its token and address as gramd does', async () => {
  const env = { SCRAPER_API_KEY: '"a-key-of-many-letters"', GRAMD_PORT: ' 1 ' }
  const refused = await ended(['health'], { env })
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('http://127.0.0.1:1') })
  const wrong = await ended(['health'], { env: { ...env, GRAMD_PORT: '70000' } })
  expect(wrong).toMatchObject({
    code: 78,
    err: expect.stringContaining('GRAMD_PORT: expected a whole number from 0 to 65535'),
  })
})

test('a command for a running gramd works beside an .env that its user may not read', async ({
  skip,
}) => {
  if (process.getuid?.() === 0) skip()
  const folder = await aFolder({ '.env': LINES.join('\n') })
  await chmod(join(folder, '.env'), 0)
  expect(await ended(['version'], { folder })).toMatchObject({ code: 0, err: '' })
  const health = await ended(['health'], { folder })
  expect(health).toMatchObject({
    code: 2,
    err: expect.stringContaining('.env cannot be read (EACCES)'),
  })
  expect(await ended(['config'], { folder })).toMatchObject({
    code: 78,
    err: expect.stringMatching(/^\.env cannot be read \(EACCES\): run this as its owner/),
  })
})
