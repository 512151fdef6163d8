import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { ApiClient } from '../../../src/cli/api-client.ts'
import { parseWords } from '../../../src/cli/parse-words.ts'
import { POST_COMMANDS } from '../../../src/features/publishing/post-commands.ts'
import { sent } from '../../cli/sent.ts'

test('a post is written with what it has beside its caption', async () => {
  const options = {
    type: 'reel',
    caption: 'Autumn',
    media: 'one',
    groups: 'two,three',
    collaborators: 'anna,boris',
    place: '7640348500',
    'place-name': 'Almaty',
    'cover-at': '1500',
    grid: 'off',
  }
  expect(await sent('posts create', [], options, ['urgent'])).toEqual([
    {
      method: 'POST',
      path: '/api/posts',
      body: {
        type: 'reel',
        caption: 'Autumn',
        media: [{ upload_id: 'one' }],
        groups: ['two', 'three'],
        collaborators: ['anna', 'boris'],
        location: { platform_id: '7640348500', name: 'Almaty' },
        cover_at_ms: 1500,
        shares_to_feed: false,
        is_urgent: true,
      },
    },
  ])
  const [change] = await sent('posts update', ['ID'], { place: '', 'cover-at': '' })
  expect(change?.body).toMatchObject({ location: null, cover_at_ms: null })
})

/** The form that a command sends. */
async function formOf(options: readonly string[]): Promise<FormData> {
  let form: unknown
  const api: ApiClient = {
    send: async (_method, _path, body) => {
      form = body
      return await Promise.resolve(null)
    },
    download: async () => await Promise.reject(new Error('no file was asked for')),
  }
  const command = POST_COMMANDS.find(({ name }) => name === 'posts create')
  if (!command) throw new Error('no such command')
  const now = new Date('2026-11-21T12:00:00Z')
  await command.run(api, parseWords(command, options, now).input, { now, report: () => undefined })
  if (!(form instanceof FormData)) throw new Error('expected a form')
  return form
}

test('files have words for who cannot see them, and people, by their place', async () => {
  const options = { media: 'one,two', 'cover-id': 'three' }
  const said = ['alt=2=A cup, at 10:30', 'tag=1=Anna@30,75', 'tag=1=boris', 'tag=2=@c.d']
  const [made] = await sent('posts create', [], options, said)
  expect(made?.body).toMatchObject({
    cover_upload_id: 'three',
    media: [
      {
        upload_id: 'one',
        user_tags: [
          { username: 'anna', x: 0.3, y: 0.75 },
          { username: 'boris', x: 0.5, y: 0.5 },
        ],
      },
      { upload_id: 'two', alt_text: 'A cup, at 10:30', user_tags: [{ username: 'c.d' }] },
    ],
  })
  for (const wrong of ['alt=A cup', 'tag=1=a b', 'tag=1=anna@101,0', 'alt=11=x', 'alt=3=x'])
    await expect(sent('posts create', [], options, [wrong]), wrong).rejects.toThrow(/file|number/)
  await expect(sent('posts create', [], {}, ['alt=1=x'])).rejects.toThrow('--media or --files')
})

test('what is said of files of a post is said of those that it has', async () => {
  const media = [
    { upload_id: 'one', alt_text: 'A cup', user_tags: [{ username: 'anna', x: 0, y: 0 }] },
    { upload_id: 'two', alt_text: null, user_tags: [] },
  ]
  const calls: unknown[] = []
  const api: ApiClient = {
    send: async (method, path, body) => {
      calls.push([method, path, body])
      return await Promise.resolve({ media })
    },
    download: async () => await Promise.reject(new Error('no file was asked for')),
  }
  const command = POST_COMMANDS.find(({ name }) => name === 'posts update')
  if (!command) throw new Error('no such command')
  const now = new Date('2026-11-21T12:00:00Z')
  const given = ['ID', '--alt', '2=A plate', '--tag', '1=']
  await command.run(api, parseWords(command, given, now).input, { now, report: () => undefined })
  expect(calls).toEqual([
    ['GET', '/api/posts/ID', undefined],
    [
      'PATCH',
      '/api/posts/ID',
      expect.objectContaining({
        media: [
          { upload_id: 'one', alt_text: 'A cup', user_tags: [] },
          { upload_id: 'two', alt_text: 'A plate', user_tags: [] },
        ],
      }),
    ],
  ])
})

