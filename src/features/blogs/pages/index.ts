import { creatorPage } from './creator/index.ts'
import { creatorsPage } from './creators/index.ts'
import { marketerHome } from './home/index.ts'
import { imagesPage } from './images/index.ts'
import { searchPage } from './search/index.ts'

/** The addresses of the list come before those of creators by name. */
export const blogsPages = [creatorsPage, creatorPage, imagesPage, searchPage, marketerHome]
