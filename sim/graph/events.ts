import { createHmac } from 'node:crypto'
import type { Context } from './call.ts'
import type { Login } from './grants.ts'

/** Meta's callbacks when a person removes the app, or requests the deletion of their data. */
type CallbackOrder = {
  /** Where to. */
  url: string
  login: Login
  person: string
  isForged?: boolean
}

type WebhookOrder = {
  url: string
  login: Login
  /** The account that the changes are about. */
  username: string
  changes: readonly { field: string; value: unknown }[]
  /**
   * Four ways in which Meta was seen to send events; as messages the values alone, whatever their
   * field.
   */
  shape?: 'changes' | 'flat' | 'array' | 'messaging'
  /** When Meta says that it sent them: now, unless they come out of order. */
  sentAt?: Date
  isForged?: boolean
}

type Reply = { status: number; body: string }

export type Events = {
  /** Returns the request that `sendCallback` sends. */
  signedRequest(person: string, login: Login): string
  sendCallback(order: CallbackOrder): Promise<Reply>
  sendWebhook(order: WebhookOrder): Promise<Reply>
  /** The handshake that Meta makes before it sends events; true when the receiver passes it. */
  verifyReceiver(url: string, verifyToken: string): Promise<boolean>
}

export function createEvents({ apps, clock, directory }: Context): Events {
  const secretOf = (login: Login, isForged = false): string =>
    isForged ? 'another secret' : apps[login].secret

  const signedRequest = (person: string, login: Login, isForged = false): string => {
    const found = directory.persons.get(person)
    if (!found) throw new RangeError(`there is no person ${person}`)
    const user_id = login === 'facebook' ? found.userId : found.igIds[0]
    const text = JSON.stringify({
      user_id,
      algorithm: 'HMAC-SHA256',
      issued_at: secondsOf(clock.now()),
    })
    const payload = Buffer.from(text).toString('base64url')
    const hmac = createHmac('sha256', secretOf(login, isForged)).update(payload)
    return `${hmac.digest('base64url')}.${payload}`
  }

  return {
    signedRequest,
    async sendCallback({ url, login, person, isForged }) {
      const signed = signedRequest(person, login, isForged)
      const form = new URLSearchParams({ signed_request: signed })
      return await replyOf(await fetch(url, { method: 'POST', body: form }))
    },
    async sendWebhook({ url, login, username, changes, shape = 'changes', ...order }) {
      const id = directory.accountNamed(username).igId
      const place = { id, time: secondsOf(order.sentAt ?? clock.now()) }
      const entry =
        shape === 'flat'
          ? changes.map((change) => ({ ...place, ...change }))
          : [{ ...place, ...(shape === 'messaging' ? messagingOf(changes) : { changes }) }]
      const whole = { object: 'instagram', entry }
      const body = escaped(JSON.stringify(shape === 'array' ? [whole] : whole))
      const hmac = createHmac('sha256', secretOf(login, order.isForged)).update(body)
      const headers = {
        'content-type': 'application/json',
        'x-hub-signature-256': `sha256=${hmac.digest('hex')}`,
      }
      return await replyOf(await fetch(url, { method: 'POST', headers, body }))
    },
    async verifyReceiver(url, verifyToken) {
      const challenge = '1158201444'
      const address = new URL(url)
      address.searchParams.set('hub.mode', 'subscribe')
      address.searchParams.set('hub.challenge', challenge)
      address.searchParams.set('hub.verify_token', verifyToken)
      const { status, body } = await replyOf(await fetch(address))
      return status === 200 && body === challenge
    },
  }
}

const secondsOf = (moment: Date): number => Math.floor(moment.getTime() / 1_000)

const messagingOf = (changes: WebhookOrder['changes']) => ({
  messaging: changes.map(({ value }) => value),
})

const replyOf = async (response: Response): Promise<Reply> => ({
  status: response.status,
  body: await response.text(),
})

/** Meta writes everything beyond ASCII as \uXXXX, and signs that. */
const escaped = (json: string): string =>
  json.replaceAll(
    /[\u0080-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
