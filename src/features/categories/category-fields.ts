import { fault } from '../../http/fault.ts'
import { sql } from 'kysely'
import { describeReference, reference } from '../../http/references.ts'
import { isUuid } from '../../base/text.ts'
import { z } from '../../http/router.ts'
import { plainName } from './store/taxonomy.ts'

const MAX_LENGTH = 100

const plain = z
  .string()
  .transform(plainName)
  .refine(
    (text) => /^\P{Cc}+$/u.test(text) && text.length <= MAX_LENGTH,
    fault('not_a_line', `expected 1 to ${MAX_LENGTH} characters on one line`, { max: MAX_LENGTH }),
  )

const constraints = { type: 'string', minLength: 1, maxLength: MAX_LENGTH } as const

/** The name of a category; case, width and spaces make no difference. */
export const CategoryName = plain
  .refine((text) => !isUuid(text), fault('looks_like_id', 'must not have the form of an id'))
  .openapi({ ...constraints, example: 'parenting' })

/** A topic or synonym. */
export const TopicText = plain.openapi({ ...constraints, example: 'motherhood' })

const CATEGORY = {
  name: 'category',
  description: 'The id of a category, or its name in any case',
  example: 'parenting',
}

/** Names a category; no two have one name. */
export const CategoryReference = reference({
  ...CATEGORY,
  namesIn: (text) => [plainName(text)],
  rows: () => sql`select id, name, name as key from categories`,
})

/** Names a category by one of its synonyms, too: the operation finds it. */
export const CategoryWord = plain.openapi({
  ...constraints,
  ...describeReference(CATEGORY),
  description: 'By name or synonym',
})
