import { isUuid } from '../../base/text.ts'
import { z } from '../../http/router.ts'
import { plainName } from './store/taxonomy.ts'

const MAX_LENGTH = 100

const plain = z
  .string()
  .transform(plainName)
  .refine(
    (text) => /^\P{Cc}+$/u.test(text) && text.length <= MAX_LENGTH,
    `expected 1 to ${MAX_LENGTH} characters on one line`,
  )

const shown = { type: 'string', minLength: 1, maxLength: MAX_LENGTH } as const

/** What a category is called; case, width and spaces make no difference. */
export const CategoryName = plain
  .refine((text) => !isUuid(text), 'must not have the form of an id')
  .openapi({ ...shown, example: 'parenting' })

/** A topic or synonym. */
export const TopicText = plain.openapi({ ...shown, example: 'motherhood' })

/** A category as an address or a body names it. */
export const CategoryReference = plain.openapi({ ...shown, description: 'Its id or its name' })
