import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { parseWords } from '../../src/cli/parse-words.ts'
import { COMMANDS } from '../../src/config.ts'
import { sent } from './sent.ts'

const ID = '019a0000-0000-7000-8000-000000000000'

test.for([
  ['stores list', [], {}, ['GET', '/api/stores']],
  [
    'stores create',
    ['Qahwa'],
    { currency: 'KES', account: ID, 'auto-approve-from': '95%', videos: 'off' },
    [
      'POST',
      '/api/stores',
      {
        name: 'Qahwa',
        currency: 'KES',
        connection_id: ID,
        auto_approve_from: 0.95,
        with_videos: false,
      },
    ],
  ],
  ['stores update', [ID], { account: '' }, ['PATCH', `/api/stores/${ID}`, { connection_id: null }]],
  ['stores part', [ID], {}, ['DELETE', `/api/instagram/connection?store=${ID}`]],
  [
    'scan start',
    [ID],
    { limit: '50', months: '3' },
    ['POST', '/api/instagram/scan', { store: ID, limit: 50, months: 3 }],
  ],
  [
    'scan start',
    [ID],
    { since: '2026-10-01', videos: 'off', carousels: 'on', batches: '--' },
    [
      'POST',
      '/api/instagram/scan',
      {
        store: ID,
        since: '2026-10-01T00:00:00.000Z',
        includeVideos: false,
        includeCarousels: true,
        inBatches: true,
      },
    ],
  ],
  [
    'scan estimate',
    [ID],
    { limit: '50' },
    ['POST', '/api/instagram/scan/estimate', { store: ID, limit: 50 }],
  ],
  [
    'stores create',
    ['Qahwa'],
    { slug: 'qahwa', 'approved-as': 'draft' },
    ['POST', '/api/stores', { name: 'Qahwa', slug: 'qahwa', approved_as: 'draft' }],
  ],
  [
    'stores connect',
    [ID],
    { login: 'instagram' },
    ['GET', `/api/instagram/auth/url?store=${ID}&login=instagram`],
  ],
  ['stores refresh', [ID], {}, ['POST', `/api/stores/${ID}/refresh`]],
  [
    'stores part',
    [ID],
    { revoke: '--', confirmed: '--' },
    ['DELETE', `/api/instagram/connection?store=${ID}&revoke=true&confirmed=true`],
  ],
  [
    'drafts edit',
    [ID],
    { 'compare-at': '3000.00', variants: 'size=M,size=L' },
    [
      'PATCH',
      `/api/products/drafts/${ID}`,
      {
        compare_at_price: '3000.00',
        variants: [
          { option: 'size', value: 'M' },
          { option: 'size', value: 'L' },
        ],
      },
    ],
  ],
  [
    'drafts approve',
    [],
    { store: ID, confidence: 'high' },
    ['POST', '/api/products/drafts/batch-approve', { filter: { store: ID, confidence: 'high' } }],
  ],
  [
    'drafts reject',
    [],
    { expiring: '--', reason: 'old' },
    ['POST', '/api/products/drafts/batch-reject', { filter: { expiring: true }, reason: 'old' }],
  ],
  [
    'products create',
    [ID, 'Cup'],
    { price: '900', source: 'whatsapp_catalog' },
    ['POST', '/api/products', { store: ID, name: 'Cup', price: '900', source: 'whatsapp_catalog' }],
  ],
  [
    'products update',
    [ID],
    {
      'compare-at': '1200',
      categories: 'Home & Living',
      variants: 'size=M,size=L',
      'track-inventory': 'on',
      quantity: '5',
      'allow-backorder': 'off',
    },
    [
      'PATCH',
      `/api/products/${ID}`,
      {
        compare_at_price: '1200',
        categories: ['Home & Living'],
        variants: [
          { option: 'size', value: 'M' },
          { option: 'size', value: 'L' },
        ],
        track_inventory: true,
        quantity: 5,
        allow_backorder: false,
      },
    ],
  ],
  [
    'products resolve',
    [ID, 'price'],
    { value: '2700' },
    ['POST', `/api/products/conflicts/${ID}/resolve`, { price: { value: '2700' } }],
  ],
  [
    'products check',
    [ID],
    { format: 'meta' },
    ['GET', `/api/products/export/check?store=${ID}&format=meta`],
  ],
  [
    'stores posts',
    [ID],
    { outcome: 'skipped', limit: '5' },
    ['GET', `/api/stores/${ID}/posts?outcome=skipped&limit=5`],
  ],
  ['stores draft', [ID, 'p/1'], {}, ['POST', `/api/stores/${ID}/posts/p%2F1/draft`]],
  ['stores never', [ID, 'p'], {}, ['PUT', `/api/stores/${ID}/posts/p/never`]],
  [
    'scan posts',
    [ID],
    { outcome: 'failed' },
    ['GET', `/api/instagram/scan/${ID}/posts?outcome=failed`],
  ],
  ['scan cancel', [ID], {}, ['POST', `/api/instagram/scan/${ID}/cancel`]],
  ['drafts list', [], { confidence: 'low' }, ['GET', '/api/products/drafts?confidence=low']],
  [
    'drafts edit',
    [ID],
    { price: '', tags: 'a, b' },
    ['PATCH', `/api/products/drafts/${ID}`, { price: null, tags: ['a', 'b'] }],
  ],
  [
    'drafts approve',
    [ID, ID],
    {},
    ['POST', '/api/products/drafts/batch-approve', { ids: [ID, ID] }],
  ],
  [
    'drafts reject',
    [ID],
    { reason: 'sold' },
    ['POST', '/api/products/drafts/batch-reject', { ids: [ID], reason: 'sold' }],
  ],
  [
    'products resolve',
    [ID, 'price', 'theirs'],
    {},
    ['POST', `/api/products/conflicts/${ID}/resolve`, { price: 'theirs' }],
  ],
] as const)('%s %j %j', async ([name, words, options, expected]) => {
  // What has no value is a flag.
  const given = Object.entries<string>(options)
  const valued = Object.fromEntries(given.filter(([, value]) => value !== '--'))
  const flags = given.flatMap(([option, value]) => (value === '--' ? [option] : []))
  const [call] = await sent(name, [...words], valued, flags)

  const [method, path, body] = expected
  expect(call).toEqual({ method, path, ...(body === undefined ? {} : { body }) })
})

