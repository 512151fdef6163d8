import type { Made } from '../../../../console/edit-conflict.ts'
import type { ProblemError } from '../../../../console/user-client.ts'

/** The input, and the API's error about it; secrets are never given back. */
export type FormState = { fields: URLSearchParams; made?: Made; error?: ProblemError | undefined }

/** The fault at a field, by any of the names that the API has for it. */
export const faultAt = ({ error }: FormState, ...names: string[]): string | undefined =>
  error?.reasonWithin(...names)

export const textOf = (fields: URLSearchParams, name: string): string =>
  fields.get(name)?.trim() ?? ''
