import { imagesPage } from './images/index.ts'
import { searchPage } from './search/index.ts'

export const blogsPages = [imagesPage, searchPage]
