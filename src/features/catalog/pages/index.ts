import { storesPage } from './stores/index.ts'

export const catalogPages = [storesPage]
