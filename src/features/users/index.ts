export { UserReference } from './user-reference.ts'
