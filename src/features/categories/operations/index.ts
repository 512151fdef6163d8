import { blogCategoryOperations } from './blog-categories.ts'
import { categoryOperations } from './categories.ts'
import { topicOperations } from './topics.ts'

export const operations = { ...categoryOperations, ...blogCategoryOperations, ...topicOperations }
