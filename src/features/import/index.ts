export { clipped, readTable, refusal } from './read-file.ts'
