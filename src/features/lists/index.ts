export { findCreators } from './store/find-creators.ts'
export { putIntoLists } from './store/members.ts'
export { ensureLists } from './store/lists.ts'
export { getList } from './store/lists.ts'
