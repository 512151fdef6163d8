import { Hono } from 'hono'
import type { Clock } from '../../src/base/clock.ts'
import { ApiError, invalidRequest } from './api-error.ts'
import type { ChatReader, ChatRequest } from './chat-request.ts'
import { digest } from './draw.ts'
import type { FaultBook } from './faults.ts'
import { readJson } from './read-json.ts'
import type { Referee } from './referee.ts'
import { runRow, type RowResult } from './row-faults.ts'

/** Direct questions without an answer yet. */
export type OpenQuestions = { now: number; most: number }

export type ChatServices = {
  clock: Clock
  faults: FaultBook
  referee: Referee
  read: ChatReader
  /** World time that the model takes. */
  answerMs: number
  /** Counted here. */
  open: OpenQuestions
}

const DIRECT = { batch_id: null, custom_id: null }

/** `/chat/completions`: one request, answered by the model of the batches. */
export function chatRoutes({ clock, faults, referee, read, answerMs, open }: ChatServices): Hono {
  let count = 0
  return new Hono().post('/', async (c) => {
    const request = read(await readJson(c.req.raw))
    referee.sent(request, DIRECT)
    count += 1
    open.now += 1
    open.most = Math.max(open.most, open.now)
    try {
      if (answerMs > 0) await clock.sleep(answerMs, c.req.raw.signal)
    } finally {
      open.now -= 1
    }
    const atMs = clock.now().getTime()
    const name = { batchId: 'direct', customId: `direct-${count}` }
    const fault = faults.takeForRow({ ...name, text: request.userText })?.kind
    const key = digest(name.customId, atMs)
    const result = runRow({ key, customId: name.customId, request, atMs }, fault)
    pay(referee, request, result)
    const { status_code, body } = responseOf(result)
    return Response.json(body, { status: status_code })
  })
}

function pay(referee: Referee, { contentHash }: ChatRequest, { usage, isGood }: RowResult): void {
  if (usage) referee.paid({ ...DIRECT, contentHash, usage, isGood })
}

/** The effect of a row fault on a direct request: missing or answerless lines become a timeout. */
function responseOf({ lines: [line] }: RowResult) {
  if (line?.response) return line.response
  throw new ApiError(408, invalidRequest('Request timed out.', null, 'request_timeout'))
}
