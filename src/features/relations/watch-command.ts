import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { ApiError, type ApiClient } from '../../cli/api-client.ts'
import { streamed, type Streamed, type Tools } from '../../cli/command.ts'
import { readEvents, type StreamedEvent } from '../../cli/event-stream.ts'
import { requestOf } from '../../cli/operation-request.ts'
import { showTime } from '../../cli/show/value.ts'

const ENDS: ReadonlySet<string> = new Set(['complete', 'incomplete', 'failed', 'cancelled'])
/** Streams in a row without an event: a minute, enough for gramd to restart. */
const MAX_EMPTY_STREAMS = 30

export type WatchOptions = Pick<Tools, 'report'> & {
  /** Real time before a stream that broke off is taken up. */
  pauseMs?: number
}

/**
 * Follows a relation check to its end and returns it; reports its progress on the way. A stream
 * that breaks off is resumed. Throws an ApiError.
 */
export async function watchCheck(
  api: ApiClient,
  id: string,
  { report, pauseMs = 2_000 }: WatchOptions,
): Promise<Streamed> {
  const { path } = await requestOf('watchRelationCheck', { id })
  let [last, lastLine, empty]: [string | undefined, string, number] = [undefined, '', 0]
  const hear = (event: StreamedEvent): void => {
    empty = 0
    last = event.id ?? last
    const line = describeEvent(event)
    report({ event: event.event, data: event.data }, line === lastLine ? undefined : line)
    lastLine = line
  }
  const readStream = async (): Promise<Streamed | undefined> => {
    const place: Record<string, string> = last === undefined ? {} : { 'last-event-id': last }
    for await (const event of readEvents(await api.download(path, place))) {
      if (event.event === 'removed') throw new ApiError('the check has been removed')
      if (!ENDS.has(event.event)) {
        hear(event)
        continue
      }
      report({ event: event.event, data: event.data })
      return streamed(event.data)
    }
    return undefined
  }
  for (;;) {
    try {
      const end = await readStream()
      if (end) return end
    } catch (error) {
      // An open stream may break off; a refusal of the first request is final.
      const isFinal =
        error instanceof ApiError && (last === undefined || empty >= MAX_EMPTY_STREAMS)
      if (isFinal) throw error
    }
    empty += 1
    if (empty > MAX_EMPTY_STREAMS) throw new ApiError('the stream of events broke off')
    await delay(pauseMs)
  }
}

const Check = z.object({
  id: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  waiting_until: z.string().nullable(),
  lists: z
    .array(
      z.object({
        kind: z.string(),
        reason: z.string().nullable(),
        collected: z.number(),
        expected: z.number().nullable(),
        new_since: z.string().nullish(),
        new_members: z.number().default(0),
      }),
    )
    .default([]),
  progress: z.object({
    collected: z.number(),
    expected: z.number().nullable(),
    pages: z.number(),
    requests: z.number(),
    accounts: z.array(z.string()),
    seconds_left: z.number().nullable(),
  }),
})

/** An event in one line for people. */
function describeEvent({ event, data }: StreamedEvent): string {
  const check = Check.safeParse(data).data
  if (check) return checkLine(check)
  const { list, created_at: _at, ...rest } = z.record(z.string(), z.unknown()).parse(data)
  const text = (value: unknown): string =>
    typeof value === 'string' ? value : JSON.stringify(value)
  const facts = Object.entries(rest).map(([name, value]) => `${name}=${text(value)}`)
  return [list === undefined ? event : `${text(list)}: ${event}`, ...facts].join(' ')
}

/** A relation check in one line; undefined for an answer that is none. */
export function describeCheck(answer: unknown): string | undefined {
  const check = Check.safeParse(answer).data
  return check && checkLine(check)
}

function checkLine({
  id,
  status,
  reason,
  waiting_until,
  lists,
  progress,
}: z.output<typeof Check>): string {
  const { collected, expected, pages, requests, accounts, seconds_left: left } = progress
  const number = (value: number): string => value.toLocaleString('en')
  const because = reason === null ? '' : ` (${reason})`
  const until = waiting_until === null ? '' : ` until ${showTime(waiting_until, {})}`
  const most = expected === null ? '' : ` of ${number(expected)}`
  const time = left === null || left === 0 ? [] : [`about ${number(Math.ceil(left / 60))} min left`]
  const how = reason === 'confirmation' ? ` (gramd relations confirm ${id} lets it continue)` : ''
  const few = lists.flatMap((list) =>
    list.reason === 'only_few_shown' && list.expected !== null
      ? [
          `Instagram shows only ${number(list.collected)} of ${number(list.expected)} people in ${list.kind}`,
        ]
      : [],
  )
  const only = lists.flatMap((list) =>
    list.reason === 'only_new_read' && typeof list.new_since === 'string'
      ? [
          `only what is new in ${list.kind} since ${showTime(list.new_since, {})}: ${number(list.new_members)}`,
        ]
      : [],
  )
  const parts = [
    ...few,
    ...only,
    `${number(collected)}${most} members`,
    `${number(pages)} pages`,
    `${number(requests)} requests`,
    `${accounts.length} accounts`,
    ...time,
  ]
  return `${status}${because}${until}: ${parts.join(', ')}${how}`
}
