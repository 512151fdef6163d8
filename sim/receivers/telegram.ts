import { z } from 'zod'
import type { Clock } from '../../src/base/clock.ts'
import {
  createReceiverFaults,
  type ReceiverFault,
  type ReceiverFaultKind,
  type ReceiverFaultOrder,
} from './faults.ts'
import {
  REDIRECT_PATH,
  replyOfFault,
  startReceiverServer,
  type Incoming,
  type ReceiverReply,
} from './receiver-server.ts'

type TelegramMessage = { id: number; at: Date; text: string }

/** One call of the API with any outcome. */
type TelegramAttempt = {
  at: Date
  outcome: 'accepted' | 'refused' | ReceiverFaultKind
  /** Why it was refused; null if accepted. */
  problem: string | null
}

export type TelegramReceiver = {
  /** Replaces `https://api.telegram.org`. */
  url: string
  token: string
  chatId: string
  messages(): readonly TelegramMessage[]
  attempts(): readonly TelegramAttempt[]
  /** Requests that followed a redirect. */
  strays(): number
  fail(order: ReceiverFaultOrder): void
  /** Ends the faults; received messages stay. */
  clear(): void
  close(): Promise<void>
}

export type TelegramOptions = {
  token: string
  chatId: string
  /** Time of arrivals; real time by default. */
  clock?: Pick<Clock, 'now'>
}

/** Longer texts are refused: Bot API, `sendMessage`. */
const MAX_TEXT_LENGTH = 4_096

const message = z.object({
  chat_id: z.union([z.string(), z.number()]).transform(String),
  text: z.string().default(''),
})

/** Receives messages as Telegram's Bot API does: `POST /bot<token>/sendMessage`. */
export async function startTelegramReceiver(options: TelegramOptions): Promise<TelegramReceiver> {
  const { token, chatId, clock = { now: () => new Date() } } = options
  const faults = createReceiverFaults()
  const messages: TelegramMessage[] = []
  const attempts: TelegramAttempt[] = []
  let strays = 0

  const accept = (text: string, at: Date): ReceiverReply => {
    const id = messages.length + 1
    messages.push({ id, at, text })
    const chat = { id: Number(chatId), type: 'private' }
    const result = { message_id: id, date: Math.floor(at.getTime() / 1_000), chat, text }
    return { status: 200, body: { ok: true, result } }
  }
  const answer = (incoming: Incoming): ReceiverReply => {
    if (incoming.path === REDIRECT_PATH) {
      strays += 1
      return { status: 200, body: { ok: true, result: {} } }
    }
    const at = clock.now()
    const fault = faults.take()
    const judged = judge(incoming, token, chatId)
    const problem = 'refusal' in judged ? judged.refusal.description : null
    const outcome = fault?.kind ?? (problem === null ? 'accepted' : 'refused')
    attempts.push({ at, outcome, problem })
    if (fault) return replyOfFault(fault, server.url) ?? replyInWords(fault)
    return 'refusal' in judged ? refuse(judged.refusal) : accept(judged.text, at)
  }
  const server = await startReceiverServer(answer)
  return {
    url: server.url,
    token,
    chatId,
    messages: () => messages,
    attempts: () => attempts,
    strays: () => strays,
    fail: faults.order,
    clear: faults.clear,
    close: server.close,
  }
}

type Refusal = { code: number; description: string; retryAfterSeconds?: number }

/** The text of a valid call, or the Bot API's description of its fault. */
function judge(
  { method, path, text }: Incoming,
  token: string,
  chatId: string,
): { text: string } | { refusal: Refusal } {
  const no = (code: number, description: string) => ({ refusal: { code, description } })
  const [, sentToken, call] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? []
  if (sentToken === undefined) return no(404, 'Not Found')
  if (sentToken !== token) return no(401, 'Unauthorized')
  if (method !== 'POST' || call !== 'sendMessage') return no(404, 'Not Found')
  const parsed = message.safeParse(parseJson(text))
  if (!parsed.success || parsed.data.chat_id !== chatId) {
    return no(400, 'Bad Request: chat not found')
  }
  if (parsed.data.text.trim() === '') return no(400, 'Bad Request: message text is empty')
  if (parsed.data.text.length > MAX_TEXT_LENGTH) return no(400, 'Bad Request: message is too long')
  return { text: parsed.data.text }
}

function refuse({ code, description, retryAfterSeconds }: Refusal): ReceiverReply {
  const parameters =
    retryAfterSeconds === undefined ? {} : { parameters: { retry_after: retryAfterSeconds } }
  return { status: code, body: { ok: false, error_code: code, description, ...parameters } }
}

function replyInWords({ kind, retryAfterSeconds }: ReceiverFault): ReceiverReply {
  if (kind === 'gone') {
    return refuse({ code: 403, description: 'Forbidden: bot was blocked by the user' })
  }
  if (kind === 'rate_limit') {
    const description = `Too Many Requests: retry after ${retryAfterSeconds}`
    return refuse({ code: 429, description, retryAfterSeconds })
  }
  return refuse({ code: 500, description: 'Internal Server Error' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // without JSON there is no chat id
  }
}
