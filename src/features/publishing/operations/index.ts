import { operations as executions } from '../executions/operations/index.ts'
import { operations as groups } from '../groups/operations/index.ts'
import { operations as posts } from '../posts/operations/index.ts'
import { operations as translations } from '../translations/operations/index.ts'
import { operations as uploads } from '../uploads/operations/index.ts'

export const operations = { ...groups, ...uploads, ...translations, ...posts, ...executions }
