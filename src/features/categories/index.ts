export { findCategories, giveCategories, lookUpCategories } from './store/given.ts'
export { storeTopics, type KnownTopics } from './store/topics.ts'
