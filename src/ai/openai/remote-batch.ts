import { REMOTE_STATUSES, type RemoteStatus, type RemoteBatch } from './remote-status.ts'
import { z } from 'zod'
import { cleanText } from '../../base/text.ts'
import { OpenAiAnswerError } from './errors.ts'

/** Final states. */
const TERMINAL: ReadonlySet<RemoteStatus> = new Set(['completed', 'failed', 'expired', 'cancelled'])
export const isTerminal = (status: RemoteStatus): boolean => TERMINAL.has(status)

/** The name of our key in a batch's metadata. */
export const KEY_NAME = 'gramd_batch'

/** OpenAI sends null, nothing or '' for no file. */
const FileId = z
  .string()
  .nullish()
  .transform((id) => id || null)
const Count = z.number().int().nonnegative()

const Problem = z.object({
  code: z.string().nullish(),
  message: z.string().nullish(),
  line: z.number().nullish(),
})
type Problem = z.output<typeof Problem>

const Answer = z.object({
  id: z.string().min(1),
  status: z.enum(REMOTE_STATUSES),
  input_file_id: z.string().min(1),
  output_file_id: FileId,
  error_file_id: FileId,
  created_at: z.number(),
  request_counts: z.object({ total: Count, completed: Count, failed: Count }).nullish(),
  errors: z.object({ data: z.array(Problem).nullish() }).nullish(),
})

const MAX_CODE = 100
const MAX_MESSAGE = 500

/** Short enough to read, and without characters that PostgreSQL refuses. */
function errorOf({ code, message, line }: Problem): { code: string; message: string } {
  const place = line ? ` (line ${line})` : ''
  return {
    code: cleanText((code ?? 'unknown').slice(0, MAX_CODE)),
    message: `${cleanText((message ?? '').slice(0, MAX_MESSAGE))}${place}`,
  }
}

/** Throws OpenAiAnswerError, naming the fields, when an answer is not `what`. */
function parse<T>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const { data, error } = schema.safeParse(answer)
  if (!error) return data
  const fields = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new OpenAiAnswerError(`the ${what} has an unknown shape: ${fields.join('; ')}`)
}

/** Reads a batch object. Throws OpenAiAnswerError, naming the field, when it is not one. */
export function parseBatch(answer: unknown): RemoteBatch {
  const batch = parse(Answer, answer, 'batch object')
  const problems = batch.errors?.data ?? []
  const [problem] = problems
  return {
    id: batch.id,
    status: batch.status,
    inputFileId: batch.input_file_id,
    outputFileId: batch.output_file_id,
    errorFileId: batch.error_file_id,
    createdAt: new Date(batch.created_at * 1_000),
    counts: batch.request_counts ?? { total: 0, completed: 0, failed: 0 },
    error: problem ? errorOf(problem) : null,
    faultyLines: [...new Set(problems.flatMap(({ line }) => line ?? []))],
  }
}

const Listed = z.object({
  created_at: z.number(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
})

/** Key and age of a listed batch, which may be another program's. */
export function readListed(answer: unknown): { key: unknown; createdAt: Date } {
  const { metadata, created_at } = parse(Listed, answer, 'listed batch')
  return { key: metadata?.[KEY_NAME], createdAt: new Date(created_at * 1_000) }
}

/** A file as OpenAI lists it. */
export type ListedFile = { id: string; name: string; createdAt: Date }

const File = z.object({ id: z.string().min(1), filename: z.string(), created_at: z.number() })

export function readListedFile(answer: unknown): ListedFile {
  const { id, filename, created_at } = parse(File, answer, 'listed file')
  return { id, name: filename, createdAt: new Date(created_at * 1_000) }
}
