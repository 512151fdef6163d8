import type { operations as lists } from './lists/operations/index.ts'
import type { operations as projects } from './projects/operations/index.ts'
import type { operations as users } from './users/operations/index.ts'

type Lists = typeof lists
type Projects = typeof projects
type Users = typeof users

/** Every operation by its id, for calls that the compiler checks. Two features cannot declare the same id. */
export interface Operations extends Lists, Projects, Users {}
