import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sent } from './sent.ts'

describe('gramd relations pairs', () => {
  test('asks about two, by name or by id', async () => {
    expect(await sent('relations pairs check', ['@natgeo', 'id:528817151'])).toEqual([
      {
        method: 'POST',
        path: '/api/relations/pairs',
        body: { pairs: [{ a: '@natgeo', b: { platform_id: '528817151' } }] },
      },
    ])
  })

  test('asks about the pairs of a file, one a line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gramd-pairs-'))
    onTestFinished(async () => await rm(folder, { recursive: true }))
    const file = join(folder, 'pairs.csv')
    await writeFile(file, '\uFEFF# ours\r\n"natgeo";"nasa"\n\n@a\thttps://www.instagram.com/b/\n')
    const [call] = await sent('relations pairs check', [], { file }, ['confirm'])
    expect(call?.body).toEqual({
      pairs: [
        { a: 'natgeo', b: 'nasa' },
        { a: '@a', b: 'https://www.instagram.com/b/' },
      ],
      confirm: true,
    })
    await writeFile(file, 'natgeo nasa\nalone\n')
    await expect(sent('relations pairs check', [], { file })).rejects.toThrow('line 2')
    await expect(sent('relations pairs check', [])).rejects.toThrow('--file')
  })

  test('lists the checks of one status', async () => {
    const options = { username: 'natgeo', status: 'waiting', limit: '10' }
    expect(await sent('relations pairs list', [], options)).toMatchObject([
      { method: 'GET', path: '/api/relations/pairs?username=natgeo&status=waiting&limit=10' },
    ])
  })

  test('pages through the results', async () => {
    expect(await sent('relations pairs results', ['abc'], { limit: '10' })).toMatchObject([
      { method: 'GET', path: '/api/relations/pairs/abc/results?limit=10' },
    ])
    expect(await sent('relations pairs cancel', ['abc'])).toMatchObject([
      { method: 'POST', path: '/api/relations/pairs/abc/cancel' },
    ])
  })
})
