import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { cleanText, parseJson } from '../../base/text.ts'

type RowUsage = { inputTokens: number; outputTokens: number }

/** The end of one request. Only rows with usage are paid. */
export type RowEnd =
  /** `value` is the answer's JSON: storable, but not checked against a schema. */
  | { kind: 'answer'; value: unknown; usage: RowUsage }
  | { kind: 'refusal'; message: string; usage: RowUsage }
  /** Ended by `max_completion_tokens`. */
  | { kind: 'cut_off'; usage: RowUsage }
  | { kind: 'content_filter'; usage: RowUsage }
  /** No JSON, or no answer. */
  | { kind: 'invalid'; message: string; usage: RowUsage }
  /** Refused or failed; `status` is the HTTP status in the row, if any. */
  | { kind: 'row_error'; status: number | null; code: string; message: string }
  /** Never ran: the batch ended before. */
  | { kind: 'expired' | 'cancelled' }

/**
 * A line of an output or error file; `unreadable` if it names no row. `end` is parsed on each
 * access: an answer takes ten times the memory of its text.
 */
export type ResultLine =
  | { kind: 'row'; customId: string; readonly end: RowEnd }
  | { kind: 'unreadable'; reason: string }

const MAX_MESSAGE = 500

const Line = z.object({
  custom_id: z.string().min(1),
  response: z.object({ status_code: z.number().int(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
})
type Line = z.output<typeof Line>

const Problem = z.object({
  error: z.object({
    code: z.union([z.string(), z.number()]).nullish(),
    type: z.string().nullish(),
    message: z.string().nullish(),
  }),
})

/** The limit of the column, and more than any model reads or writes. */
const MAX_TOKENS = 2_147_483_647
const Tokens = z.number().int().nonnegative().max(MAX_TOKENS)
const Usage = z
  .object({ usage: z.object({ prompt_tokens: Tokens, completion_tokens: Tokens }) })
  .transform(({ usage }) => ({
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
  }))

const Completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
})

/** The results in an output or error file; an unreadable line does not affect others. */
export async function* readResults(path: string): AsyncGenerator<ResultLine> {
  for await (const text of readLines(path)) yield parseResultLine(text)
}

/**
 * The non-empty lines of a text file. Only a line feed ends a line: node's readline would also
 * split at U+2028, which may be unescaped in JSON.
 */
async function* readLines(path: string): AsyncGenerator<string> {
  let parts: string[] = []
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const [first = '', ...others] = String(chunk).split('\n')
    parts.push(first)
    for (const next of others) {
      const line = parts.join('')
      if (line.trim() !== '') yield line
      parts = [next]
    }
  }
  const last = parts.join('')
  if (last.trim() !== '') yield last
}

export function parseResultLine(text: string): ResultLine {
  const json = parseJson(text)
  if (json === undefined) return { kind: 'unreadable', reason: 'no JSON' }
  const parsed = Line.safeParse(json)
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? ''
    return { kind: 'unreadable', reason: `unknown shape at ${path}` }
  }
  const row = parsed.data
  return {
    kind: 'row',
    customId: row.custom_id,
    get end() {
      return endOf(row)
    },
  }
}

function endOf({ response, error }: Line): RowEnd {
  if (response && response.status_code >= 200 && response.status_code < 300) {
    return answerEnd(response.body)
  }
  // `error` is null for a row that the model's API refused; its status and body say why.
  if (response) return refusedEnd(response.status_code, response.body)
  const code = error?.code ?? 'unknown'
  if (code === 'batch_expired') return { kind: 'expired' }
  if (code === 'batch_cancelled') return { kind: 'cancelled' }
  return rowError(null, code, error?.message)
}

function refusedEnd(status: number, body: unknown): RowEnd {
  const problem = Problem.safeParse(body).data?.error
  return rowError(status, problem?.code ?? problem?.type ?? `http_${status}`, problem?.message)
}

const rowError = (
  status: number | null,
  code: string | number,
  message: string | null | undefined,
): RowEnd => ({
  kind: 'row_error',
  status,
  code: shortened(String(code)),
  message: shortened(message),
})

/** The end of an answered request. */
export type AnswerEnd = Extract<RowEnd, { usage: RowUsage }>

/** Reads the body of a chat completion, of a batch or a direct call. */
export function answerEnd(body: unknown): AnswerEnd {
  const usage = Usage.safeParse(body).data ?? { inputTokens: 0, outputTokens: 0 }
  const choice = Completion.safeParse(body).data?.choices[0]
  if (!choice) return { kind: 'invalid', message: 'the answer has no choice', usage }
  const { content, refusal } = choice.message
  if (choice.finish_reason === 'content_filter') return { kind: 'content_filter', usage }
  if (refusal) return { kind: 'refusal', message: shortened(refusal), usage }
  if (choice.finish_reason === 'length') return { kind: 'cut_off', usage }
  if (!content) return { kind: 'invalid', message: 'the answer is empty', usage }
  const json = parseJson(content)
  if (json === undefined) return { kind: 'invalid', message: 'the answer is not JSON', usage }
  return { kind: 'answer', value: cleanJson(json), usage }
}

/**
 * Requested answers are never deeper. Some thousand levels, which an answer has room for, would
 * overflow the stack.
 */
const DEEPEST = 32

/**
 * A JSON value whose texts PostgreSQL accepts: a model may send NUL or lone surrogates as escapes,
 * and one would fail the statement for all its rows. Anything deeper than DEEPEST becomes null.
 * Returns a clean value, as nearly all are, itself: copies of thousands would fill the heap.
 */
function cleanJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return null
  if (Array.isArray(value)) {
    const items: unknown[] = value
    const cleaned = items.map((each) => cleanJson(each, depth + 1))
    return cleaned.every((each, place) => each === items[place]) ? items : cleaned
  }
  const entries = Object.entries(value)
  const cleaned = entries.map(([name, each]): [string, unknown] => [
    cleanText(name),
    cleanJson(each, depth + 1),
  ])
  const isClean = cleaned.every(
    ([name, each], place) => name === entries[place]?.[0] && each === entries[place]?.[1],
  )
  return isClean ? value : Object.fromEntries(cleaned)
}

const shortened = (message: string | null | undefined): string =>
  cleanText((message ?? '').slice(0, MAX_MESSAGE))
