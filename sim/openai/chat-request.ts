import { z } from 'zod'
import { ApiError, badRequest } from './api-error.ts'
import { digest } from './draw.ts'
import { dataUrlSize } from './image-size.ts'
import { JsonSchema } from './json-schema.ts'
import { schemaProblem } from './schema-rules.ts'
import { imageTokens, textTokens, type ImageDetail } from './tokens.ts'

const ContentPart = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({
    type: z.literal('image_url'),
    image_url: z.looseObject({
      url: z.string(),
      detail: z.enum(['low', 'high', 'auto', 'original']).optional(),
    }),
  }),
])

const ResponseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({
      name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
      strict: z.boolean().nullish(),
      schema: z.record(z.string(), z.unknown()),
    }),
  }),
])

const Body = z.looseObject({
  model: z.string().min(1),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        content: z.union([z.string(), z.array(ContentPart)]).nullish(),
      }),
    )
    .min(1),
  response_format: ResponseFormat.optional(),
  max_completion_tokens: z.int().positive().nullish(),
  max_tokens: z.int().positive().nullish(),
  reasoning_effort: z.string().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  stream: z.boolean().nullish(),
})

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export type ReasoningEffort = (typeof EFFORTS)[number]

type Image = { url: string; detail: ImageDetail }

/** A valid chat completion request. */
export type ChatRequest = {
  model: string
  /** The texts of the user messages. */
  userText: string
  images: readonly Image[]
  /** A fingerprint of all user messages with their images. */
  contentHash: string
  /** The answer that a test sets for the model; undefined for an answer of its own. */
  scripted?: unknown
  format: { kind: 'text' } | { kind: 'json' } | { kind: 'schema'; schema: JsonSchema }
  effort: ReasoningEffort
  maxCompletionTokens: number | undefined
  promptTokens: number
}

/** Parses bodies of chat completions; caches schemas, because the rows of a batch share one. */
export type ChatReader = (body: unknown) => ChatRequest

/**
 * Returns the model's answer to the text of the user messages; undefined for an answer of its own.
 */
export type Script = (userText: string) => unknown

/** Throws the ApiError that the API would return. */
export function createChatReader(models: readonly string[], script?: Script): ChatReader {
  const schemas = new Map<string, JsonSchema | ApiError>()
  return (raw) => {
    const parsed = Body.safeParse(raw)
    if (!parsed.success) throw shapeError(parsed.error)
    const body = parsed.data
    if (!models.includes(body.model)) throw modelNotFound(body.model)
    const effort = effortOf(body.reasoning_effort ?? undefined, body.model)
    refuseUnsupported(body, effort)
    const user = body.messages.filter((message) => message.role === 'user')
    const userText = user.flatMap(textsOf).join('\n')
    const images = body.messages.flatMap(imagesOf)
    refuseBrokenImages(images)
    const format = formatOf(body.response_format, schemas)
    const texts = [...body.messages.flatMap(textsOf), schemaText(body.response_format)]
    return {
      model: body.model,
      userText,
      images,
      contentHash: digest(JSON.stringify(user.map((message) => message.content ?? null))),
      scripted: script?.(userText),
      format,
      effort,
      maxCompletionTokens: body.max_completion_tokens ?? undefined,
      promptTokens: texts.reduce(
        (sum, text) => sum + textTokens(text),
        imageSum(images, body.model),
      ),
    }
  }
}

type Message = z.output<typeof Body>['messages'][number]

/** The texts of a message with a string or a list of parts. */
function textsOf({ content }: Message): string[] {
  if (typeof content === 'string') return [content]
  return (content ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : []))
}

function imagesOf({ content }: Message): Image[] {
  if (typeof content === 'string') return []
  return (content ?? []).flatMap((part) =>
    part.type === 'image_url'
      ? [{ url: part.image_url.url, detail: part.image_url.detail ?? 'auto' }]
      : [],
  )
}

const imageSum = (images: readonly Image[], model: string): number =>
  images.reduce((sum, { url, detail }) => sum + imageTokens(url, detail, model), 0)

/** Default effort: gpt-5.6 and gpt-6 reason at `medium`, gpt-5.4 does not. */
function effortOf(requested: string | undefined, model: string): ReasoningEffort {
  const fallback = model.startsWith('gpt-5.4') ? 'none' : 'medium'
  const effort = EFFORTS.find((each) => each === (requested ?? fallback))
  if (effort) return effort
  throw badRequest(
    `Invalid value: '${requested}'. Supported values are: ${EFFORTS.map((each) => `'${each}'`).join(', ')}.`,
    'reasoning_effort',
    'invalid_value',
  )
}

function refuseUnsupported(body: z.output<typeof Body>, effort: ReasoningEffort): void {
  if (typeof body.max_tokens === 'number') {
    throw badRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use " +
        "'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    )
  }
  if (typeof body.temperature === 'number' && body.temperature !== 1 && effort !== 'none') {
    throw badRequest(
      "Unsupported value: 'temperature' does not support a value other than 1 with this " +
        'reasoning effort.',
      'temperature',
      'unsupported_value',
    )
  }
  if (body.stream === true) {
    throw badRequest('Streaming is not supported here.', 'stream', 'unsupported_value')
  }
}

function refuseBrokenImages(images: readonly Image[]): void {
  if (images.every(({ url }) => !url.startsWith('data:') || dataUrlSize(url))) return
  throw badRequest(
    'You uploaded an unsupported image. Please make sure your image has of one the following ' +
      "formats: ['png', 'jpeg', 'gif', 'webp'].",
    null,
    'invalid_image_format',
  )
}

const schemaText = (format: z.output<typeof ResponseFormat> | undefined): string =>
  format?.type === 'json_schema' ? JSON.stringify(format.json_schema.schema) : ''

function formatOf(
  format: z.output<typeof ResponseFormat> | undefined,
  cache: Map<string, JsonSchema | ApiError>,
): ChatRequest['format'] {
  if (!format || format.type === 'text') return { kind: 'text' }
  if (format.type === 'json_object') return { kind: 'json' }
  const key = `${format.json_schema.name} ${format.json_schema.strict} ${schemaText(format)}`
  const schema = cache.get(key) ?? readSchema(format.json_schema)
  if (cache.size < 100) cache.set(key, schema)
  if (schema instanceof ApiError) throw schema
  return { kind: 'schema', schema }
}

function readSchema(format: {
  name: string
  schema: unknown
  strict?: boolean | null | undefined
}): JsonSchema | ApiError {
  const refused = (problem: string): ApiError =>
    badRequest(`Invalid schema for response_format '${format.name}': ${problem}`, 'response_format')
  const parsed = JsonSchema.safeParse(format.schema)
  if (!parsed.success) return refused(`${z.prettifyError(parsed.error)}.`)
  const problem = format.strict === true ? schemaProblem(parsed.data) : undefined
  return problem === undefined ? parsed.data : refused(problem)
}

function shapeError(error: z.ZodError): ApiError {
  const [issue] = error.issues
  const param = issue?.path.join('.') ?? null
  const isMissing = issue?.code === 'invalid_type' && issue.message.endsWith('received undefined')
  if (isMissing) {
    return badRequest(
      `Missing required parameter: '${param}'.`,
      param,
      'missing_required_parameter',
    )
  }
  return badRequest(`Invalid value for '${param}': ${issue?.message}.`, param, 'invalid_value')
}

const modelNotFound = (model: string): ApiError =>
  new ApiError(404, {
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    param: null,
    code: 'model_not_found',
  })
