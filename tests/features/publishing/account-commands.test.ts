import { z } from 'zod'
import { runApiCommand } from '../../../src/cli/run-command.ts'
import { COMMANDS } from '../../../src/config.ts'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { API_KEY, served } from '../../http/kit.ts'
import { groupsWorld } from './groups-world.ts'

const Listed = z.object({ data: z.array(z.object({ username: z.string(), state: z.string() })) })

/** The commands against a real API; what they print is JSON. */
async function aTerminal(db: Db) {
  const world = groupsWorld(db)
  const env = { GRAMD_URL: await served(world.app), GRAMD_TOKEN: API_KEY }
  const run = async (...args: string[]) => {
    const out: string[] = []
    const err: string[] = []
    const print = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) }
    const code = await runApiCommand(COMMANDS, args, env, print)
    const text = out.join('\n')
    const shown: unknown = text === '' ? {} : JSON.parse(text)
    return { code, shown, err: err.join('\n') }
  }
  return { ...world, run }
}

describe('the commands of groups', () => {
  test('take a group through its life, with accounts of both kinds', async ({ db }) => {
    const { run, publisher, connection } = await aTerminal(db)
    await publisher('cafe', { language: 'kk' })
    const brand = await connection('brand')
    const made = await run('groups', 'create', 'Almaty', '--description', 'Our cafés')
    expect(made).toMatchObject({ code: 0, shown: { name: 'Almaty', accounts: 0 } })
    const members = ['--accounts', '@cafe', '--connections', brand]
    expect(await run('groups', 'add', 'almaty', ...members)).toMatchObject({
      code: 0,
      shown: { accounts: 2, pool_accounts: 1, connected_accounts: 1 },
    })
    expect((await run('groups', 'accounts', 'Almaty')).shown).toMatchObject({
      data: [
        { username: 'cafe', kind: 'pool', language: 'kk' },
        { username: 'brand', kind: 'connection' },
      ],
    })
    expect((await run('groups', 'list', '--text', 'LMA')).shown).toMatchObject({
      data: [{ name: 'Almaty', accounts: 2 }],
    })
    const change = ['--name', 'Astana', '--description', '']
    expect((await run('groups', 'update', 'Almaty', ...change)).shown).toMatchObject({
      name: 'Astana',
      description: null,
    })
    expect((await run('groups', 'take', 'Astana', '--accounts', 'cafe')).shown).toMatchObject({
      accounts: 1,
    })
    expect((await run('groups', 'show', 'astana')).shown).toMatchObject({ connected_accounts: 1 })
    expect(await run('groups', 'add', 'Astana')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--accounts or --connections'),
    })
    expect(await run('groups', 'add', 'Astana', '--accounts', 'nobody')).toMatchObject({
      code: 1,
      err: expect.stringContaining("there is no pool account 'nobody'"),
    })
    expect((await run('groups', 'remove', 'Astana', '--yes')).code).toBe(0)
    expect(await run('groups', 'show', 'Astana')).toMatchObject({
      code: 1,
      err: expect.stringContaining("there is no group 'Astana'"),
    })
  })
})

test('the end of an id names a group, and what several have is shown with their ids', async ({
  db,
}) => {
  const { run } = await aTerminal(db)
  const ids = ['019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44', '019aa4b2-6c1e-7d3a-9a56-0d8c7b1f2e44']
  const rows = ids.map((id, at) => ({ id, name: `Group ${at}` }))
  await db.insertInto('groups').values(rows).execute()

  expect(await run('groups', 'show', '9a56-0d8c7b1f2e44')).toMatchObject({
    code: 0,
    shown: { name: 'Group 1' },
  })
  const { code, err } = await run('groups', 'show', '7b1f2e44')
  expect(code).toBe(1)
  for (const { id, name } of rows) expect(err).toContain(`${id}  ${name}`)
})

describe('the commands of accounts', () => {
  test('list both kinds by the states that editors know', async ({ db }) => {
    const { run, publisher, connection, group, add } = await aTerminal(db)
    await add('reader')
    const cafe = await publisher('cafe')
    const brand = await connection('brand', { state: 'revoked' })
    await group('Almaty', { accounts: [cafe], connections: [brand] })
    const names = async (...args: string[]) => {
      const { shown } = await run('accounts', 'list', ...args)
      return Listed.parse(shown).data.map(({ username, state }) => `${username} ${state}`)
    }
    expect(await names()).toEqual(['reader new', 'cafe new'])
    expect(await names('--kind', 'connection')).toEqual(['brand expired'])
    expect(await names('--kind', 'all')).toEqual(['reader new', 'cafe new', 'brand expired'])
    expect(await names('--kind', 'all', '--state', 'expired')).toEqual(['brand expired'])
    expect(await names('--state', 'new')).toEqual(['reader new', 'cafe new'])
  })

  test('set how far the warm-up of an account is, of a connected one, too', async ({ db }) => {
    const { run, publisher, connection, group } = await aTerminal(db)
    await publisher('cafe')
    await group('Almaty', { connections: [await connection('brand')] })
    const stage = async (name: string, given: string) =>
      (await run('accounts', 'update', name, '--warmup-stage', given)).shown
    expect(await stage('cafe', '2')).toMatchObject({
      publishing: { warmup_stage: 2, details: { warms_up_by_age: false } },
    })
    expect(await stage('cafe', '')).toMatchObject({
      publishing: { warmup_stage: 0, details: { warms_up_by_age: true } },
    })
    expect(await stage('brand', '1')).toMatchObject({ publishing: { warmup_stage: 1 } })
    expect(await run('accounts', 'update', 'cafe', '--warmup-stage', '4')).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected 0 to 3'),
    })
  })
})
