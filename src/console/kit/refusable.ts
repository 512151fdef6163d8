import { EditConflictError } from '../edit-conflict.ts'
import { ProblemError } from '../user-client.ts'

type Outcome<Answer> =
  | { answer: Answer; refusal: undefined }
  | { answer: undefined; refusal: ProblemError }

/** Refusals that a form shows itself: a conflict, and invalid fields. */
const OF_FORMS: readonly number[] = [409, 422]

/**
 * Returns the answer of a call, or its refusal when that has one of these statuses; other refusals
 * are thrown.
 */
export async function refusable<Answer>(
  call: Promise<Answer>,
  statuses = OF_FORMS,
): Promise<Outcome<Answer>> {
  try {
    return { answer: await call, refusal: undefined }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    // A form that sends the version it was made of shows what a colleague has changed.
    const isOfForm = error instanceof EditConflictError || statuses.includes(error.problem.status)
    if (!isOfForm) throw error
    return { answer: undefined, refusal: error }
  }
}