test('posts are found by author and time; a time is taken away, and captions stay unconfirmed', async () => {
  const filter = { author: 'ME', from: '2026-12-01T00:00:00Z', until: '2026-12-31T00:00:00Z' }
  const [listed] = await sent('posts list', [], filter)
  expect(listed?.path).toBe(
    '/api/posts?author=ME&scheduled_from=2026-12-01T00%3A00%3A00.000Z&scheduled_until=2026-12-31T00%3A00%3A00.000Z',
  )
  expect(await sent('posts schedule', ['ID'], {}, ['clear'])).toEqual([
    { method: 'POST', path: '/api/posts/ID/schedule', body: { at: null } },
  ])
  await expect(sent('posts schedule', ['ID'])).rejects.toThrow('--clear')
  const both = sent('posts schedule', ['ID'], { at: '2026-12-01T00:00:00Z' }, ['clear'])
  await expect(both).rejects.toThrow('--clear')
  expect(await sent('posts captions', ['ID'])).toEqual([
    { method: 'GET', path: '/api/posts/ID/captions' },
  ])
  expect(await sent('posts caption', ['ID', 'ru', 'Осень'], {}, ['unconfirmed'])).toMatchObject([
    { method: 'PUT', path: '/api/posts/ID/captions/ru', body: { text: 'Осень', confirmed: false } },
  ])
  expect(await sent('posts caption', ['ID', 'ru', 'Осень'])).toMatchObject([
    { body: { confirmed: true } },
  ])
})

test('files of this machine are sent with the post, in their order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gramd-posts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [video, cover] = ['walk.mp4', 'cover.jpg'].map((name) => {
    writeFileSync(join(folder, name), name)
    return join(folder, name)
  })
  const form = await formOf([`--files=${video}`, `--cover=${cover}`, '--caption=Autumn'])
  expect(JSON.parse(z.string().parse(form.get('post')))).toMatchObject({ caption: 'Autumn' })
  expect(form.getAll('media')).toMatchObject([{ name: 'walk.mp4', size: 8 }])
  expect(form.getAll('cover')).toMatchObject([{ name: 'cover.jpg', size: 9 }])
  const said = await formOf([`--files=${video}`, '--alt=1=A walk'])
  expect(JSON.parse(z.string().parse(said.get('post')))).toMatchObject({
    media: [{ alt_text: 'A walk' }],
  })
  await expect(formOf([`--files=${video}`, '--cover-id=x'])).rejects.toThrow('--cover')
  await expect(formOf([`--files=${video}`, '--media=one'])).rejects.toThrow('not both')
  await expect(formOf([`--cover=${cover}`])).rejects.toThrow('--files')
  await expect(formOf([`--files=${folder}`])).rejects.toThrow('it is no file')
})

test('one publication or all are tried again', async () => {
  expect(await sent('posts retry', ['ID'])).toMatchObject([{ path: '/api/posts/ID/retry' }])
  expect(await sent('posts retry', ['ID'], { execution: 'E' })).toMatchObject([
    { path: '/api/posts/ID/executions/E/retry' },
  ])
  expect(await sent('posts translate', ['ID'])).toMatchObject([
    { method: 'POST', path: '/api/posts/ID/translate' },
  ])
})

test('publications are found by state, and the log by post, publication and time', async () => {
  expect(await sent('posts executions', ['ID'], { status: 'failed' })).toMatchObject([
    { method: 'GET', path: '/api/posts/ID/executions?status=failed' },
  ])
  const [log] = await sent('posts log', [], {
    post: 'POST',
    execution: 'ONE',
    from: '2026-11-20T00:00:00Z',
    until: '2026-11-21T00:00:00Z',
  })
  const asked = new URLSearchParams(log?.path.split('?')[1])
  expect(Object.fromEntries(asked)).toEqual({
    post: 'POST',
    execution: 'ONE',
    from: '2026-11-20T00:00:00.000Z',
    until: '2026-11-21T00:00:00.000Z',
  })
})

test('a written or changed post says which limits its caption passes', () => {
  const saidBy = (name: string, flags: unknown) =>
    POST_COMMANDS.find((each) => each.name === name)?.view?.says?.(
      { id: 'x', caption_flags: flags },
      { words: [], options: {} },
    )
  const flags = [{ code: 'many_hashtags', reason: '6 hashtags, and the app takes 5' }]
  expect(saidBy('posts create', flags)).toBe(
    'Wrote a draft.\n! The caption has 6 hashtags, and the app takes 5.',
  )
  expect(saidBy('posts update', flags)).toContain('! The caption has 6 hashtags')
  expect(saidBy('posts create', [])).toBe('Wrote a draft.')
})
