export { answersFromLists } from './store/known-answers.ts'
export { prepareCheck } from './request-check.ts'