test('an export says how many products are not in the file, and what says why', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-export-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const file = join(folder, 'products.csv')
  const command = COMMANDS.find(({ name }) => name === 'products export')
  if (!command) throw new Error('there is no such command')
  const exported = async (violations: unknown[], warned: unknown[] = []) => {
    const now = new Date('2026-11-21T12:00:00Z')
    const args = [ID, '--format=meta', `--output=${file}`, '--force']
    const { input } = parseWords(command, args, now)
    const api = {
      send: async () => await Promise.resolve({ products: 3, left_out: violations, warned }),
      download: async () => await Promise.resolve(Readable.from(['id,title\r\n1,Cup\r\n'])),
    }
    return command.view?.says?.(await command.run(api, input, { now, report: () => {} }), input)
  }
  expect(await exported([])).toBe(`wrote 1 row to ${file}`)
  expect(await exported([{}, {}])).toBe(
    `wrote 1 row to ${file}; 2 products did not fit: gramd products check ${ID} --format meta says why`,
  )
  expect(await exported([], [{}])).toBe(
    `wrote 1 row to ${file}; 1 product with warnings of Meta: gramd products check ${ID} --format meta says why`,
  )
  expect(await readFile(file, 'utf8')).toContain('Cup')
})

test('an import of products sends the file as it is, and says which lines were not taken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-import-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const file = join(folder, 'products.csv')
  await writeFile(file, 'name,price\nCup,100\nMug,cheap\n')
  const command = COMMANDS.find(({ name }) => name === 'products import')
  if (!command) throw new Error('there is no such command')
  const now = new Date('2026-11-21T12:00:00Z')
  const { input } = parseWords(command, [ID, file], now)
  const calls: unknown[] = []
  const faulty = {
    line: 3,
    name: 'Mug',
    result: 'invalid',
    column: 'price',
    reason: 'expected a decimal',
  }
  const api = {
    send: async (method: string, path: string, body: unknown) => {
      calls.push([method, path, Buffer.from(z.instanceof(Uint8Array).parse(body)).toString()])
      const counts = { created: 1, changed: 0, unchanged: 0, invalid: 1 }
      return await Promise.resolve({ ...counts, results: [faulty] })
    },
    download: async () => await Promise.reject(new Error('no file was asked for')),
  }
  const answer = await command.run(api, input, { now, report: () => undefined })

  expect(calls).toEqual([
    ['POST', `/api/products/import?store=${ID}`, 'name,price\nCup,100\nMug,cheap\n'],
  ])
  expect(command.view?.says?.(answer, input)).toMatch(
    /^Added 1 product; 0 changed, 0 unchanged, 1 invalid\.\n\s+line 3: Mug \(price\) expected a decimal$/,
  )
})
