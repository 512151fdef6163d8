import type { FaultCode } from '../../../base/fault-codes.ts'
import { InvalidInputError } from '../../../base/errors.ts'

/**
 * A reason to refuse a file: the rule that it breaks, the value that it has, and what to do about
 * it.
 */
export type Fault = {
  /** The code of the rule, for programs. */
  rule: FaultCode
  /** The fault in words, with value and limit. */
  says: string
  remedy: string
  limits?: Readonly<Record<string, number>>
}

/** The field is the one of the form that brings the file. */
export const refusal = (faults: readonly Fault[], options?: ErrorOptions): InvalidInputError =>
  new InvalidInputError(
    `file: ${faults.map(textOf).join('; ')}`,
    faults.map((fault) => ({
      field: 'file',
      reason: textOf(fault),
      code: fault.rule,
      ...(fault.limits === undefined ? {} : { limits: fault.limits }),
    })),
    options,
  )

const textOf = ({ says, remedy }: Fault): string => `${says}; ${remedy}`

export const unfit = (
  rule: FaultCode,
  says: string,
  remedy: string,
  options?: ErrorOptions,
): InvalidInputError => refusal([{ rule, says, remedy }], options)
