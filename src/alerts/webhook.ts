import { Webhook } from 'standardwebhooks'
import type { Answer, TeamChannel, Message, Network } from './channel.ts'
import { post, refused, type Reply } from './post.ts'

export type WebhookOptions = Network & {
  /** The URL; credentials in it are sent as Basic authentication. */
  url: string
  /** Secrets `whsec_…`; each one signs, so that a receiver may have the old or the new one. */
  secrets: readonly string[]
}

/** Posts notifications as in https://www.standardwebhooks.com: signed over id, time and body. */
export function createWebhook({ url, secrets, ...network }: WebhookOptions): TeamChannel {
  return {
    name: 'webhook',
    async send(message, signal) {
      const body = JSON.stringify(webhookBody(message))
      return await postSigned({ ...network, url, secrets, id: message.id, body, signal })
    },
  }
}

/** Posts a body that is signed with each secret. Rejects only with the signal's reason. */
export async function postSigned({
  url,
  secrets,
  id,
  body,
  signal,
  headers = {},
  ...network
}: WebhookOptions & {
  id: string
  body: string
  signal: AbortSignal
  headers?: Readonly<Record<string, string>>
}): Promise<Answer> {
  const target = splitCredentials(url)
  // Receivers compare it with their own clocks: real time.
  const sentAt = new Date()
  const reply = await post({
    ...network,
    url: target.url,
    headers: {
      ...target.headers,
      ...headers,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': secrets
        .map((secret) => new Webhook(secret).sign(id, sentAt, body))
        .join(' '),
    },
    body,
    signal,
  })
  return judge(reply)
}

function webhookBody({ id, kind, first_at, last_at, ...rest }: Message) {
  return { type: kind, timestamp: first_at, data: { id, ...rest, first_at, last_at } }
}

function judge(reply: Reply): Answer {
  if (reply.status === null) return { delivered: false, final: false, ...reply }
  const { status } = reply
  if (status >= 200 && status < 300) return { delivered: true, status }
  const isRedirect = status < 400
  return refused(reply, `answered ${status}${isRedirect ? ': redirects are not followed' : ''}`)
}

/** fetch refuses a URL with credentials, and quotes it. */
function splitCredentials(text: string): { url: string; headers: Record<string, string> } {
  const url = new URL(text)
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  if (credentials === ':') return { url: url.href, headers: {} }
  url.username = ''
  url.password = ''
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
  return { url: url.href, headers: { authorization } }
}
