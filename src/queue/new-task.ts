import { invalidField, InvalidInputError } from '../base/errors.ts'
import type { TaskType } from './task-type.ts'

/** A task to be enqueued, its payload parsed. */
export type NewTask = {
  payload: unknown
  subject: string | null
  dedupe_key: string | null
  limit_key: string | null
}

/** Throws InvalidInputError with each faulty path below `payload`. */
export function newTask(type: TaskType<never>, payload: unknown, place: string): NewTask {
  const parsed = parsePayload(type, payload, place)
  refuseUnstorable(parsed, `payload${place}`)
  return {
    payload: parsed,
    subject: type.subject?.(parsed) ?? null,
    dedupe_key: type.dedupeKey(parsed),
    limit_key: type.limit?.key(parsed) ?? null,
  }
}

/** Throws InvalidInputError at the first text that PostgreSQL cannot hold. */
function refuseUnstorable(value: unknown, path: string): void {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
    throw invalidField(path, 'has a character that cannot be stored', { code: 'unstorable' })
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) refuseUnstorable(item, `${path}.${key}`)
}

/** Parses a payload. Throws InvalidInputError with each faulty path below `payload`. */
export function parsePayload(type: TaskType<never>, payload: unknown, place = ''): unknown {
  const result = type.payload.safeParse(payload)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => ({
    field: ['payload' + place, ...issue.path.map(String)].join('.'),
    reason: issue.message,
    code: 'not_accepted' as const,
  }))
  throw new InvalidInputError(
    `the payload does not fit task type ${type.name}: ` +
      problems.map((each) => `${each.field}: ${each.reason}`).join('; '),
    problems,
  )
}
