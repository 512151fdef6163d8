import { sendBody } from '../send-body.ts'
import type { Attack } from './attack.ts'
import { aPerson, ask, PASSWORD } from './people.ts'

const WRONG_PASSWORDS = 40
const headers = { 'content-type': 'application/json' }

/** A stranger gives wrong passwords for an admin, who needs to elevate and to sign in meanwhile. */
export const lockout: Attack = {
  name: 'lockout of an admin',
  async run(shipped) {
    const login = 'keeper'
    const { token } = await aPerson(shipped, login, 'admin')
    const guess = Buffer.from(JSON.stringify({ login, password: 'a-wrong-guess-of-a-stranger' }))
    const statuses: number[] = []
    for (let n = 0; n < WRONG_PASSWORDS; n += 1) {
      const path = '/api/auth/login'
      const sent = await sendBody(shipped.port, {
        path,
        headers,
        body: guess,
        localAddress: '127.0.0.3',
      })
      statuses.push(sent.status)
    }
    const elevated = await ask(shipped, 'POST', '/api/auth/elevate', {
      token,
      json: { password: PASSWORD },
    })
    const signedIn = await ask(shipped, 'POST', '/api/auth/login', {
      json: { login, password: PASSWORD },
    })
    const refused = statuses.filter((status) => status === 429).length
    return [
      {
        attack: `elevation after ${WRONG_PASSWORDS} wrong passwords`,
        measured: `status ${elevated.status}`,
        bound: 'a status of 2xx',
        holds: elevated.ok,
      },
      {
        attack: 'sign-in from an address that has succeeded before',
        measured: `status ${signedIn.status}`,
        bound: 'status 200',
        holds: signedIn.status === 200,
      },
      {
        attack: 'the guesses themselves',
        measured: `${refused} of ${WRONG_PASSWORDS} not tried`,
        bound: 'most are refused unread',
        holds: refused > WRONG_PASSWORDS / 2,
      },
    ]
  },
}
