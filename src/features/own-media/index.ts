export { hoursBetween, OfficialNumbers, showOfficial, type OfficialRow } from './official.ts'
export { parsePermalink } from './permalink.ts'
export { officialQuery } from './store/official.ts'
