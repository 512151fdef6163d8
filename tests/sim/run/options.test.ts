import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import packageJson from '../../../package.json' with { type: 'json' }
import { flag, parseRunOptions } from '../../../sim/run/options.ts'

const command = {
  name: 'npm run thing',
  summary: 'does it',
  variableOf: (option: string) => `THING_${option.toUpperCase()}`,
  options: {
    size: z.coerce
      .number('expected a number')
      .max(9, 'expected at most 9')
      .default(5)
      .describe('how big'),
    json: flag('print JSON'),
  },
}

describe('the options of a run', () => {
  test('come from the command line, else from the environment, else are the defaults', () => {
    expect(parseRunOptions(command, [])).toEqual({ options: { size: 5, json: false } })
    expect(parseRunOptions(command, ['--json'], { THING_SIZE: '3' })).toEqual({
      options: { size: 3, json: true },
    })
    expect(parseRunOptions(command, ['--size=4'], { THING_SIZE: '3' })).toMatchObject({
      options: { size: 4 },
    })
  })

  test.for([
    [['--size=10'], '--size: expected at most 9'],
    [['--size', 'big'], '--size: expected a number'],
    [['--colour=red'], "Unknown option '--colour'"],
    [['--size'], "Option '--size <value>' argument missing"],
    [['--json=yes'], "Option '--json' does not take an argument"],
    [['more'], "Unexpected argument 'more'"],
  ] as [string[], string][])('that are wrong (%j) are refused in one line', ([args, problem]) => {
    expect(parseRunOptions(command, args)).toEqual({
      problem: `${problem} (npm run thing -- --help lists the options)`,
    })
  })

  test('are listed by --help', () => {
    expect(parseRunOptions(command, ['--help', '--size=4'])).toEqual({
      help: `npm run thing [-- OPTIONS]: does it
  --size=VALUE  how big (default 5, or THING_SIZE)
  --json        print JSON (or THING_JSON)
  --help        print this`,
    })
  })
})

test('every program refuses an unknown option in one line, and names its help', async () => {
  const files = Object.entries(packageJson.scripts).flatMap(([name, script]) => {
    const file = /\b(sim|bench)\/[a-z/]*main\.ts/.exec(script)?.[0]
    return file === undefined ? [] : [{ name, file }]
  })
  expect(files.length).toBeGreaterThanOrEqual(9)
  await Promise.all(
    files.map(async ({ name, file }) => {
      const run = promisify(execFile)
      const refused = await run(process.execPath, [file, '--nonsense']).catch(
        (error: unknown) => error,
      )
      expect(refused).toMatchObject({
        code: 2,
        stdout: '',
        stderr: `Unknown option '--nonsense' (npm run ${name} -- --help lists the options)\n`,
      })
    }),
  )
}, 60_000)
