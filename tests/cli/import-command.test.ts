import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { importDeclaration } from '../../src/features/import/declare.ts'
import { runApiCommand } from '../../src/cli/run-command.ts'
import { COMMANDS } from '../../src/config.ts'

async function anApi() {
  const asked: { url: string; type: string | undefined; body: string }[] = []
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    asked.push({
      url: request.url ?? '',
      type: request.headers['content-type'],
      body: (await buffer(request)).toString('hex'),
    })
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"created":1}')
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { url: `http://127.0.0.1:${address.port}`, asked }
}

async function aFile(content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-import-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const file = join(folder, 'creators.csv')
  await writeFile(file, content)
  return file
}

async function run(url: string, args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const env = { GRAMD_URL: url, GRAMD_TOKEN: 't' }
  const code = await runApiCommand(COMMANDS, ['blogs', 'import', ...args], env, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('blogs import', () => {
  test('sends the bytes of a file as they are, and tells what became of it', async () => {
    const { url, asked } = await anApi()
    const bytes = Uint8Array.from([...Buffer.from('\ufeffusername\nмама'), 0xe7])

    const { code, out } = await run(url, [await aFile(bytes), '--list', 'Spring sale'])

    expect(code).toBe(0)
    expect(out).toContain('created')
    expect(asked).toEqual([
      {
        url: '/api/blogs/import?list=Spring+sale',
        type: 'text/csv',
        body: Buffer.from(bytes).toString('hex'),
      },
    ])
  })

  test('says that a file is too large or cannot be read, and sends nothing', async () => {
    const { url, asked } = await anApi()

    const large = await run(url, [await aFile('x'.repeat(2 * 1024 * 1024 + 1))])
    const none = await run(url, [join(await aFile(''), 'none')])

    expect(large).toMatchObject({ code: 2, err: expect.stringContaining('split the file') })
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('cannot read') })
    expect(asked).toEqual([])
  })

  test('tells people which lines were not imported, without what would steer their terminal', () => {
    const invalid = { result: 'invalid', column: 'username', reason: 'is \u001b[31mno name' }
    const answer = {
      created: 1,
      known: 2,
      invalid: 60,
      erased: 1,
      results: [
        { line: 2, username: 'fine', result: 'created' },
        { line: 3, username: 'gone', result: 'erased' },
        { line: 4, username: 'a\nb', ...invalid },
        { line: 5, username: 'c', ...invalid, column: 'note' },
        ...Array.from({ length: 58 }, (_, n) => ({ line: n + 6, username: 'd', ...invalid })),
      ],
    }

    const lines =
      importDeclaration.commands[0].view?.says?.(answer, { words: [], options: {} }).split('\n') ??
      []

    expect(lines.slice(0, 4)).toEqual([
      'Added 1 creator; 2 known already, 60 invalid, 1 erased.',
      '  line 3: gone was erased and stays out',
      '  line 4: a b is no name',
      '  line 5: c (note) is no name',
    ])
    expect(lines.at(-1)).toBe('  and 11 more; --json lists all of them')
    expect(lines).toHaveLength(52)
  })
})
