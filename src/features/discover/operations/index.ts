import { discoverOperations } from './discover.ts'
import { hashtagOperations } from './hashtags.ts'
import { runOperations } from './runs.ts'

export const operations = { ...discoverOperations, ...hashtagOperations, ...runOperations }
