import { storyListOperations, storyOperations } from './stories.ts'

export const operations = { ...storyOperations, ...storyListOperations }
