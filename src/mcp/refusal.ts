import { Problem } from '../http/router.ts'
import { marked } from './foreign-text.ts'

/** The remedy for a refusal, by its code, or else by its status. */
const BY_CODE: Readonly<Record<string, string>> = {
  second_factor_required: 'The user of this token must first add a second factor in the console.',
  idempotency_key_reused: 'Take a new idempotency_key for another call.',
  idempotency_key_in_use: 'Wait some seconds, then call again with the same idempotency_key.',
  ambiguous_reference: 'Call again with the id of the one that is meant.',
  unknown_reference: 'Look it up first, then call again with its id.',
}
const BY_STATUS: ReadonlyMap<number, string> = new Map([
  [401, 'The token has ended: a person must enter a new one.'],
  [402, 'The budget is used up: a person must raise it, or wait for the next day.'],
  [403, 'Ask the operator for a token with this scope; do not try it another way.'],
  [404, 'There is no such thing, or it is not yours: look it up with a list or a search.'],
  [409, 'Read its present state first.'],
  [410, 'It is gone for good.'],
  [412, 'It was changed meanwhile: read it again, then repeat the change with its new version.'],
  [422, 'Correct the fields that are named, then call again.'],
])
const LATER = 'Call again later'

/** Returns a refusal in words, with what can be done about it. */
export async function describeRefusal(answer: Response): Promise<string> {
  const seconds = answer.headers.get('retry-after')
  const problem = Problem.safeParse(await answer.json().catch(() => null))
  if (!problem.success) return `It failed with HTTP status ${answer.status}. ${LATER}.`
  const { detail, code, errors = [], status } = problem.data
  const faults = errors.map(
    ({ field, reason, suggestion, candidates = [] }) =>
      `- ${field}: ${reason}` +
      (suggestion === undefined ? '' : `; did you mean ${marked(suggestion)}?`) +
      candidates.map(({ id, name }) => `\n  - ${id}: ${marked(name)}`).join(''),
  )
  const wait = seconds === null ? '' : `${LATER}, after ${seconds} seconds.`
  const remedy = BY_CODE[code] ?? BY_STATUS.get(status) ?? (wait === '' ? `${LATER}.` : '')
  return [`Refused (${code}): ${detail}`, ...faults, [remedy, wait].filter(Boolean).join(' ')].join(
    '\n',
  )
}
