import type { ZodError } from 'zod'
import type { FieldProblem } from '../base/errors.ts'
import { FAULT_CODES, type FaultCode } from '../base/fault-codes.ts'

type Issue = ZodError['issues'][number]
type Fault = Omit<FieldProblem, 'field' | 'code'> & { code: FaultCode }

/** Returns the fault of a field, for people and for programs. */
export function faultOf(issue: Issue, target: string): Fault {
  // The key of a record has its own fault, which says more than that the key is invalid.
  const [own = issue] = issue.code === 'invalid_key' ? issue.issues : []
  return { reason: reasonOf(own, target), ...codeOf(own, target) }
}

const isRepeated = (issue: Issue, target: string): boolean =>
  target === 'query' && issue.code === 'invalid_type' && issue.message.endsWith('received array')

const TYPES: Readonly<Partial<Record<string, FaultCode>>> = {
  number: 'not_a_number',
  int: 'not_a_number',
  string: 'not_a_text',
  boolean: 'not_a_boolean',
  array: 'not_a_list',
}

const FORMATS: Readonly<Partial<Record<string, FaultCode>>> = {
  uuid: 'not_an_id',
  date: 'not_a_day',
  datetime: 'not_a_time',
  email: 'not_an_email',
  url: 'not_a_url',
}

/** The names of a lower bound, by the type that it limits. */
const SMALL: Readonly<Partial<Record<string, FaultCode>>> = {
  string: 'too_short',
  array: 'too_few',
}
const BIG: Readonly<Partial<Record<string, FaultCode>>> = { string: 'too_long', array: 'too_many' }

type Coded = Omit<Fault, 'reason'>

function codeOf(issue: Issue, target: string): Coded {
  switch (issue.code) {
    case 'invalid_type':
      return { code: isRepeated(issue, target) ? 'given_twice' : codeOfType(issue) }
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return { code: BIG[issue.origin] ?? 'too_high', limits: { max: Number(issue.maximum) } }
    case 'invalid_format':
      return { code: FORMATS[issue.format] ?? 'wrong_format' }
    case 'invalid_value':
      return { code: 'unknown_value' }
    case 'not_multiple_of':
      return { code: 'not_a_multiple', limits: { of: issue.divisor } }
    case 'custom':
      return codedBy(issue.params)
    default:
      return UNCODED
  }
}

/** A value that fits none of several forms. */
const UNCODED: Coded = { code: 'wrong_format' }

/** The code, value and limits that `fault` attached. */
function codedBy(params: Readonly<Record<string, unknown>> = {}): Coded {
  const { code: name, value, ...limits } = params
  const code = FAULT_CODES.find((each) => each === name)
  if (code === undefined) return UNCODED
  const numbers = Object.entries(limits).filter(
    (limit): limit is [string, number] => typeof limit[1] === 'number',
  )
  return {
    code,
    ...(typeof value === 'string' && { value }),
    ...(numbers.length > 0 && { limits: Object.fromEntries(numbers) }),
  }
}

const codeOfType = ({ message, expected }: Extract<Issue, { code: 'invalid_type' }>): FaultCode =>
  message.endsWith('received undefined') ? 'required' : (TYPES[expected] ?? 'wrong_type')

/** An empty text counts as missing. */
function tooSmall({ origin, minimum }: Extract<Issue, { code: 'too_small' }>): Coded {
  if (origin === 'string' && minimum === 1) return { code: 'required' }
  return { code: SMALL[origin] ?? 'too_low', limits: { min: Number(minimum) } }
}

/** The expected form of a text, as shown to the user. */
const EXPECTED: Readonly<Partial<Record<string, string>>> = {
  uuid: 'expected an id such as 019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44',
  date: 'expected a day such as 2026-11-21',
  datetime: 'expected a time such as 2026-11-21T09:00:00Z',
}

/** Replaces zod's technical messages. */
function reasonOf(issue: Issue, target: string): string {
  if (isRepeated(issue, target)) return 'is given more than once, and takes one value'
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return `is missing: expected ${issue.expected}`
  if (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1)
    return 'must not be empty'
  return (issue.code === 'invalid_format' && EXPECTED[issue.format]) || issue.message
}
