import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import {
  createRoute,
  createRouter,
  json,
  multipartBody,
  z,
  type Router,
} from '../../src/http/router.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { anApi, API_KEY, init, problemIn, served } from './kit.ts'

const MAX_PICTURE = 300_000

/** A route that keeps what it found on disk. */
function uploads(seen: { path: string; content: Buffer }[]): Router {
  const route = createRoute({
    method: 'post',
    path: '/api/uploads',
    access: 'creators:write',
    request: {
      body: multipartBody({
        fields: { title: { maxBytes: 20 } },
        files: { picture: { maxBytes: MAX_PICTURE, types: ['image/png'] } },
      }),
    },
    responses: { 200: json('What came', z.unknown()) },
  })
  return createRouter().openapi(route, async (c) => {
    const { fields = {}, files = {} } = c.get('upload') ?? {}
    for (const { path } of Object.values(files)) seen.push({ path, content: await readFile(path) })
    const { picture } = files
    const found = picture && { ...picture, path: undefined, sha256: picture.sha256.toString('hex') }
    return c.json({ fields, picture: found ?? null }, 200)
  })
}

const form = (parts: Record<string, string | Blob | [Blob, string]>): FormData => {
  const data = new FormData()
  for (const [name, part] of Object.entries(parts))
    if (Array.isArray(part)) data.append(name, ...part)
    else if (typeof part === 'string') data.append(name, part)
    else data.append(name, part)
  return data
}
/** As bytes: a form that is refused half-way breaks the stream that fetch makes of it. */
async function encoded(
  data: FormData,
): Promise<{ body: Uint8Array<ArrayBuffer>; headers: Record<string, string> }> {
  const whole = new Response(data)
  const headers = { 'content-type': whole.headers.get('content-type') ?? '' }
  return { body: new Uint8Array(await whole.arrayBuffer()), headers }
}
const png = (bytes: number): Blob => new Blob([Buffer.alloc(bytes, 7)], { type: 'image/png' })

describe('a multipart body', () => {
  test('is streamed to disk, and its files go when the request is answered', async ({ db }) => {
    const seen: { path: string; content: Buffer }[] = []
    const url = await served(anApi(db, [uploads(seen)]).app)
    const body = form({ title: 'Käse', picture: [png(MAX_PICTURE), '../../evil.png'] })

    const response = await fetch(`${url}/api/uploads`, init('POST', { body }))

    expect(response.status).toBe(200)
    const content = Buffer.alloc(MAX_PICTURE, 7)
    expect(await response.json()).toEqual({
      fields: { title: 'Käse' },
      picture: {
        name: 'evil.png',
        type: 'image/png',
        bytes: MAX_PICTURE,
        sha256: createHash('sha256').update(content).digest('hex'),
      },
    })
    expect(seen).toHaveLength(1)
    expect(seen[0]?.content.equals(content)).toBe(true)
    expect(seen[0]?.path).not.toContain('evil')
    await expect.poll(() => existsSync(seen[0]?.path ?? '')).toBe(false)
  })

  const refused: [
    what: string,
    parts: Parameters<typeof form>[0],
    status: number,
    field: string,
  ][] = [
    ['a file that is too large', { picture: png(MAX_PICTURE + 1) }, 413, 'picture'],
    ['a text that is too long', { title: 'x'.repeat(21) }, 413, 'title'],
    [
      'a file of another type',
      { picture: new Blob(['<svg/>'], { type: 'image/svg+xml' }) },
      415,
      'picture',
    ],
    ['a file that nobody asked for', { film: png(1) }, 422, 'film'],
    ['a text that nobody asked for', { size: '1' }, 422, 'size'],
    ['a text that cannot be stored', { title: 'a\0b' }, 422, 'title'],
    ['a field of the prototype', { __proto__x: '1', constructor: '1' }, 422, '__proto__x'],
  ]
  test.for(refused)('is refused with %s', async ([, parts, status, field], { db }) => {
    const seen: { path: string; content: Buffer }[] = []
    const { send } = anApi(db, [uploads(seen)])

    const response = await send('POST', '/api/uploads', await encoded(form(parts)))

    expect(response.status).toBe(status)
    expect((await problemIn(response)).errors[0]?.field).toBe(field)
    expect(seen).toEqual([])
  })

  test('that says it is too large is refused before it is read', async ({ db }) => {
    const url = await served(anApi(db, [uploads([])]).app)
    const body = form({ picture: png(MAX_PICTURE + 50_000) })

    const response = await fetch(`${url}/api/uploads`, init('POST', await encoded(body)))

    expect([response.status, (await problemIn(response)).errors[0]?.field]).toEqual([413, 'body'])
  })

  test('is refused when a part comes twice', async ({ db }) => {
    const body = form({ picture: png(1) })
    body.append('picture', png(2))

    const response = await anApi(db, [uploads([])]).send(
      'POST',
      '/api/uploads',
      await encoded(body),
    )

    expect([response.status, (await problemIn(response)).errors[0]?.field]).toEqual([
      422,
      'picture',
    ])
  })

  test.for([
    ['another type', 'application/json', '{}', 415],
    ['no boundary', 'multipart/form-data', 'a', 415],
    ['no end', 'multipart/form-data; boundary=x', '--x\r\ncontent-dispo', 400],
    ['rubbish', 'multipart/form-data; boundary=x', 'rubbish', 400],
  ] as const)('is refused with %s', async ([, type, body, status], { db }) => {
    const headers = { 'content-type': type }

    const response = await anApi(db, [uploads([])]).send('POST', '/api/uploads', { body, headers })

    expect(response.status).toBe(status)
  })

  test('that breaks off reaches no handler', async ({ db }) => {
    const folder = await mkdtemp(join(tmpdir(), 'gramd-test-'))
    vi.stubEnv('TMPDIR', folder)
    onTestFinished(async () => {
      vi.unstubAllEnvs()
      await rm(folder, { recursive: true })
    })
    const seen: { path: string; content: Buffer }[] = []
    const { app, lines } = anApi(db, [uploads(seen)])
    const { port } = new URL(await served(app))
    const socket = createConnection(Number(port), '127.0.0.1')
    socket.write(
      `POST /api/uploads HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${API_KEY}\r\ncontent-length: 9999\r\n` +
        'content-type: multipart/form-data; boundary=x\r\n\r\n--x\r\ncontent-disposition: form-data; name="picture"; filename="a"\r\n' +
        'content-type: image/png\r\n\r\nabc',
    )
    await expect.poll(async () => await readdir(folder)).toHaveLength(1)
    socket.destroy()

    await expect.poll(() => lines.map(({ status }) => status)).toEqual([400])
    expect(await readdir(folder)).toEqual([])
    expect(seen).toEqual([])
  })

  test('sent again with its key gets its first answer, whatever its boundary', async ({ db }) => {
    const seen: { path: string; content: Buffer }[] = []
    const { send } = anApi(db, [uploads(seen)])
    const post = async (picture: Blob) => {
      const sent = await encoded(form({ picture }))
      return await send('POST', '/api/uploads', {
        ...sent,
        headers: { ...sent.headers, 'idempotency-key': 'k1' },
      })
    }

    await post(png(5))
    const again = await post(png(5))
    const other = await post(png(6))

    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(other.status).toBe(422)
    expect(seen).toHaveLength(1)
  })
})
