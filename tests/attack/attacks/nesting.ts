import { KEY } from '../shipped-key.ts'
import { sendBody } from '../send-body.ts'
import type { Attack, Finding } from './attack.ts'

const DEPTH = 100_000
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }

/** A member sends what is nested deeply, as itself and as text inside a field. */
const BODIES: readonly (readonly [name: string, path: string, body: string])[] = [
  [
    'a session file as an object',
    '/api/accounts',
    `{"username":"a","session_file":{"a":${deep(DEPTH)}}}`,
  ],
  [
    'a session file as text',
    '/api/accounts',
    JSON.stringify({ username: 'a', session_file: deep(DEPTH) }),
  ],
  ['a list of names', '/api/tasks/scrape', `{"usernames":${deep(DEPTH)}}`],
  ['a list', '/api/lists', `{"name":${deep(DEPTH)}}`],
]

export const nesting: Attack = {
  name: 'nesting of a member',
  async run({ port }) {
    const findings: Finding[] = []
    for (const [name, path, body] of BODIES) {
      const { status } = await sendBody(port, { path, headers, body: Buffer.from(body) })
      findings.push({
        attack: name,
        measured: `status ${status}`,
        bound: 'a status of 4xx',
        holds: status >= 400 && status < 500,
      })
    }
    return findings
  },
}
