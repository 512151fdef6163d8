import { ApiError, type ApiProblem } from './api-error.ts'
import type { ChatRequest } from './chat-request.ts'
import { digest } from './draw.ts'
import {
  answer,
  completion,
  cutOff,
  usageOf,
  type Answer,
  type ChatCompletion,
  type Usage,
} from './model.ts'
import { textTokens } from './tokens.ts'

/** One line of an output or error file. */
type OutputLine = {
  id: string
  custom_id: string
  response: {
    status_code: number
    request_id: string
    body: ChatCompletion | { error: ApiProblem }
  } | null
  error: { code: string; message: string } | null
}

/** A row before its answer. `key` is unique to it, `atMs` is world time. */
export type RowContext = { key: string; customId: string; request: ChatRequest; atMs: number }

/** The end of a row: its file, its lines and its cost. */
export type RowResult = {
  file: 'output' | 'error'
  lines: OutputLine[]
  /** Lines in the other file. */
  elsewhere?: OutputLine[]
  /** The last line is cut. */
  isTorn?: boolean
  /** Undefined if nothing was paid. */
  usage?: Usage
  /** Whether the client got a usable answer. */
  isGood: boolean
}

export type RowFault = {
  /** The effect that the client will see, for people. */
  does: string
  /** Where `request_counts` counts the row. */
  counts: 'completed' | 'failed'
  strike(row: RowContext): RowResult
}

export const SERVER_ERROR: ApiProblem = {
  message: 'The server had an error while processing your request. Sorry about that!',
  type: 'server_error',
  param: null,
  code: null,
}

/** Faults of one row; a new kind is one more entry. */
export const ROW_FAULTS = {
  refusal: {
    does: 'answers with message.refusal and no content',
    counts: 'completed',
    strike: (row) =>
      spoiled(row, (said) => ({
        ...said,
        content: null,
        refusal: "I'm sorry, but I can't help with that.",
      })),
  },
  length: {
    does: 'cuts the answer in the middle: finish_reason length',
    counts: 'completed',
    strike: (row) =>
      spoiled(row, ({ content, usage }) => {
        const tokens = Math.floor(textTokens(content ?? '') / 2)
        return cutOff(content ?? '', tokens, usageOf(usage.prompt_tokens, tokens))
      }),
  },
  content_filter: {
    does: 'leaves the content empty: finish_reason content_filter',
    counts: 'completed',
    strike: (row) =>
      spoiled(row, (said) => ({ ...said, content: '', finishReason: 'content_filter' })),
  },
  invalid_json: {
    does: 'ends with finish_reason stop on content that is not JSON',
    counts: 'completed',
    strike: (row) => spoiled(row, (said) => ({ ...said, content: `${said.content ?? ''},]` })),
  },
  schema_mismatch: {
    does: 'answers with JSON of another shape than asked for',
    counts: 'completed',
    strike: (row) => spoiled(row, (said) => ({ ...said, content: '{"unexpected":[1,2,3]}' })),
  },
  straying: {
    does: 'answers well, but with notes on religion and evidence that is not in the profile',
    counts: 'completed',
    strike: (row) => answered(row, strayed(answer(row.request))),
  },
  absurd_usage: {
    does: 'answers well, but reports more tokens than any model reads',
    counts: 'completed',
    strike: (row) => answered(row, { ...answer(row.request), usage: usageOf(5_000_000_000, 1) }),
  },
  error_400: {
    does: 'refuses the row: status_code 400, error null, in the error file',
    counts: 'failed',
    strike: (row) =>
      rejected(row, 400, {
        message: 'Invalid value for the request.',
        type: 'invalid_request_error',
        param: 'messages',
        code: 'invalid_value',
      }),
  },
  model_gone: {
    does: 'refuses the row because its model was shut down: status_code 404 model_not_found',
    counts: 'failed',
    strike: (row) =>
      rejected(row, 404, {
        message: 'The model does not exist or you do not have access to it.',
        type: 'invalid_request_error',
        param: null,
        code: 'model_not_found',
      }),
  },
  error_500: {
    does: 'fails the row: status_code 500, in the error file',
    counts: 'failed',
    strike: (row) => rejected(row, 500, SERVER_ERROR),
  },
  request_timeout: {
    does: 'times out: response null, error.code request_timeout',
    counts: 'failed',
    strike: (row) => notRun(row, 'request_timeout', 'This request timed out.'),
  },
  missing: {
    does: 'omits the row from both files, but counts and bills it',
    counts: 'completed',
    strike: (row) => ({ ...answered(row), lines: [], isGood: false }),
  },
  duplicate: {
    does: 'writes the line of the row twice',
    counts: 'completed',
    strike: (row) => withExtra(row, row.customId),
  },
  torn: {
    does: 'writes half of the line, but counts and bills the row',
    counts: 'completed',
    strike: (row) => ({ ...answered(row), isTorn: true, isGood: false }),
  },
  both_files: {
    does: 'answers the row in the output file, and fails it with a 500 in the error file',
    counts: 'completed',
    strike: (row) => ({ ...answered(row), elsewhere: rejected(row, 500, SERVER_ERROR).lines }),
  },
  unknown_custom_id: {
    does: 'adds a line for a custom_id that was never sent',
    counts: 'completed',
    strike: (row) => withExtra(row, `unknown-${digest(row.key).slice(0, 8)}`),
  },
} satisfies Record<string, RowFault>

