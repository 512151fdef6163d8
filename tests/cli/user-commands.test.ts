import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sent } from './sent.ts'

/** An API that asks for a code with the first sign-in; gives what it was sent. */
async function anApi(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request)
    asked.push(`${request.url} ${request.headers.authorization ?? 'no token'} ${body}`)
    const isMissing = asked.length === 1
    const answer = isMissing ? { code: 'code_required', detail: 'no code' } : { token: 'gramds_x' }
    response.writeHead(isMissing ? 401 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer))
  }
  const server = createServer((request, response) => void answerTo(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { url: `http://127.0.0.1:${address.port}`, asked }
}

test('users sign-in needs no token, and asks for a code where the API wants one', async () => {
  const { url, asked } = await anApi()
  const args = ['--import', './src/preflight.js', 'src/main.ts', 'users', 'sign-in', 'dana']
  const env = { PATH: process.env['PATH'], GRAMD_URL: url }
  const child = spawn(process.execPath, args, { env })
  child.stdin.end('a long password\n123456\n')

  expect(JSON.parse(await text(child.stdout))).toEqual({ token: 'gramds_x' })
  expect(asked).toEqual([
    '/api/auth/login no token {"login":"dana","password":"a long password"}',
    '/api/auth/login no token {"login":"dana","password":"a long password","code":"123456"}',
  ])
})

describe('commands about users', () => {
  test.for([
    ['users add', ['dana'], {}, 'POST /api/users {"login":"dana","role":"viewer"}'],
    ['users change', ['dana'], { active: 'on' }, 'PATCH /api/users/dana {"active":true}'],
    ['users change', ['dana'], { email: '' }, 'PATCH /api/users/dana {"email":null}'],
    ['users disable', ['dana'], {}, 'PATCH /api/users/dana {"active":false}'],
    ['users reset-password', ['dana'], {}, 'POST /api/users/dana/reset-password '],
    ['users reset-second-factor', ['dana'], {}, 'DELETE /api/users/dana/second-factor '],
    ['audit list', [], { action: 'signIn' }, 'GET /api/audit?action=signIn '],
  ] as const)('%s %j %j', async ([name, words, options, expected]) => {
    const [call] = await sent(name, words, options)

    const body = call?.body === undefined ? '' : JSON.stringify(sorted(call.body))
    expect(`${call?.method} ${call?.path} ${body}`).toBe(expected)
  })

  test('a reset leaves the tokens valid when it is asked to', async () => {
    const [call] = await sent('users reset-password', ['dana'], {}, ['keep-tokens'])

    expect(call?.body).toEqual({ keep_tokens: true })
  })
})

const sorted = (body: unknown): unknown =>
  Object.fromEntries(Object.entries(Object(body)).toSorted(([a], [b]) => (a < b ? -1 : 1)))
