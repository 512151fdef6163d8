export { parsePermalink } from './permalink.ts'