export type RowFaultKind = keyof typeof ROW_FAULTS

/** The end by its fault, or an ordinary answer. */
export function runRow(row: RowContext, fault: RowFaultKind | undefined): RowResult {
  try {
    return fault ? ROW_FAULTS[fault].strike(row) : answered(row)
  } catch (thrown) {
    if (thrown instanceof ApiError) return rejected(row, thrown.status, thrown.problem)
    throw thrown
  }
}

type RowName = Pick<RowContext, 'key' | 'customId'>

/** A refused row: `error` is null, `response` has the status and the problem. */
export const rejected = (row: RowName, status: number, problem: ApiProblem): RowResult => ({
  file: 'error',
  lines: [{ ...lineOf(row), response: { ...responseOf(row, status), body: { error: problem } } }],
  isGood: false,
})

/** A row that never ran: `response` is null. */
export const notRun = (row: RowName, code: string, message: string): RowResult => ({
  file: 'error',
  lines: [{ ...lineOf(row), response: null, error: { code, message } }],
  isGood: false,
})

function answered(row: RowContext, said: Answer = answer(row.request)): RowResult {
  const body = completion(row.request.model, said, row.key, row.atMs)
  return {
    file: 'output',
    lines: [{ ...lineOf(row), response: { ...responseOf(row, 200), body } }],
    usage: said.usage,
    isGood: said.finishReason === 'stop',
  }
}

const spoiled = (row: RowContext, spoil: (said: Answer) => Answer): RowResult => ({
  ...answered(row, spoil(answer(row.request))),
  isGood: false,
})

/** The same answer with unwanted notes and an invented quote as all evidence. */
function strayed(said: Answer): Answer {
  const content = JSON.parse(said.content ?? 'null', (name: string, value: unknown) => {
    if (name === 'notes') return 'A practising Muslim who keeps Ramadan.'
    return name === 'quote' ? 'words that nobody has written' : value
  })
  return { ...said, content: JSON.stringify(content) }
}

function withExtra(row: RowContext, customId: string): RowResult {
  const result = answered(row)
  const id = lineOf({ ...row, key: `${row.key} again` }).id
  return {
    ...result,
    lines: result.lines.flatMap((line) => [line, { ...line, id, custom_id: customId }]),
  }
}

const lineOf = ({ key, customId }: RowName) => ({
  id: `batch_req_${digest('line', key).slice(0, 32)}`,
  custom_id: customId,
  error: null,
})

const responseOf = ({ key }: RowName, status: number) => ({
  status_code: status,
  request_id: `req_${digest('request', key).slice(0, 32)}`,
})
