import { TOTP } from 'otpauth'
import { expect } from 'vitest'
import { z } from 'zod'
import operations from '../../src/cli/operations.json' with { type: 'json' }
import { aReader, aUser, serveConsole, type Served } from '../console/kit.ts'
import { comparing } from '../http/declared.ts'
import { init } from '../http/kit.ts'
import { testOfUpgraded } from './pre-1-kit.ts'
import { PRE_1_KEYS, TOTP_SEED } from './pre-1-secrets.ts'

const test = testOfUpgraded.extend<{ $file: { served: Served } }>({
  served: [
    async ({ upgraded: { db } }, use) => {
      const served = await serveConsole(db, {
        settings: () => ({ GRAMD_ENCRYPTION_KEYS: PRE_1_KEYS }),
      })
      await use(served)
      await served.close()
    },
    { scope: 'file' },
  ],
})

const id = (tail: string): string => `0198c1a5-0000-7000-8000-00000000${tail}`

/** Pages of each noun; the ids are those of rows of the stored backup. */
const PAGES = [
  '',
  '/home/editor',
  '/home/seller',
  '/home/creator',
  '/home/marketer',
  '/tasks',
  '/tasks/errors',
  '/schedule',
  '/batches',
  '/creators',
  '/creators/views',
  '/creators/mama.almaty',
  '/creators/mama.almaty/posts',
  '/lists',
  `/lists/${id('a001')}`,
  `/lists/${id('a001')}?view=board`,
  '/relations',
  '/categories',
  '/categories/topics',
  '/discovery/sources',
  '/discovery/runs',
  '/accounts',
  '/accounts/01900000-0000-7000-8000-00000000a001',
  '/proxies',
  '/own-accounts',
  `/own-accounts/${id('d001')}`,
  '/reels',
  `/reels/${id('d101')}`,
  '/projects',
  `/projects/${id('c001')}`,
  '/stores',
  `/stores/${id('e001')}`,
  '/drafts',
  `/drafts/${id('e201')}`,
  '/products',
  `/products/${id('e301')}`,
  '/groups',
  `/groups/${id('f001')}`,
  '/posts',
  `/posts/${id('f201')}`,
  `/posts/${id('f202')}/captions`,
  `/posts/${id('f204')}`,
  '/calendar',
  '/publishing-accounts',
  '/publishing-stats',
  '/publication-log',
  '/notifications',
  '/inbox',
  '/users',
  '/tokens',
  '/audit',
  '/profile',
]

test('the console shows what came along', { timeout: 60_000 }, async ({ upgraded, served }) => {
  const { token } = await aUser(upgraded.db, 'reader', 'admin')
  const reader = aReader({ served, token })
  const refused: string[] = []
  for (const path of PAGES) {
    const { status } = await reader.open(path)
    if (status !== 200) refused.push(`${path}: ${status}`)
  }

  expect(refused).toEqual([])
})

const Page = z.object({ data: z.array(z.looseObject({ id: z.string().optional() })) })

test('the API answers what came along as it declares', { timeout: 60_000 }, async ({ served }) => {
  const faults: string[] = []
  const app = comparing(served.app, (fault) => void faults.push(fault))
  const get = async (path: string): Promise<unknown> => {
    const answer = await app.request(path, init('GET'))
    if (answer.status >= 500) faults.push(`${path}: ${answer.status}`)
    return answer.ok && answer.headers.get('content-type')?.startsWith('application/json')
      ? await answer.json()
      : null
  }
  const reads = Object.values(operations).filter(({ method }) => method === 'GET')
  const paths = new Set(reads.map(({ path }) => path))
  let rows = 0
  for (const path of paths) {
    if (path.includes('{') || path === '/api/events') continue
    for (const item of Page.safeParse(await get(path)).data?.data ?? []) {
      rows += 1
      const one = [...paths].find((each) => each.replace(/\{\w+\}$/, '') === `${path}/`)
      if (one !== undefined && item.id !== undefined) await get(`${path}/${item.id}`)
    }
  }

  expect(faults).toEqual([])
  expect(rows).toBeGreaterThan(200)
})

test('people sign in with their password and second factor', async ({ served }) => {
  const code = new TOTP({ secret: TOTP_SEED }).generate()
  const signIn = async (password: string): Promise<number> => {
    const json = { login: 'aigul', password, code }
    return (await served.app.request('/api/auth/login', init('POST', { token: null, json }))).status
  }

  expect(await signIn('wrong horse battery')).toBe(401)
  expect(await signIn('correct horse battery')).toBe(200)
})
