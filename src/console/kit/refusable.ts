import { ProblemError } from '../ask.ts'

type Outcome<Answer> =
  | { answer: Answer; refusal: undefined }
  | { answer: undefined; refusal: ProblemError }

/** Refusals that a form shows by itself: a conflict, and faulty fields. */
const OF_FORMS: readonly number[] = [409, 422]

/** The answer of a call, or its refusal when that has one of these statuses; any other one is thrown. */
export async function refusable<Answer>(
  call: Promise<Answer>,
  statuses = OF_FORMS,
): Promise<Outcome<Answer>> {
  try {
    return { answer: await call, refusal: undefined }
  } catch (error) {
    if (!(error instanceof ProblemError) || !statuses.includes(error.problem.status)) throw error
    return { answer: undefined, refusal: error }
  }
}
