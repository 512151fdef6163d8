import { imagesPage } from './images/index.ts'

export const blogsPages = [imagesPage]
