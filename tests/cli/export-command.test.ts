import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { runApiCommand } from '../../src/cli/run-command.ts'
import { COMMANDS } from '../../src/config.ts'
import { childEnvironment } from '../fixtures/compile-cache.ts'

/** An API that answers with a file, whole or broken off behind its text. */
async function anApi(answer: { text: string; breaks?: boolean; status?: number }) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(answer.status ?? 200, { 'content-type': 'text/csv' })
    if (answer.breaks) response.write(answer.text, () => response.destroy())
    else response.end(answer.text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { url: `http://127.0.0.1:${address.port}`, asked }
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-export-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  return folder
}

async function run(url: string, args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const env = { GRAMD_URL: url, GRAMD_TOKEN: 't' }
  const code = await runApiCommand(COMMANDS, ['blogs', 'export', ...args], env, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('blogs export', () => {
  test('writes what the API gives into a file of the operator alone', async () => {
    const { url, asked } = await anApi({ text: 'username\r\nмама\r\n' })
    const file = join(await aFolder(), 'creators.csv')

    const { code, out } = await run(url, [
      '--output',
      file,
      '--format',
      'csv',
      '--bom',
      '--columns',
      'username,er',
      '--min-followers',
      '500',
      '--sort',
      'er',
      '--delimiter',
      ';',
      '--decimal',
      '.',
    ])

    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({ rows: 1, what: '1 creator', file })
    expect(await readFile(file, 'utf8')).toBe('username\r\nмама\r\n')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(asked).toEqual([
      '/api/blogs/export?min_followers=500&sort=er&format=csv&bom=true&delimiter=%3B&decimal=.&columns=username%2Cer',
    ])
  })

  test('that breaks off is an error, and leaves the file that was there', async () => {
    const { url } = await anApi({ text: 'username\r\nmam', breaks: true })
    const folder = await aFolder()
    const file = join(folder, 'creators.csv')
    await writeFile(file, 'before')

    const { code, err } = await run(url, ['--output', file, '--force'])

    expect(code).toBe(1)
    expect(err).toContain('broke off')
    expect(await readdir(folder)).toEqual(['creators.csv'])
    expect(await readFile(file, 'utf8')).toBe('before')
  })

  test('tells why the API refuses, and makes no file', async () => {
    const text = JSON.stringify({ detail: "columns: there is no column 'er'" })
    const { url } = await anApi({ text, status: 422 })
    const folder = await aFolder()

    const { code, err } = await run(url, ['--output', join(folder, 'a.csv'), '--columns', 'er'])

    expect([code, err]).toEqual([1, "columns: there is no column 'er'"])
    expect(await readdir(folder)).toEqual([])
  })

  test('to standard output tells why the API refuses, too', async () => {
    const { url } = await anApi({
      text: JSON.stringify({ detail: 'format: csv or jsonl' }),
      status: 422,
    })

    expect(await run(url, ['--format', 'csv'])).toMatchObject({
      code: 1,
      err: 'format: csv or jsonl',
    })
  })

  test('tells when it cannot write', async () => {
    const { url } = await anApi({ text: 'username\r\n' })

    const { code, err } = await run(url, ['--output', join(await aFolder(), 'none', 'a.csv')])

    expect([code, err]).toEqual([1, expect.stringContaining('there is no such folder (ENOENT)')])
  })

  test('ends with how many creators it wrote, whatever breaks their lines', async () => {
    const { url } = await anApi({ text: 'username,bio\r\na,"two\r\nlines"\r\nb,\r\n' })
    const file = join(await aFolder(), 'creators.csv')
    expect(JSON.parse((await run(url, ['--output', file])).out)).toMatchObject({ rows: 2 })
    const shown: string[] = []
    await runApiCommand(
      COMMANDS,
      ['blogs', 'export', '--output', file, '--force'],
      { GRAMD_URL: url, GRAMD_TOKEN: 't' },
      {
        out: (line) => void shown.push(line),
        err: () => undefined,
        people: { columns: 80, hasColours: false },
      },
    )
    expect(shown).toEqual([`wrote 2 creators to ${file}`])
  })

  test('leaves alone a file that exists, a link and a device', async () => {
    const { url, asked } = await anApi({ text: 'username\r\n' })
    const folder = await aFolder()
    const [file, linked] = [join(folder, 'a.csv'), join(folder, 'b.csv')]
    await writeFile(file, 'before')
    await symlink(file, linked)
    for (const [path, force, reason] of [
      [file, [], 'it exists already; --force replaces it'],
      [linked, ['--force'], 'it is a link'],
      ['/dev/null', ['--force'], 'it is a device or pipe'],
    ] as const) {
      const { code, err } = await run(url, ['--output', path, ...force])
      expect([code, err]).toEqual([1, expect.stringContaining(`cannot write ${path}: ${reason}`)])
    }
    expect(await readFile(file, 'utf8')).toBe('before')
    expect(asked).toEqual([])
  })

  test(
    'says that the disk is full, with exit code 1',
    { skip: !existsSync('/dev/full') },
    async () => {
      const { url } = await anApi({ text: '{"data":[]}\n' })
      const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
      for (const command of ['blogs export', 'blogs list --json', 'help']) {
        const line = `'${process.execPath}' '${main}' ${command} > /dev/full`
        const env = { ...childEnvironment(), GRAMD_URL: url, GRAMD_TOKEN: 't' }
        const { code, err } = await new Promise<{ code: number; err: string }>((done) => {
          const child = execFile('sh', ['-c', line], { env }, (_error, _out, err) =>
            done({ code: child.exitCode ?? -1, err }),
          )
        })
        expect({ command, code }).toEqual({ command, code: 1 })
        expect(err).toContain('cannot write to standard output: the disk is full (ENOSPC)')
      }
    },
  )
})
