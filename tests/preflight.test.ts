import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { startupFailure } from '../src/base/startup-failure.ts'

const SOURCE = join(import.meta.dirname, '../src')

/** Runs a program behind the preflight in a folder like gramd's; what it said to standard error, and its exit code. */
async function run(
  program: string,
  { isInstalled = true, node = '' } = {},
): Promise<{ code: unknown; stderr: unknown; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-preflight-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  await mkdir(join(folder, 'src/base'), { recursive: true })
  if (isInstalled) await mkdir(join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  for (const file of ['preflight.js', 'base/startup-failure.ts', 'base/startup-error.ts'])
    await copyFile(join(SOURCE, file), join(folder, 'src', file))
  // As a Node of that version would say.
  const version = `Object.defineProperty(process, 'versions', { value: { node: '${node}' } })`
  await writeFile(join(folder, 'version.js'), node === '' ? '' : version)
  await writeFile(join(folder, 'main.ts'), program)
  const args = ['--import', './version.js', '--import', './src/preflight.js', 'main.ts']
  const ended: unknown = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch(
    (error: unknown) => error,
  )
  expect(ended).toMatchObject({ stdout: '' })
  return Object.assign({ code: 0, stderr: '', folder }, ended)
}

test('a program that can run is left alone', async () => {
  expect(await run('const a: number = 1')).toMatchObject({ code: 0, stderr: '' })
})

test('without npm ci one sentence says so', async () => {
  const { code, stderr, folder } = await run('const a: number = 1', { isInstalled: false })
  expect(code).toBe(78)
  expect(stderr).toBe(`gramd is not installed: run npm ci in ${folder}/\n`)
})

test('a Node that is too old is named, with the one that is needed', async () => {
  const { code, stderr } = await run('const a: number = 1', { node: '20.19.0' })
  expect(code).toBe(78)
  expect(stderr).toMatch(/^gramd runs on Node 24, and this is v[^\n]+install Node 24\n$/)
})

test('a package that is missing is named', async () => {
  const { code, stderr } = await run("await import('no-such-package')")
  expect(code).toBe(78)
  expect(stderr).toBe('the package no-such-package is not installed: run npm ci\n')
})

test.for([
  ['EACCES', 78, 'cannot be read or written (EACCES): give the user'],
  ['EROFS', 78, 'cannot be read or written (EROFS): give the user'],
  ['ENOSPC', 69, 'make room'],
] as const)('an uncaught %s is one sentence', async ([code, exitCode, remedy]) => {
  const ended = await run(
    `throw Object.assign(new Error('no'), { code: '${code}', path: '/folder/file' })`,
  )
  expect(ended.code).toBe(exitCode)
  expect(ended.stderr).toMatch(/^[^\n]*\/folder\/file[^\n]*\n$/)
  expect(ended.stderr).toContain(remedy)
})

test('anything else keeps its stack', async () => {
  const { code, stderr } = await run("throw new RangeError('a defect')")
  expect(code).toBe(1)
  expect(stderr).toMatch(/RangeError: a defect\n\s+at /)
  expect(
    startupFailure(Object.assign(new Error('listen EACCES'), { code: 'EACCES' })),
  ).toBeUndefined()
})
