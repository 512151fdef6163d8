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
        location: { platformId: '7640348500', name: 'Almaty' },
        cover_at_ms: 1500,
        shares_to_feed: false,
        requires_review: false,
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
