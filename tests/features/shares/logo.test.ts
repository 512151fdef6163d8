import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import sharp from 'sharp'
import { runApiCommand } from '../../../src/cli/run-command.ts'
import { COMMANDS } from '../../../src/config.ts'
import { aUser, test, type Served } from '../../console/kit.ts'

/** Runs `gramd shares …` against the server, with a file of these bytes as its last word. */
async function gramd(served: Served, token: string, words: string[], bytes?: Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-logo-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const file = join(folder, 'logo')
  if (bytes !== undefined) await writeFile(file, bytes)
  const [out, err]: [string[], string[]] = [[], []]
  const args = ['shares', ...words, ...(bytes === undefined ? [] : [file])]
  const env = { GRAMD_URL: served.url, GRAMD_TOKEN: token }
  const code = await runApiCommand(COMMANDS, args, env, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
  return { code, said: [...out, ...err].join('\n') }
}

const PICTURE = { width: 600, height: 300, channels: 4, background: '#2457c5' } as const

test('the logo of reports is set by a command, from the pixels of a picture', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'logo.setter', 'member')
  const viewer = (await aUser(db, 'logo.looker', 'viewer')).token
  const png = await sharp({ create: PICTURE }).png().toBuffer()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  // The beginning of a PNG, and a script behind it.
  const disguised = Buffer.concat([png.subarray(0, 8), svg])

  const nameless = await gramd(served, token, ['set-logo'], png)
  await gramd(served, token, ['name-team', 'Meridian'])
  const refused = [svg, disguised, Buffer.alloc(1_000_001)].map(
    async (bytes) => await gramd(served, token, ['set-logo'], bytes),
  )
  const [script, hidden, large] = await Promise.all(refused)
  const stranger = await gramd(served, viewer, ['set-logo'], png)
  const before = await gramd(served, token, ['team'])
  const set = await gramd(served, token, ['set-logo'], png)
  const after = await gramd(served, token, ['team'])
  const logo = await fetch(`${served.url}/api/shares/team/logo`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { format, width } = await sharp(await logo.arrayBuffer()).metadata()

  expect(nameless).toMatchObject({ code: 1, said: expect.stringContaining('no name yet') })
  expect(script).toMatchObject({ code: 1, said: expect.stringContaining('no JPEG, PNG or WebP') })
  expect(hidden).toMatchObject({ code: 1, said: expect.stringContaining('no JPEG, PNG or WebP') })
  expect(large?.code).toBe(1)
  expect(stranger).toMatchObject({ code: 1, said: expect.stringContaining('lists:write') })
  expect(before.said).toContain('"has_logo": false')
  expect(set).toMatchObject({ code: 0, said: expect.stringContaining('"has_logo": true') })
  expect(after.said).toContain('"has_logo": true')
  expect([logo.headers.get('content-type'), format, width]).toEqual(['image/png', 'png', 256])
})
