import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pino } from 'pino'
import sharp from 'sharp'
import { makeMovie } from '../../../sim/files/make-movie.ts'
import { withWorkFolder } from '../../../src/base/files/work-folder.ts'
import { publishing } from '../../../src/features/publishing/feature.ts'
import { removeFoldersOfTheDead } from '../../../src/features/publishing/uploads/remove-dead-folders.ts'
import { dropOldUploads } from '../../../src/features/publishing/uploads/keep-uploads.ts'
import { fileOf } from '../../../src/features/publishing/uploads/published-file.ts'
import { getUploads, lockUploads } from '../../../src/features/publishing/uploads/uploads-store.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { NoSuchRecordError } from '../../../src/base/errors.ts'
import { publicUploadUrl } from '../../../src/media/public-url.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { API_KEY, init } from '../../http/kit.ts'
import { sent } from '../../cli/sent.ts'
import { uploadsWorld } from './uploads-world.ts'

const NOBODY = '01890000-0000-7000-8000-000000000000'
const DAY = 86_400_000

const jpeg = async (width = 600): Promise<Buffer> =>
  await sharp({ create: { width, height: 600, channels: 3, background: '#abc' } })
    .jpeg()
    .toBuffer()

describe('uploads', () => {
  test('belong to the team: editors list, see and delete all of them', async ({ db }) => {
    const { person, upload, url } = await uploadsWorld(db)
    const [dana, timur] = [await person('dana', 'editor'), await person('timur', 'editor')]
    const first = (await upload(await jpeg(), 'a.jpg', dana)).body.id
    const second = (await upload(makeMovie(), 'b.mp4', timur)).body.id
    const ask = async (path: string, method = 'GET') => {
      const response = await fetch(`${url}${path}`, init(method, { token: timur }))
      const text = await response.text()
      return { status: response.status, body: text === '' ? null : JSON.parse(text) }
    }

    const page = await ask('/api/uploads?limit=1')
    expect(page.body).toMatchObject({ data: [{ id: second }], has_more: true })
    const next = await ask(`/api/uploads?limit=1&cursor=${page.body.next_cursor}`)
    expect(next.body).toMatchObject({
      data: [{ id: first, file_name: 'a.jpg', owner: { name: 'dana' } }],
      has_more: false,
    })
    expect((await ask('/api/uploads?kind=video')).body.data).toMatchObject([{ id: second }])
    expect((await ask(`/api/uploads/${first}`)).body).toMatchObject({ id: first })
    expect((await ask(`/api/uploads/${first}`, 'DELETE')).status).toBe(204)
    expect((await ask(`/api/uploads/${first}`)).status).toBe(404)
    expect((await ask(`/api/uploads/${first}`, 'DELETE')).status).toBe(404)
    expect((await ask(`/api/uploads/${second}/preview`)).status).toBe(404)
  })

  test('are for those who publish', async ({ db }) => {
    const { person, upload, url } = await uploadsWorld(db)
    for (const role of ['member', 'viewer'] as const) {
      const token = await person(role, role)
      expect((await upload(await jpeg(), 'a.jpg', token)).status).toBe(403)
      for (const path of ['', `/${NOBODY}`, `/${NOBODY}/content`, `/${NOBODY}/preview`]) {
        const { status } = await fetch(`${url}/api/uploads${path}`, init('GET', { token }))
        expect([role, path, status]).toEqual([role, path, 403])
      }
    }
    const { status } = await fetch(`${url}/api/uploads`, init('GET', { token: null }))
    expect(status).toBe(401)
  })

  test('have a name to show that is never a path', async ({ db }) => {
    const { upload, files, ask } = await uploadsWorld(db)
    for (const [given, shown] of [
      ['../../etc/passwd', 'passwd'],
      ['C:\\Users\\me\\cat.jpg', 'cat.jpg'],
      ['Қазақша \u202egpj.exe', 'Қазақша gpj.exe'],
      ['x'.repeat(500), 'x'.repeat(200)],
      ['..', 'file'],
    ] as const) {
      const { body } = await upload(await jpeg(), given)
      const told = await (await ask('GET', `/api/uploads/${body.id}`)).json()
      expect(told).toMatchObject({ file_name: shown })
    }
    expect(await files()).toHaveLength(2)
  })

  test('are refused without a file, with two, and when they are too large', async ({ db }) => {
    const { url, folder } = await uploadsWorld(db)
    const post = async (body: FormData) =>
      (await fetch(`${url}/api/uploads`, init('POST', { body }))).status
    expect(await post(new FormData())).toBe(422)
    const two = new FormData()
    for (const name of ['file', 'file']) two.append(name, new Blob(['x']), 'x')
    expect(await post(two)).toBe(422)
    const status = await new Promise((resolve, reject) => {
      const large = request(`${url}/api/uploads`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${API_KEY}`,
          'content-type': 'multipart/form-data; boundary=x',
          'content-length': '300100000',
        },
      })
      large.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject)
      large.write('--x')
    })
    expect(status).toBe(413)
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
  })

  test('that the machine cannot store are told so, and may be sent again', async ({ db }) => {
    const { upload, folder } = await uploadsWorld(db)
    await writeFile(join(folder, 'incoming'), 'a file where a folder belongs')
    const { status, body } = await upload(await jpeg())
    expect([status, body.code]).toEqual([503, 'transient'])
    expect(body.detail).toContain('gramd cannot store the file')
  })

  test('are refused while the disk has less free than gramd leaves', async ({ db }) => {
    const { upload, cut, files } = await uploadsWorld(db, {
      GRAMD_UPLOADS_MIN_FREE_MB: '900000000',
    })
    const { status, body } = await upload(await jpeg())
    expect([status, body.code]).toEqual([503, 'transient'])
    expect(body.detail).toMatch(/the disk has [\d,]+ MB free, and gramd leaves 900,000,000 MB/)
    expect(await files()).toEqual([])
    expect((await cut(NOBODY, { ratio: 1 })).status).toBe(404)
  })

  test('of a user end at the quota, also when they come at once, and those of others go on', async ({
    db,
  }) => {
    const { person, upload, ask } = await uploadsWorld(db, { GRAMD_UPLOADS_QUOTA_MB: '1' })
    const [dana, timur] = [await person('dana', 'editor'), await person('timur', 'editor')]
    const noise = async () =>
      await sharp({
        create: {
          width: 640,
          height: 640,
          channels: 3,
          background: 'white',
          noise: { type: 'gaussian', mean: 128, sigma: 60 },
        },
      })
        .jpeg({ quality: 90 })
        .toBuffer()
    const sizes = (await Promise.all(Array.from({ length: 6 }, noise))).map((each) => each)
    const answers = await Promise.all(sizes.map(async (each) => await upload(each, 'a', dana)))
    const taken = answers.filter(({ status }) => status === 201)
    const sum = taken.reduce((total, { body }) => total + (body.bytes ?? 0), 0)
    expect(sum).toBeLessThan(1_000_000)
    expect(taken.length).toBeGreaterThan(0)

    const refused = await upload(await noise(), 'a', dana)
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'file', code: 'quota' }] },
    })
    expect(refused.body.detail).toMatch(
      /your uploads take \d+ MB, .* the 1 MB that a user may store; delete uploads that no post uses/,
    )
    expect((await upload(await noise(), 'a', timur)).status).toBe(201)
    for (const { body } of taken) await ask('DELETE', `/api/uploads/${body.id}`)
    expect((await upload(await noise(), 'a', dana)).status).toBe(201)
  })

  test('of different users are worked on side by side', async ({ db }) => {
    const { person, upload } = await uploadsWorld(db)
    const [dana, timur] = [await person('dana', 'editor'), await person('timur', 'editor')]
    const large = await sharp({
      create: { width: 3_000, height: 3_000, channels: 3, background: '#123' },
    })
      .png()
      .toBuffer()
    const ended: string[] = []
    const of = async (name: string, token: string, content: Buffer) => {
      const { status } = await upload(content, name, token)
      expect(status).toBe(201)
      ended.push(name)
    }
    const danas = Array.from({ length: 5 }, async (_, n) => await of(`dana ${n}`, dana, large))
    await Promise.race(danas)
    await Promise.all([...danas, of('timur', timur, await jpeg())])
    expect(ended.indexOf('timur')).toBeLessThan(5)
  })

  test('leave nothing of a process that was killed, and everything of one that lives', async ({
    db,
  }) => {
    const { folder, config } = await uploadsWorld(db)
    const incoming = join(folder, 'incoming')
    await withWorkFolder(incoming, async (living) => {
      // The same name as one of this process, but of another start: the number of the process has come again.
      const dead = living.replace(/-(\d+)-\w+$/, '-1-killed')
      await mkdir(dead)
      await writeFile(join(dead, '0'), 'half a video')
      expect(publishing.start).toBe(removeFoldersOfTheDead)
      await removeFoldersOfTheDead({ config, log: pino({ level: 'silent' }) })
      expect(await readdir(incoming)).toEqual([living.slice(incoming.length + 1)])
    })
  })

  test('with the same bytes share a file, which goes with the last', async ({ db }) => {
    const { upload, files, ask } = await uploadsWorld(db)
    const content = await jpeg()
    const [one, two] = [await upload(content, 'one'), await upload(content, 'two')]
    expect(await files()).toHaveLength(2) // with its preview
    expect((await ask('DELETE', `/api/uploads/${one.body.id}`)).status).toBe(204)
    expect((await ask('GET', `/api/uploads/${two.body.id}/content`)).status).toBe(200)
    expect((await ask('DELETE', `/api/uploads/${two.body.id}`)).status).toBe(204)
    expect(await files()).toEqual([])
  })

  test('that no post uses go after a week, and with them what was left lying', async ({ db }) => {
    const { upload, files, folder } = await uploadsWorld(db)
    const old = new Date(Date.now() - 2 * DAY)
    const orphan = join(folder, 'ab', `${'ab'.repeat(32)}.mp4`)
    await mkdir(join(folder, 'ab'), { recursive: true })
    await upload(await jpeg(700))
    await writeFile(orphan, 'left by a kill')
    await utimes(orphan, old, old)
    const left = join(folder, 'incoming', 'gramd-upload-x')
    await mkdir(left)
    await utimes(left, old, old)
    const drop = async () =>
      await dropOldUploads({ db, folder }, 7 * DAY, new AbortController().signal)

    expect(await drop()).toBe(0)
    expect(await files()).toHaveLength(2)
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
    await advanceWorldTime(db, 6 * DAY)
    const { body } = await upload(await jpeg(800))
    await advanceWorldTime(db, 2 * DAY)
    expect(await drop()).toBe(1)
    expect(await getUploads(db, [body.id])).toHaveLength(1)
    expect(await files()).toHaveLength(2)
  })

  test('come in order, and nobody deletes them meanwhile', async ({ db }) => {
    const { upload, ask } = await uploadsWorld(db)
    const ids = [(await upload(await jpeg())).body.id, (await upload(await jpeg(700))).body.id]
    const reversed = ids.toReversed()
    await db.transaction().execute(async (tx) => {
      expect((await lockUploads(tx, reversed)).map(({ id }) => id)).toEqual(reversed)
      await expect(lockUploads(tx, [NOBODY])).rejects.toThrow(NoSuchRecordError)
      const deleting = ask('DELETE', `/api/uploads/${ids[0]}`)
      const first = await Promise.race([deleting, tx.selectFrom('uploads').select('id').execute()])
      expect(first).toHaveLength(2)
    })
    await expect.poll(async () => (await ask('GET', `/api/uploads/${ids[0]}`)).status).toBe(404)
  })
})

describe('the file of an upload', () => {
  test('is read whole or in parts', async ({ db }) => {
    const { upload, ask } = await uploadsWorld(db)
    const movie = makeMovie()
    const path = `/api/uploads/${(await upload(movie)).body.id}/content`
    const whole = await ask('GET', path)
    expect(Buffer.from(await whole.arrayBuffer()).equals(movie)).toBe(true)
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': String(movie.length),
      'content-type': 'video/mp4',
    })
    const etag = whole.headers.get('etag') ?? ''
    const part = async (range: string, more: Record<string, string> = {}) => {
      const response = await ask('GET', path, { range, ...more })
      const bytes = Buffer.from(await response.arrayBuffer())
      return { status: response.status, of: response.headers.get('content-range'), bytes }
    }
    const size = movie.length
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 0],
      ['bytes=100-299', 100, 299],
      ['bytes=100-', 100, size - 1],
      [`bytes=5-${size * 2}`, 5, size - 1],
      ['bytes=-10', size - 10, size - 1],
    ] as const) {
      const got = await part(range)
      expect([got.status, got.of]).toEqual([206, `bytes ${from}-${to}/${size}`])
      expect(got.bytes.equals(movie.subarray(from, to + 1))).toBe(true)
    }
    for (const range of ['bytes=0-1,5-6', 'lines=1-2', 'bytes=9-3', 'bytes=-'])
      expect((await part(range)).bytes).toHaveLength(size)
    for (const range of [`bytes=${size}-`, 'bytes=-0'])
      expect(await part(range)).toMatchObject({ status: 416, of: `bytes */${size}` })
    expect((await part('bytes=0-0', { 'if-range': etag })).status).toBe(206)
    expect((await part('bytes=0-0', { 'if-range': '"other"' })).status).toBe(200)
    expect((await ask('GET', path, { 'if-none-match': etag })).status).toBe(304)
    const head = await ask('HEAD', path)
    expect([head.headers.get('content-length'), await head.text()]).toEqual([String(size), ''])
  })

  test('is public by a signed address alone, until its time is over', async ({ db }) => {
    const { upload, url, config } = await uploadsWorld(db)
    const movie = makeMovie()
    const [stored] = await getUploads(db, [(await upload(movie)).body.id])
    if (!stored) throw new Error('not stored')
    const address = fileOf(stored, config).url?.() ?? ''
    const at = async (path: string, method = 'GET') =>
      await fetch(new URL(path, url), { method, redirect: 'error' })
    const { pathname, origin } = new URL(address)
    expect([origin, address]).toEqual([config.publicUrl, expect.stringMatching(/^[ -~]+\.mp4$/)])

    const answer = await at(pathname)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('video/mp4')
    expect(answer.headers.get('set-cookie')).toBe(null)
    expect(Buffer.from(await answer.arrayBuffer()).equals(movie)).toBe(true)
    const head = await at(pathname, 'HEAD')
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(movie.length)])
    const part = await fetch(new URL(pathname, url), { headers: { range: 'bytes=0-3' } })
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 4])

    const [, , , , id = '', expires = '', signature = ''] = pathname.split('/')
    const other = (await upload(await jpeg())).body.id
    const forged = signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))
    for (const path of [
      `/${id}/${Number(expires) + 1}/${signature}`,
      `/${other}/${expires}/${signature}`,
      `/${id}/${expires}/${forged}`,
    ])
      expect((await at(`/api/public/uploads${path}`)).status, path).toBe(404)
    expect((await at(`/api/public/uploads/${id}/${expires}/short.mp4`)).status).toBe(422)
    const parts = { keys: config.encryptionKeys, publicUrl: url }
    const past = new Date(Date.now() - 1_000)
    expect((await at(publicUploadUrl(parts, { id, extension: 'mp4' }, past))).status).toBe(404)
    const gone = new Date(Date.now() + 60_000)
    const nothing = publicUploadUrl(parts, { id: NOBODY, extension: 'mp4' }, gone)
    expect((await at(nothing)).status).toBe(404)
  })

  test('is opened by publishers from any byte; without GRAMD_PUBLIC_URL it has no address', async ({
    db,
  }) => {
    const { upload, config } = await uploadsWorld(db)
    const movie = makeMovie()
    const [stored] = await getUploads(db, [(await upload(movie)).body.id])
    if (!stored) throw new Error('not stored')
    const file = fileOf(stored, { ...config, publicUrl: undefined })
    expect(file).toMatchObject({ bytes: movie.length, width: 1_080, height: 1_920, url: null })
    expect((await buffer(file.open(0))).equals(movie)).toBe(true)
    expect((await buffer(file.open(1_000))).equals(movie.subarray(1_000))).toBe(true)
    expect(await buffer(file.open(movie.length))).toHaveLength(0)
  })

  test('that another folder has is not found, with the reason', async ({ db }) => {
    const { upload, ask } = await uploadsWorld(db)
    const { body } = await upload(await jpeg())
    await ask('DELETE', `/api/uploads/${(await upload(await jpeg(700))).body.id}`)
    const other = await uploadsWorld(db)
    const answer = await other.ask('GET', `/api/uploads/${body.id}/content`)
    expect(await answer.json()).toMatchObject({
      status: 404,
      detail: expect.stringContaining('GRAMD_UPLOADS_DIR'),
    })
    expect((await other.ask('GET', `/api/uploads/${body.id}/preview`)).status).toBe(404)
  })
})

test('gramd media sends what it is asked for', async () => {
  expect(await sent('media list', [], { kind: 'video' })).toEqual([
    { method: 'GET', path: '/api/uploads?kind=video' },
  ])
  expect(await sent('media show', ['a/b'])).toEqual([{ method: 'GET', path: '/api/uploads/a%2Fb' }])
  expect(await sent('media crop', ['x'], { ratio: '4:5' })).toEqual([
    { method: 'POST', path: '/api/uploads/x/crop', body: { ratio: 0.8 } },
  ])
  await expect(sent('media crop', ['x'], { ratio: 'tall' })).rejects.toThrow('two numbers')
  expect(await sent('media delete', ['x'])).toEqual([{ method: 'DELETE', path: '/api/uploads/x' }])
  expect(await sent('media upload', ['package.json'])).toMatchObject([
    { method: 'POST', path: '/api/uploads' },
  ])
  await expect(sent('media upload', ['src'])).rejects.toThrow('it is no file')
  await expect(sent('media upload', ['nothing.mp4'])).rejects.toThrow('cannot read nothing.mp4')
})
