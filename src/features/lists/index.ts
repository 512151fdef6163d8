export { findCreators } from './store/find-creators.ts'
export { ensureLists, putIntoLists } from './store/import.ts'
