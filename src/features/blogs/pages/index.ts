import { creatorPage } from './creator/index.ts'
import { imagesPage } from './images/index.ts'
import { searchPage } from './search/index.ts'

export const blogsPages = [creatorPage, imagesPage, searchPage]
