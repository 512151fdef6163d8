import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { COMMANDS } from '../../src/config.ts'
import { describeAllCommands, describeCommands, helpTopic } from '../../src/cli/help.ts'
import { childEnvironment } from '../fixtures/compile-cache.ts'

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url))

/** gramd, called as people call it, in a folder of its own. */
async function gramd(args: string[], folder: string, env: Record<string, string> = {}) {
  return await new Promise<{ code: number; out: string; err: string }>((done) => {
    const called = [join(SOURCE, 'main.ts'), ...args]
    const options = { cwd: folder, env: { ...childEnvironment(), ...env } }
    const child = execFile(process.execPath, called, options, (_error, out, err) =>
      done({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-help-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  return folder
}

describe('help', () => {
  test('names every command', () => {
    for (const { name } of COMMANDS) expect(describeAllCommands(COMMANDS)).toContain(`  ${name}`)
  })

  test.for([
    [['keys'], ['keys generate', 'keys rotate']],
    [['relations', 'list'], ['relations list']],
    [['tasks', 'show', '5'], ['tasks show']],
  ] as const)('of %j is about %j', ([words, names]) => {
    const told = describeCommands(COMMANDS, words) ?? ''
    for (const name of names) expect(told).toContain(name)
    expect(told.match(/keys \w+|relations \w+|tasks \w+/g)).toEqual(names)
  })

  test('of one command has a line for each argument and option', () => {
    for (const command of COMMANDS) {
      const told = describeCommands(COMMANDS, command.name.split(' ')) ?? ''
      const names = [
        ...(command.words ?? []).map(({ name }) => name),
        ...Object.keys(command.options ?? {}).map((name) => `--${name}`),
        ...(command.confirm ? ['--yes'] : []),
        '--json',
      ]
      for (const name of names)
        expect(told).toMatch(new RegExp(`^  ${name}( .*)?  \\S|^  ${name} .*\\n {20}`, 'm'))
    }
  })

  test('of what is no command is none', () => {
    expect(describeCommands(COMMANDS, ['task'])).toBeNull()
  })

  test.for([
    [[], []],
    [['--help'], []],
    [['help', 'keys'], ['keys']],
    [['start', '-h'], ['start']],
    [
      ['blogs', 'erase', 'natgeo', '--help', '--yes'],
      ['blogs', 'erase', 'natgeo'],
    ],
    [['hashtags', 'add', '--', '--help'], null],
    [['health'], null],
  ] as const)('of %j is about the words %j', ([args, words]) => {
    expect(helpTopic(args)).toEqual(words)
  })

  test('is all that a command with --help does, whatever the command', async () => {
    const { code, out, err } = await gramd(['start', '--help'], await aFolder())

    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('gramd start\n  run the API')
  })
})

describe('the file .env', () => {
  test('of the working folder holds settings, and what the environment says goes before it', async () => {
    const folder = await aFolder()
    await writeFile(join(folder, '.env'), 'GRAMD_TOKEN=t\nGRAMD_URL=http://127.0.0.1:9\n')

    const told = await gramd(['health'], folder)
    const overruled = await gramd(['health'], folder, { GRAMD_URL: 'http://127.0.0.1:7' })

    expect(told).toMatchObject({ code: 1, err: expect.stringContaining('http://127.0.0.1:9') })
    expect(overruled.err).toContain('http://127.0.0.1:7')
  })

  test('that is not there is no word worth', async () => {
    const { code, out, err } = await gramd(['version'], await aFolder())
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^\d+\.\d+\.\d+ \((commit [0-9a-f]{12}, )?schema \d{4}_[\w-]+\)\n$/)
  })
})
