import { z } from 'zod'

/** One request of an input file. */
export type InputRow = { line: number; customId: string; body: Readonly<Record<string, unknown>> }

/** One entry of a batch's `errors.data`; `line` counts from 1 and is null for the whole file. */
export type InputProblem = {
  code: string
  message: string
  line: number | null
  param: string | null
}

export type BatchInput = { rows: InputRow[]; model: string | null; problems: InputProblem[] }

export type InputRules = { endpoint: string; models: readonly string[]; maxRows?: number }

const MAX_ROWS = 50_000

const Line = z.looseObject({
  custom_id: z.string().min(1),
  method: z.string(),
  url: z.string(),
  body: z.looseObject({ model: z.string().min(1) }),
})
type Line = z.output<typeof Line>

/** Validates an input file as the API does in `validating`: reports every fault of every line. */
export function readBatchInput(content: Buffer, rules: InputRules): BatchInput {
  const input: BatchInput = { rows: [], model: null, problems: [] }
  const customIds = new Set<string>()
  const lines = content.toString('utf8').split('\n')
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue
    const line = index + 1
    const read = readLine(text, line)
    if ('problem' in read) {
      input.problems.push(read.problem)
      continue
    }
    input.model ??= read.line.body.model
    const problem = lineProblem(read.line, line, { ...rules, model: input.model, customIds })
    if (problem) input.problems.push(problem)
    customIds.add(read.line.custom_id)
    input.rows.push({ line, customId: read.line.custom_id, body: read.line.body })
  }
  const problem = fileProblem(input, rules)
  return problem ? { ...input, problems: [problem] } : input
}

const problemAt = (
  line: number | null,
  code: string,
  message: string,
  param: string | null = null,
): InputProblem => ({ code, message, line, param })

function readLine(text: string, line: number): { line: Line } | { problem: InputProblem } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    const message = 'This line is not parseable as valid JSON.'
    return { problem: problemAt(line, 'invalid_json_line', message) }
  }
  const parsed = Line.safeParse(value)
  if (parsed.success) return { line: parsed.data }
  const param = parsed.error.issues[0]?.path.join('.') ?? ''
  const message = `Missing or invalid required parameter: '${param}'.`
  return { problem: problemAt(line, 'missing_required_parameter', message, param) }
}

function lineProblem(
  { custom_id, method, url, body }: Line,
  line: number,
  rules: InputRules & { model: string; customIds: ReadonlySet<string> },
): InputProblem | undefined {
  if (method !== 'POST') {
    return problemAt(line, 'invalid_method', "Only the method 'POST' is supported.", 'method')
  }
  if (url !== rules.endpoint) {
    const message = `The URL provided for this request does not match the batch endpoint ${rules.endpoint}.`
    return problemAt(line, 'url_mismatch', message, 'url')
  }
  if (rules.customIds.has(custom_id)) {
    const message =
      `The custom_id ${custom_id} for this request is a duplicate of another request. The ` +
      'custom_id must be unique for each request in a batch.'
    return problemAt(line, 'duplicate_custom_id', message, 'custom_id')
  }
  if (body.model !== rules.model) {
    const message =
      `The model ${body.model} for this request does not match the rest of the batch. Each ` +
      'batch must contain requests for a single model.'
    return problemAt(line, 'model_mismatch', message, 'body.model')
  }
  if (rules.customIds.size === 0 && !rules.models.includes(body.model)) {
    const message = `The provided model '${body.model}' is not supported by the Batch API.`
    return problemAt(line, 'model_not_found', message, 'body.model')
  }
  return undefined
}

function fileProblem(input: BatchInput, rules: InputRules): InputProblem | undefined {
  const maxRows = rules.maxRows ?? MAX_ROWS
  if (input.rows.length === 0 && input.problems.length === 0) {
    return problemAt(null, 'empty_file', 'The input file is empty. Please ensure that the batch contains at least one request.') // prettier-ignore
  }
  if (input.rows.length <= maxRows) return undefined
  return problemAt(null, 'too_many_tasks', `The batch contains too many requests: ${input.rows.length}, the limit is ${maxRows}.`) // prettier-ignore
}
