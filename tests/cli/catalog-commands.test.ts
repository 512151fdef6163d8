import { expect, test } from 'vitest'
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
    ['POST', '/api/instagram/scan', { store: ID, limit: 50, months: 3, inBatches: false }],
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
  const [call] = await sent(name, [...words], { ...options })

  const [method, path, body] = expected
  expect(call).toEqual({ method, path, ...(body === undefined ? {} : { body }) })
})
