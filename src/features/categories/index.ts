export { listCategoryWords } from './store/words.ts'
export {
  findCategories,
  giveCategories,
  knownCategories,
  lookUpCategories,
} from './store/manual-categories.ts'
export { storeTopics, type KnownTopics } from './store/topics.ts'
