import { InvalidInputError } from '../../base/errors.ts'

/**
 * Reads one of a few values in a form. Throws an InvalidInputError that names the field for any
 * other value.
 */
export function choiceIn<Value extends string>(
  form: URLSearchParams,
  field: string,
  values: readonly Value[],
): Value {
  const selected = form.get(field)
  const found = values.find((value) => value === selected)
  if (found !== undefined) return found
  const reason = `expected ${values.join(', ')}`
  throw new InvalidInputError(`${field}: ${reason}`, [{ field, reason, code: 'unknown_value' }])
}
