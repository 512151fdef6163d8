import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Every measurement and simulation in its smallest form. `misses`: a run this small, or on a busy machine, may miss its
 * goals and says so by the exit code 1.
 */
const RUNS: readonly { script: string; args: readonly string[]; misses?: true }[] = [
  { script: 'bench:queue', args: ['--quick', '--rounds=1'] },
  { script: 'bench:pool', args: ['--quick'] },
  { script: 'bench:search', args: ['--quick', '--repetitions=6'], misses: true },
  { script: 'bench:console', args: ['--quick'], misses: true },
  {
    script: 'bench:scale',
    args: ['--quick', '--creators=1000', '--repetitions=2', '--fresh'],
    misses: true,
  },
  { script: 'bench:ai', args: ['--quick'], misses: true },
  { script: 'storm', args: ['--accounts=10', '--profiles=60'] },
  { script: 'truth', args: ['--creators=40'] },
  { script: 'own-media', args: ['--quick'] },
  { script: 'relations', args: ['--quick'] },
  { script: 'publishing', args: ['--quick'] },
  { script: 'shops', args: ['--quick'], misses: true },
]

/** Runs one of package.json's scripts to its end; it is killed when the test ends before. */
async function run(script: string, args: readonly string[]) {
  const child = spawn('npm', ['run', '--silent', script, '--', ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, error] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()))
  onTestFinished(() => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  })
  const [code]: unknown[] = await once(child, 'close')
  return { code, out, error }
}

test.for(RUNS)('$script $args', async ({ script, args, misses }) => {
  const { code, out, error } = await run(script, args)

  const said = `${out.slice(-4_000)}\n${error.slice(-4_000)}`
  expect(misses ? [0, 1] : [0], said).toContain(code)
  // An error that nobody caught ends with 1, too.
  expect(error, said).not.toMatch(/^ {4}at /m)
  expect(out.trim(), said).not.toBe('')
})
