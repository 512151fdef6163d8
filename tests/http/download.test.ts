import { get, type IncomingMessage } from 'node:http'
import { streamDownload } from '../../src/http/download.ts'
import { createRouter, type Router } from '../../src/http/router.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { anApi, API_KEY, problemIn, served } from './kit.ts'

const PAGE = 'x'.repeat(1024 * 1024)

/** A download of megabytes, with what became of it. */
function aDownload(options: { pages: number; failAt?: number; stalledAfterMs?: number }) {
  const seen = { made: 0, ended: false }
  async function* texts(): AsyncGenerator<string, void> {
    try {
      for (let page = 0; page < options.pages; page += 1) {
        if (page === options.failAt) throw new Error('lost')
        seen.made += 1
        yield await Promise.resolve(PAGE)
      }
    } finally {
      seen.ended = true
    }
  }
  const { stalledAfterMs } = options
  const router: Router = createRouter()
  router.get('/api/file', async (c) =>
    streamDownload(c, texts(), {
      contentType: 'text/plain',
      fileName: 'a.txt',
      ...(stalledAfterMs === undefined ? {} : { stalledAfterMs }),
    }),
  )
  return { router, seen }
}

const request = async (url: string): Promise<IncomingMessage> =>
  await new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${API_KEY}` }
    get(url, { headers }, resolve).on('error', reject)
  })

describe('a download', () => {
  test('arrives whole, as a file with a name', async ({ db }) => {
    const { router, seen } = aDownload({ pages: 3 })
    const response = await anApi(db, [router]).send('GET', '/api/file')

    expect(response.headers.get('content-disposition')).toBe('attachment; filename="a.txt"')
    expect(await response.text()).toBe(PAGE.repeat(3))
    expect(seen.ended).toBe(true)
  })

  test('is made only as fast as it is read', async ({ db }) => {
    const { router, seen } = aDownload({ pages: 50 })
    const { body } = await anApi(db, [router]).send('GET', '/api/file')
    const reader = body?.getReader()

    for (let read = 1; read <= 5; read += 1) {
      await reader?.read()
      expect(seen.made).toBe(read)
    }
    await reader?.cancel()

    expect(seen).toEqual({ made: 5, ended: true })
  })

  test('stops being made when the client goes', async ({ db }) => {
    const { router, seen } = aDownload({ pages: 500 })
    const response = await request(`${await served(anApi(db, [router]).app)}/api/file`)
    await new Promise((resolve) => response.once('readable', resolve))

    response.destroy()

    await expect.poll(() => seen.ended).toBe(true)
    expect(seen.made).toBeLessThan(100)
  })

  test('is given up when the client takes nothing any more', async ({ db }) => {
    const { router, seen } = aDownload({ pages: 500, stalledAfterMs: 50 })
    const { app, lines } = anApi(db, [router])
    const response = await request(`${await served(app)}/api/file`)
    const broken = new Promise((resolve) => response.once('error', resolve))
    response.pause()

    await expect.poll(() => seen.ended).toBe(true)
    response.resume()

    expect(await broken).toMatchObject({ code: 'ECONNRESET' })
    expect(response.complete).toBe(false)
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'answer broken off' }))
  })

  test('that fails midway breaks the connection and is logged', async ({ db }) => {
    const { router, seen } = aDownload({ pages: 5, failAt: 3 })
    const { app, lines } = anApi(db, [router])
    const response = await request(`${await served(app)}/api/file`)
    const broken = new Promise((resolve) => response.once('error', resolve))
    response.resume()

    expect(await broken).toMatchObject({ code: 'ECONNRESET' })
    expect(response.statusCode).toBe(200)
    expect(response.complete).toBe(false)
    expect(seen.ended).toBe(true)
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'answer broken off', path: '/api/file', code: 'defect' }),
    )
  })

  test('that fails before it has begun is answered as a problem', async ({ db }) => {
    const { router } = aDownload({ pages: 5, failAt: 0 })

    const response = await anApi(db, [router]).send('GET', '/api/file')

    expect(await problemIn(response)).toMatchObject({ status: 500, code: 'defect' })
  })

  test('has only headers for HEAD', async ({ db }) => {
    const { router, seen } = aDownload({ pages: 5 })

    const response = await anApi(db, [router]).send('HEAD', '/api/file')

    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/plain')
    expect(seen.made).toBe(0)
  })
})
