import {
  conflictingFields,
  EditConflictError,
  madeIn,
  madeOf,
  withChoices,
  type Made,
  type Texts,
} from '../edit-conflict.ts'
import { readForm, type PageContext } from '../page.ts'
import { ProblemError } from '../user-client.ts'

/** A form of an edit page as it was sent: its fields as chosen, and what it was made of. */
export type EditForm = { form: URLSearchParams; made: Made }

/** Reads the form of an edit page; choices of a conflict are applied. */
export async function readEditForm(page: PageContext): Promise<EditForm> {
  const form = await readForm(page)
  return { form: withChoices(form), made: madeIn(form) }
}

type Save<Row, Answer> = {
  made: Made
  /** The texts that the person sent. */
  mine: Texts
  /** The texts of the form for the row as it is now. */
  textsOf(row: Row): Texts
  /** Saves it if the row still has this version; `present` is the row of a colleague. */
  save(ifMatch: string | undefined, present?: Row): Promise<Answer>
}

/**
 * Saves a form unless a colleague has changed the same fields since it was made: then throws an
 * EditConflictError, which the form shows. Changes of other fields are no conflict.
 */
export async function saveVersion<Row, Answer>({
  made,
  mine,
  textsOf,
  save,
}: Save<Row, Answer>): Promise<Answer> {
  try {
    return await save(made.version === '' ? undefined : `"${made.version}"`)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.present === null) throw error
    const { row, version, change } = error.present
    // The operation answers with its own row.
    const theirs = textsOf(row as Row)
    const fields = conflictingFields(made, mine, theirs, change)
    if (fields.length > 0) throw new EditConflictError(error, fields, madeOf(version, theirs))
    return await save(version, row as Row)
  }
}

/** An edit form: its texts, what it was made of, and why it was refused. */
export type EditedForm<Values extends Texts> = {
  values: Values
  made: Made
  error: ProblemError | undefined
}

/** The form of a row as it is stored, with this version. */
export const storedForm = <Values extends Texts>(
  version: string | null,
  values: Values,
): EditedForm<Values> => ({ values, made: madeOf(version, values), error: undefined })

/** Returns the origin of a form that is shown again after a refusal. */
export const madeAfter = (sent: Made, refusal: ProblemError | undefined): Made =>
  refusal instanceof EditConflictError ? refusal.made : sent
