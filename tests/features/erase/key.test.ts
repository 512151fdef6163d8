import { randomBytes } from 'node:crypto'
import { parseEncryptionKeys, type EncryptionKeys } from '../../../src/base/crypto.ts'
import { erasureKeyColumn, ErasureKeyLostError } from '../../../src/features/erase/store/key.ts'
import { rotateKeys } from '../../../src/pool/accounts/rotate-keys.ts'
import { expect, test } from '../../fixtures/test.ts'
import { erasuresOf } from './erasures-of.ts'

const OLD = `old:${randomBytes(32).toString('base64')}`
const NEW = `new:${randomBytes(32).toString('base64')}`
const keysOf = (text: string): EncryptionKeys => parseEncryptionKeys(text)

const asked = { platformIds: ['7'], usernames: ['gone'] }

test('the key of the hashes is encrypted, and rotates with the other secrets', async ({ db }) => {
  await erasuresOf(db, { keys: keysOf(OLD) }).erase({ username: 'gone' })

  const both = keysOf(`${NEW},${OLD}`)
  const report = await rotateKeys(db, both, { others: [erasureKeyColumn] })
  expect(report).toMatchObject({ rotated: 1, unreadable: [], keys: { new: 1 } })
  expect(await rotateKeys(db, both, { others: [erasureKeyColumn] })).toMatchObject({ current: 1 })

  const { usernames } = await erasuresOf(db, { keys: keysOf(NEW) }).erasedAmong(db, asked)
  expect(usernames).toEqual(new Set(['gone']))
})

test('without its key nobody is stored, nobody is forgotten, and people are told', async ({
  db,
}) => {
  await erasuresOf(db, { keys: keysOf(OLD) }).erase({ username: 'gone' })
  const lost = erasuresOf(db, { keys: keysOf(NEW) })

  await expect(lost.erasedAmong(db, asked)).rejects.toThrow(ErasureKeyLostError)
  await expect(lost.erase({ username: 'another' })).rejects.toThrow('GRAMD_ENCRYPTION_KEYS')
  await expect(
    db.transaction().execute(async (tx) => await lost.erasedAmong(tx, asked)),
  ).rejects.toThrow(ErasureKeyLostError)

  await db.deleteFrom('erasure_key').execute()
  await expect(lost.verify()).rejects.toThrow('is gone from the database')
  expect(await db.selectFrom('erased_creators').select('kind').execute()).toEqual([
    { kind: 'username' },
  ])
  const alerts = await db.selectFrom('notifications').select(['kind', 'count']).execute()
  expect(alerts).toEqual([{ kind: 'erasure_key_lost', count: 4 }])
})

test('two erasures at the same time make one key', async ({ db }) => {
  const keys = keysOf(OLD)
  await Promise.all(
    ['one', 'two', 'three'].map(
      async (username) => await erasuresOf(db, { keys }).erase({ username }),
    ),
  )

  const among = { platformIds: [], usernames: ['one', 'two', 'three', 'four'] }
  const { usernames } = await erasuresOf(db, { keys }).erasedAmong(db, among)
  expect(usernames).toEqual(new Set(['one', 'two', 'three']))
  const keysKept = await db.selectFrom('erasure_key').select('singleton').execute()
  expect(keysKept).toHaveLength(1)
})
